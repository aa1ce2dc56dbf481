package io.barline.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.util.Resource;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class KeySetFetchTest {
  private static final String CONTENT = "{\"keys\":[]}";

  /** Of a clock that is about to begin again at its least value, as it may. */
  private long nanos = Long.MAX_VALUE - 1;

  private boolean away;
  private int asked;

  private final KeySetFetch fetch =
      new KeySetFetch(
          _ -> {
            asked++;
            if (away) {
              throw new IOException("away");
            }
            return new Resource(CONTENT, "application/json");
          },
          () -> nanos);

  private void fetch() throws IOException {
    URL url = URI.create("https://login.example.com/jwks").toURL();
    assertThat(fetch.retrieveResource(url).getContent()).isEqualTo(CONTENT);
  }

  private void assertFails() {
    assertThatThrownBy(this::fetch).isInstanceOf(IOException.class);
  }

  @Test
  void asksAnIssuerThatIsThereTwiceInThirtySeconds() throws Exception {
    fetch();
    fetch();
    assertFails();
    nanos += Duration.ofSeconds(30).toNanos() - 1;
    assertFails();
    assertThat(asked).isEqualTo(2);
    nanos++;
    fetch();
    assertThat(asked).isEqualTo(3);
  }

  @Test
  void asksAnIssuerThatIsAwayOnceASecondAndHasItsKeysAsSoonAsItIsBack() throws Exception {
    away = true;
    for (int second = 1; second <= 60; second++) {
      for (int i = 0; i < 10; i++) {
        assertFails();
      }
      assertThat(asked).isEqualTo(second);
      nanos += Duration.ofSeconds(1).toNanos();
    }
    away = false;
    fetch();
  }
}
