package io.barline.feed;

import io.barline.exchange.Allowance;
import java.time.Duration;

/**
 * Allows at most {@code capacity} actions in any {@code period}: a token spent returns one period
 * later. Time comes in as nanoseconds of one clock; calls from several threads are allowed.
 */
final class TokenBucket {
  /** The most by which actions may arrive later at the exchange than others before them. */
  private static final Duration LATEST = Duration.ofSeconds(10);

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

  /**
   * One that holds where the exchange counts arrivals: some are later than others, so that tokens
   * return a tenth of the window later.
   */
  static TokenBucket of(Allowance allowance) {
    Duration tenth = allowance.window().dividedBy(10);
    return new TokenBucket(
        allowance.most(), allowance.window().plus(tenth.compareTo(LATEST) < 0 ? tenth : LATEST));
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

  /** What was done at {@code now} without asking counts too, if need be in place of the oldest. */
  synchronized void spend(long now) {
    if (!take(now)) {
      spentAt[oldest] = now;
      oldest = (oldest + 1) % spentAt.length;
    }
  }

  /** How long from {@code now} until {@link #take} will succeed: zero where it does now. */
  synchronized long waitFrom(long now) {
    release(now);
    return spent < spentAt.length ? 0 : spentAt[oldest] + period - now;
  }

  /** Whether at most half of the tokens are spent. */
  synchronized boolean hasPlenty(long now) {
    release(now);
    return spent <= spentAt.length / 2;
  }

  private void release(long now) {
    while (spent > 0 && now - spentAt[oldest] >= period) {
      oldest = (oldest + 1) % spentAt.length;
      spent--;
    }
  }
}
