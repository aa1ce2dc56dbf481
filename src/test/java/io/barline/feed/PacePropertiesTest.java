package io.barline.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.UpstreamChannel;
import io.barline.market.UtcNanos;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever the pattern, few silences that are real are suspicious, and one that is not is soon. */
class PacePropertiesTest {
  private static final UpstreamChannel TRADES = new UpstreamChannel.Trades();
  private static final long START = 1_700_000_000L * UtcNanos.SECOND;
  private static final int GAPS = 4_000;

  /** How data comes. */
  enum Kind {
    REGULAR,
    POISSON,
    BURSTS,
    /** Each thousand gaps, one of eight hours. */
    NIGHTS,
    /** Ten times as seldom from the middle on. */
    SLOWING
  }

  record Pattern(Kind kind, double mean, long seed) {
    /** The next gap, in nanoseconds. */
    long gap(int i, SplittableRandom random) {
      double poisson = -mean * Math.log(1 - random.nextDouble());
      double seconds =
          switch (kind) {
            case REGULAR -> mean;
            case POISSON -> poisson;
            case BURSTS -> i % 20 == 0 ? 20 * poisson : 0.0005;
            case NIGHTS -> i % 1_000 == 999 ? 8 * 3_600 : poisson;
            case SLOWING -> i < GAPS / 2 ? poisson : 10 * poisson;
          };
      return (long) (seconds * UtcNanos.SECOND);
    }
  }

  @Provide
  Arbitrary<Pattern> patterns() {
    return Combinators.combine(
            Arbitraries.of(Kind.values()),
            Arbitraries.of(0.02, 0.05, 0.2, 1.0, 5.0, 30.0, 300.0),
            Arbitraries.longs())
        .as(Pattern::new);
  }

  /** A stream, looked at once a second, whose every suspicious silence is found to be real. */
  private static final class Watched {
    final Vigil vigil = new Vigil();
    long now = START;
    int suspicions;

    Watched() {
      vigil.confirmed(START);
    }

    void stay(long gap) {
      vigil.pace.observe();
      long patience = vigil.patience(TRADES, PlainExchange.FRESH);
      if (gap > patience + UtcNanos.SECOND
          && patience < PlainExchange.FRESH.maxSilence().toNanos()) {
        suspicions++;
        vigil.pace.proven(2 * patience);
      }
      now += gap;
    }

    void come() {
      vigil.pace.arrived(now);
    }
  }

  @Property(tries = 300)
  void realSilencesAreSeldomSuspicious(@ForAll("patterns") Pattern pattern) {
    SplittableRandom random = new SplittableRandom(pattern.seed);
    Watched watched = new Watched();
    for (int i = 0; i < GAPS; i++) {
      watched.stay(pattern.gap(i, random));
      watched.come();
    }
    assertThat(watched.suspicions).isLessThanOrEqualTo(GAPS / 100);
  }

  @Property(tries = 300)
  void aLiquidStreamIsSuspectedWithinSeconds(@ForAll("patterns") Pattern pattern) {
    SplittableRandom random = new SplittableRandom(pattern.seed);
    Watched watched = new Watched();
    for (int i = 0; i < GAPS; i++) {
      watched.stay(pattern.gap(i, random));
      watched.come();
    }
    Pattern liquid = new Pattern(Kind.POISSON, 0.05, pattern.seed);
    long second = watched.now;
    for (int i = 0; i < 30_000; i++) { // 25 minutes of it
      watched.now += liquid.gap(i, random);
      watched.come();
      if (watched.now - second >= UtcNanos.SECOND) {
        second = watched.now;
        watched.vigil.pace.observe();
      }
    }
    assertThat(watched.vigil.patience(TRADES, PlainExchange.FRESH))
        .isLessThanOrEqualTo(5 * UtcNanos.SECOND);
  }
}
