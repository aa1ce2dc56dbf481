package io.barline.feed;

import java.time.Duration;

/**
 * Allows at most {@code capacity} actions in any {@code period}: a token spent returns one period
 * later. Time comes in as nanoseconds of one clock; calls from several threads are allowed.
 */
final class TokenBucket {
  private final long[] spentAt;
  private final long period;
  private int oldest;
  private int spent;

  TokenBucket(int capacity, Duration period) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity must be at least 1: " + capacity);
    }
    this.spentAt = new long[capacity];
    this.period = period.toNanos();
  }

  /** Takes a token at {@code now}; false where none is left. */
  synchronized boolean take(long now) {
    release(now);
    if (spent == spentAt.length) {
      return false;
    }
    spentAt[(oldest + spent) % spentAt.length] = now;
    spent++;
    return true;
  }

  /** How long from {@code now} until {@link #take} will succeed: zero where it does now. */
  synchronized long waitFrom(long now) {
    release(now);
    return spent < spentAt.length ? 0 : spentAt[oldest] + period - now;
  }

  private void release(long now) {
    while (spent > 0 && now - spentAt[oldest] >= period) {
      oldest = (oldest + 1) % spentAt.length;
      spent--;
    }
  }
}
