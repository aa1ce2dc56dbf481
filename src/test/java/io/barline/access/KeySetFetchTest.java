package io.barline.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.util.Resource;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KeySetFetchTest {
  private static final String CONTENT = "{\"keys\":[]}";

  private final AtomicLong millis = new AtomicLong(1_000_000);
  private final InstantSource time = () -> Instant.ofEpochMilli(millis.get());
  private final Clock clock = time.withZone(ZoneOffset.UTC);
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
          clock);

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
    millis.addAndGet(29_999);
    assertFails();
    assertThat(asked).isEqualTo(2);
    millis.addAndGet(1);
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
      millis.addAndGet(1_000);
    }
    away = false;
    fetch();
  }
}
