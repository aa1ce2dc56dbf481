package io.barline.pipeline;

/**
 * The exchange's clock as seen from here: the exchange time of what arrived with the least delay,
 * carried on by the gateway's clock.
 *
 * <p>It follows a clock that jumps ahead at once, and forgets what it believed after one to two
 * {@link #SPAN}s, so that a single wrong time does not stay. All times are nanoseconds since the
 * epoch.
 */
public final class ExchangeClock {
  /** How long an observation counts at least. */
  static final long SPAN = 60_000_000_000L;

  private static final long NONE = Long.MIN_VALUE;

  private long offset = NONE;
  private long nextOffset = NONE;
  private long spanStart;

  /** An event with {@code exchangeTime} arrived at {@code receiveTime}. */
  public void observe(long exchangeTime, long receiveTime) {
    long observed = exchangeTime - receiveTime;
    if (offset == NONE) {
      spanStart = receiveTime;
    } else if (receiveTime - spanStart >= SPAN) {
      offset = nextOffset;
      nextOffset = NONE;
      spanStart = receiveTime;
    }
    offset = Math.max(offset, observed);
    nextOffset = Math.max(nextOffset, observed);
  }

  /** Whether anything was observed yet. */
  public boolean isKnown() {
    return offset != NONE;
  }

  /**
   * The exchange's time when the gateway's is {@code now}; {@code now} itself while nothing is
   * known.
   */
  public long at(long now) {
    return offset == NONE ? now : now + offset;
  }
}
