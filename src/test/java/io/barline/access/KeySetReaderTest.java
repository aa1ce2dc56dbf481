package io.barline.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.util.Resource;
import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KeySetReaderTest {
  private static final String SHOWN = "https://login.example.com:8443/jwks";

  private final KeySetPlace place =
      KeySetPlace.of(URI.create("https://me:hidden@login.example.com:8443/jwks?key=secret#part"));
  private String content = "{\"keys\":[]}";
  private @Nullable IOException fault;

  private final KeySetReader reader =
      new KeySetReader(
          "https://login.example.com/",
          place,
          _ -> {
            if (fault != null) {
              throw fault;
            }
            return new Resource(content, "application/json");
          });

  private void read() throws IOException {
    assertThat(reader.retrieveResource(place.url()).getContent()).isEqualTo(content);
  }

  private void assertFails(String why) {
    assertThatThrownBy(this::read).isInstanceOf(IOException.class);
    assertThat(reader.trouble()).isEqualTo(SHOWN + ": " + why);
  }

  /** Services of Docker Compose have such names. */
  @Test
  void aHostMayHaveAnUnderscore() {
    KeySetPlace underscored = KeySetPlace.of(URI.create("https://auth_server:8443/jwks"));
    assertThat(underscored.url().getHost()).isEqualTo("auth_server");
    assertThat(underscored).hasToString("https://auth_server:8443/jwks");
  }

  @Test
  void knowsWhetherTheKeysCouldBeHadTheLastTime() throws Exception {
    assertThat(reader.trouble()).isNull();
    fault = new NoSuchFileException("hidden");
    assertFails("there is no such file");
    fault = new IOException("Server returned 500 for URL: " + place.url());
    assertFails("it can't be read: IOException");
    fault = null;
    read();
    assertThat(reader.trouble()).isNull();
  }

  @Test
  void whatIsNoSetOfKeysCountsAsNone() {
    for (String none : new String[] {"<html>", "{}", "[]"}) {
      content = none;
      assertFails("it is no JSON Web Key Set, {\"keys\": [...]}");
    }
  }

  @Test
  void toCheckIsNotRemembered() {
    content = "<html>";
    assertThat(reader.check()).startsWith(SHOWN);
    assertThat(reader.trouble()).isNull();
  }
}
