package io.barline.access;

/**
 * Permits a number of things at a time and so many a second in the long run. Time comes in as
 * nanoseconds of a monotonic clock. Not for several threads.
 */
public final class TokenBucket {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final long nanosPerToken;
  private final long capacity;

  /** What is there, in nanoseconds of its return. */
  private long filled;

  private long since;

  /**
   * Full at first.
   *
   * @param perMinute how many return in a minute
   * @param burst how many are there at most
   */
  TokenBucket(long perMinute, int burst, long now) {
    this.nanosPerToken = nanosPerToken(perMinute);
    this.capacity = nanosPerToken * burst;
    this.filled = capacity;
    this.since = now;
  }

  private static long nanosPerToken(long perMinute) {
    return Math.max(1, 60 * NANOS_PER_SECOND / perMinute);
  }

  /** A bucket of so many a second. */
  public static TokenBucket perSecond(int rate, int burst, long now) {
    return new TokenBucket(60L * rate, burst, now);
  }

  /** Whether it is one of that rate and burst. */
  boolean isOf(long perMinute, int burst) {
    long nanos = nanosPerToken(perMinute);
    return nanos == nanosPerToken && nanos * burst == capacity;
  }

  /**
   * One of another rate and burst with as many in it as there are here: whoever changes between two
   * quotas gains nothing by it.
   */
  TokenBucket resized(long perMinute, int burst, long now) {
    refill(now);
    TokenBucket other = new TokenBucket(perMinute, burst, now);
    double tokens = (double) filled / nanosPerToken;
    other.filled = Math.min(other.capacity, (long) (tokens * other.nanosPerToken));
    return other;
  }

  /** Takes one; whether there was one. */
  public boolean tryTake(long now) {
    refill(now);
    if (filled < nanosPerToken) {
      return false;
    }
    filled -= nanosPerToken;
    return true;
  }

  /** Takes several more, which may not be there yet: then they are missing until they return. */
  public void owe(int more) {
    filled = Math.max(-capacity, filled - more * nanosPerToken);
  }

  /** Whether there is one. */
  boolean hasOne(long now) {
    refill(now);
    return filled >= nanosPerToken;
  }

  /** In how many seconds there is one, rounded up; at least 1. */
  long secondsUntilOne() {
    return Math.max(1, (nanosPerToken - filled + NANOS_PER_SECOND - 1) / NANOS_PER_SECOND);
  }

  private void refill(long now) {
    filled = Math.min(capacity, filled + Math.max(0, now - since));
    since = now;
  }
}
