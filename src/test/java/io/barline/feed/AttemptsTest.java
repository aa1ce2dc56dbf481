package io.barline.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.UtcNanos;
import java.net.URI;
import java.time.Duration;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AttemptsTest {
  private static final long SECOND = UtcNanos.SECOND;

  private final AddressBudget budget =
      new AddressBudget(new TokenBucket(100, Duration.ofMinutes(1)), null, new Bans());
  private final Attempts attempts = attempts();
  private long now = 1_000 * SECOND;

  private Attempts attempts() {
    return new Attempts(PlainExchange.ROUTE, budget, PlainExchange.SETTINGS, new Random(1));
  }

  private Duration lived(int seconds, int dataFor) {
    assertThat(attempts.take(now)).isNull();
    attempts.opened(now);
    for (int i = 0; i < dataFor; i++) {
      attempts.data(now + i * SECOND);
    }
    now += seconds * SECOND;
    return attempts.lost(0, now);
  }

  @Test
  void aConnectionThatFlapsIsTriedEverMoreSeldom() {
    Duration last = Duration.ZERO;
    for (int i = 0; i < 4; i++) {
      last = lived(2, 1);
    }
    assertThat(last).isGreaterThanOrEqualTo(Duration.ofSeconds(4));
    assertThat(lived(60, 1)).isGreaterThanOrEqualTo(Duration.ofSeconds(4)); // mute for long
    assertThat(lived(60, 40)).isLessThanOrEqualTo(Duration.ofSeconds(1));
    lived(2, 1);
    lived(2, 1);
    assertThat(lived(301, 1)).isLessThanOrEqualTo(Duration.ofSeconds(1)); // quiet, but old
  }

  @Test
  void aRefusedHandshakeHoldsAllAttemptsToTheHostBack() {
    assertThat(attempts.refused(429, "too many", 20, now)).isEqualTo(20);
    Attempts others = attempts();
    Attempts.Hold hold = Objects.requireNonNull(others.take(now + SECOND));
    assertThat(hold.left()).isGreaterThanOrEqualTo(Duration.ofSeconds(19));
    assertThat(hold.reason()).contains("too many");
    assertThat(others.take(now + 21 * SECOND)).isNull();
  }

  @Test
  void someRefusalsAreBansWithoutSayingForHowLong() {
    assertThat(attempts.refused(418, "banned", 0, now)).isEqualTo(300);
    assertThat(attempts().take(now + 299 * SECOND)).isNotNull();
    assertThat(attempts().take(now + 300 * SECOND)).isNull();
  }

  @Test
  void othersConcernTheOneConnection() {
    assertThat(attempts.refused(503, "busy", 0, now)).isZero();
    assertThat(attempts.refused(403, "no", 0, now)).isZero();
    assertThat(attempts().take(now)).isNull();
    assertThat(attempts.refused(503, "busy", 7, now)).isEqualTo(7);
    assertThat(attempts().take(now)).isNotNull();
  }

  @Test
  void socketsAndRestOfAHostAreOne() {
    Bans bans = new Bans();
    bans.refused(
        URI.create("https://api.example.org/info"),
        429,
        Duration.ofSeconds(9),
        Duration.ZERO,
        "too many",
        now);
    assertThat(bans.of(URI.create("wss://api.example.org/ws"), now)).isNotNull();
    assertThat(bans.of(URI.create("wss://api.example.org:9443/ws"), now)).isNull();
    assertThat(bans.of(URI.create("ws://api.example.org/ws"), now)).isNull();
  }
}
