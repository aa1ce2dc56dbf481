package io.barline.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of a text that is no key. */
class MisfitTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T14:20:00Z"), ZoneOffset.UTC);
  private static final Quotas QUOTAS = new Quotas(1, 2, 3, 4, 5, 6);

  @TempDir Path folder;
  private KeyRing ring = new KeyRing(Path.of(""));

  @BeforeEach
  void enforce() {
    ring = new KeyRing(folder.resolve("keys.json"));
  }

  private String denied(String shown) {
    Keys keys = new Keys(ring.file());
    Tokens none = new Tokens(List.of(), QUOTAS, Duration.ZERO, CLOCK, System::nanoTime);
    Tickets tickets = new Tickets(Duration.ofSeconds(30), CLOCK, new SecureRandom());
    Access access = new Access(keys, none, tickets, QUOTAS, CLOCK);
    assertThat(access.authenticate(shown)).isInstanceOf(Authentication.Denied.class);
    return ((Authentication.Denied) access.authenticate(shown)).sentence();
  }

  @Test
  void aKeyThatIsNotWholeIsToldWhatAKeyLooksLike() {
    String key = ring.create("dash", "*:*:*");
    for (String none :
        List.of(
            key.substring(0, key.length() - 1),
            key + "x",
            key.substring(0, 11),
            key.substring(0, 12) + "…",
            key.substring(0, 12) + "...",
            "bl_",
            key.replace("bl_", "bl_X"))) {
      assertThat(denied(none))
          .startsWith("this is no whole key: a key is bl_, 8 hexadecimal digits, _ and a secret")
          .contains("43 letters")
          .doesNotContain(key.substring(3, 11), key.substring(12, 40));
    }
    assertThat(denied("nonsense"))
        .startsWith("this is not a key: a key is bl_")
        .doesNotContain("nonsense");
  }

  @Test
  void aTicketIsToldWhereItIsOfUse() {
    var _ = ring.create("dash", "*:*:*");
    assertThat(denied("blt_" + "s".repeat(43)))
        .contains("a ticket opens one stream", "/api/v1/ws", "/api/v1/stream")
        .doesNotContain("sss");
    assertThat(denied("blt_...")).contains("a ticket opens one stream");
  }

  @Test
  void isNotTakenForAToken() {
    assertThat(Tokens.looksLikeToken("bl_4f9a2c1b_...")).isFalse();
    assertThat(Tokens.looksLikeToken("blt_...")).isFalse();
    assertThat(Tokens.looksLikeToken("eyJ.eyJ.x")).isTrue();
  }
}
