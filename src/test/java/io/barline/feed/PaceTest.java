package io.barline.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.UtcNanos;
import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long START = 1_700_000_000L * UtcNanos.SECOND;

  private final Pace pace = new Pace();
  private long now = START;

  /** Data comes that often, a second's look after each second that passed. */
  private void come(int times, long every) {
    for (int i = 0; i < times; i++) {
      long next = now + every;
      for (long s = now / UtcNanos.SECOND;
          s < next / UtcNanos.SECOND && s - now / UtcNanos.SECOND < 2;
          s++) {
        pace.observe();
      }
      now = next;
      pace.arrived(now);
    }
    pace.observe();
  }

  @Test
  void knowsNothingAtFirst() {
    come(5, UtcNanos.SECOND);
    assertThat(pace.usual()).isZero();
  }

  @Test
  void learnsARegularStreamToAPowerOfTwo() {
    come(100, 5 * UtcNanos.SECOND);
    assertThat(pace.usual()).isBetween(5 * UtcNanos.SECOND, 10 * UtcNanos.SECOND);
  }

  @Test
  void aBurstCountsOnce() {
    for (int i = 0; i < 20; i++) {
      come(1, 60 * UtcNanos.SECOND);
      come(10_000, 1_000);
    }
    assertThat(pace.usual()).isGreaterThanOrEqualTo(60 * UtcNanos.SECOND);
  }

  @Test
  void oneNightDoesNotMakeALiquidStreamPatient() {
    come(20_000, 50 * UtcNanos.MILLISECOND);
    assertThat(pace.suspicious()).isLessThan(UtcNanos.SECOND);
    come(1, 8 * 3_600 * UtcNanos.SECOND);
    come(200, 50 * UtcNanos.MILLISECOND);
    assertThat(pace.suspicious()).isLessThan(UtcNanos.SECOND);
  }

  @Test
  void anInterruptionIsNoGap() {
    come(100, 500 * UtcNanos.MILLISECOND);
    long usual = pace.usual();
    for (int i = 0; i < 100; i++) {
      pace.interrupted();
      assertThat(pace.last()).isZero();
      now += 100 * UtcNanos.SECOND;
      pace.arrived(now);
      come(2, 500 * UtcNanos.MILLISECOND);
    }
    assertThat(pace.usual()).isEqualTo(usual);
  }

  @Test
  void aProvenSilenceMakesItMorePatientAndThatFadesAgain() {
    come(2_000, 500 * UtcNanos.MILLISECOND);
    long before = pace.suspicious();
    pace.proven(10 * UtcNanos.SECOND);
    assertThat(pace.suspicious()).isBetween(10 * UtcNanos.SECOND, 20 * UtcNanos.SECOND);
    come(4_000, 500 * UtcNanos.MILLISECOND);
    assertThat(pace.suspicious()).isEqualTo(before);
  }

  @Test
  void aStreamThatSlowsDownIsLearned() {
    come(4_000, 500 * UtcNanos.MILLISECOND);
    come(60, 30 * UtcNanos.SECOND);
    assertThat(pace.usual()).isBetween(30 * UtcNanos.SECOND, 66 * UtcNanos.SECOND);
  }

  @Test
  void aClockThatStepsBackIsNoSilence() {
    come(100, UtcNanos.SECOND);
    now -= 3_600 * UtcNanos.SECOND;
    come(100, UtcNanos.SECOND);
    assertThat(pace.usual()).isLessThan(4 * UtcNanos.SECOND);
  }

  @Test
  void theLongestGapsAreKnownToBeLong() {
    come(20, 5 * 3_600 * UtcNanos.SECOND);
    assertThat(pace.usual()).isGreaterThan(2 * 3_600 * UtcNanos.SECOND);
  }
}
