package io.barline.feed;

import io.barline.market.UtcNanos;

/**
 * Lets so many through in a second and counts the others. For any thread; times are nanoseconds of
 * one clock.
 */
final class RateBound {
  private final int perSecond;
  private long second = Long.MIN_VALUE;
  private int through;
  private long leftOut;

  RateBound(int perSecond) {
    this.perSecond = perSecond;
  }

  synchronized boolean lets(long now) {
    long at = Math.floorDiv(now, UtcNanos.SECOND);
    if (at != second) {
      second = at;
      through = 0;
    }
    if (through < perSecond) {
      through++;
      return true;
    }
    leftOut++;
    return false;
  }

  /** How many were left out since the last call. */
  synchronized long takeLeftOut() {
    long count = leftOut;
    leftOut = 0;
    return count;
  }
}
