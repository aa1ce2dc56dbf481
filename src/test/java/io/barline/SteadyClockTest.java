package io.barline;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
  private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");

  private final AtomicLong nanos = new AtomicLong(-5);
  private Duration systemIsAhead = Duration.ZERO;
  private final SteadyClock clock = new SteadyClock(new SystemClock(), nanos::get);

  private final class SystemClock extends Clock {
    @Override
    public Instant instant() {
      return START.plusNanos(nanos.get() + 5).plus(systemIsAhead);
    }

    @Override
    public ZoneOffset getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(java.time.ZoneId zone) {
      return this;
    }
  }

  private Instant after(Duration time) {
    Instant before = clock.instant();
    for (long second = 0; second < time.toSeconds(); second++) {
      nanos.addAndGet(1_000_000_000L);
      Instant now = clock.instant();
      assertThat(Duration.between(before, now))
          .isBetween(Duration.ofNanos(999_499_000), Duration.ofNanos(1_000_501_000));
      before = now;
    }
    return before;
  }

  @Test
  void runsWithTheSystemsClock() {
    assertThat(after(Duration.ofHours(1))).isEqualTo(START.plusSeconds(3_600));
  }

  @Test
  void doesNotStepWhenTheSystemsClockIsSetBack() {
    systemIsAhead = Duration.ofMinutes(-10);
    assertThat(after(Duration.ofMinutes(1))).isAfter(START.plusSeconds(59));
  }

  @Test
  void comesToAgreeWithASystemsClockThatWasCorrected() {
    systemIsAhead = Duration.ofMillis(200);
    Instant end = after(Duration.ofMinutes(30));
    assertThat(Duration.between(end, START.plusSeconds(1_800).plusMillis(200)).abs())
        .isLessThan(Duration.ofMillis(1));
  }
}
