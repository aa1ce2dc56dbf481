package io.barline.feed;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Waits that double from a minimum to a maximum, each drawn at random from its upper half, so that
 * connections which were lost together don't return together.
 */
final class Backoff {
  private final Duration min;
  private final Duration max;
  private final RandomGenerator random;
  private int attempt;

  Backoff(Duration min, Duration max, RandomGenerator random) {
    this.min = min;
    this.max = max;
    this.random = random;
  }

  /** The next wait; each call counts as one more attempt. */
  Duration next() {
    long ceiling = max.toNanos();
    if (attempt < 30) {
      ceiling = Math.min(ceiling, min.toNanos() << attempt);
    }
    if (ceiling < min.toNanos()) { // the shift ran over
      ceiling = max.toNanos();
    }
    attempt++;
    return Duration.ofNanos(ceiling / 2 + random.nextLong(ceiling / 2 + 1));
  }

  /** A wait so short that only those are spread who may all begin at once. */
  Duration spread() {
    return Duration.ofNanos(random.nextLong(min.toNanos() + 1));
  }

  /** How many attempts were counted since the last reset. */
  int attempt() {
    return attempt;
  }

  void reset() {
    attempt = 0;
  }
}
