package io.barline.simulator;

import io.barline.market.UtcNanos;

/** The REST weight used in the current minute of the clock. */
final class WeightBudget {
  private static final long MINUTE = 60 * UtcNanos.SECOND;

  private final int perMinute;
  private long minute = -1;
  private long used;

  WeightBudget(int perMinute) {
    this.perMinute = perMinute;
  }

  /** Whether {@code weight} still fits at {@code now}; it is counted either way. */
  boolean take(int weight, long now) {
    if (now / MINUTE != minute) {
      minute = now / MINUTE;
      used = 0;
    }
    used += weight;
    return used <= perMinute;
  }

  long used() {
    return used;
  }

  /** Whole seconds until the next minute begins, at least one. */
  static long secondsUntilNext(long now) {
    return Math.max(1, (MINUTE - now % MINUTE + UtcNanos.SECOND - 1) / UtcNanos.SECOND);
  }
}
