package io.barline.pipeline;

/**
 * The exchange's clock as seen from here: the exchange time of what arrived with the least delay,
 * carried on by the gateway's clock.
 *
 * <p>It follows a clock that jumps ahead at once. It forgets what it believed after one to two
 * {@link #SPAN}s, so that a single wrong time does not stay, and after as many {@link #SHORT_SPAN}s
 * where {@link #WITNESSES} agree that it is behind by no more than {@link #STEP}. Few events from
 * long ago do not put it back, though. Samples and repetitions are not for it: they may be of any
 * age. All times are nanoseconds since the epoch.
 */
public final class ExchangeClock {
  /** How long an observation counts at least. */
  static final long SPAN = 60_000_000_000L;

  /** The same where there were many. */
  static final long SHORT_SPAN = 5_000_000_000L;

  /**
   * How far it goes back for them: what is only late must not put it back so far that what comes in
   * time again is too far ahead to be believed.
   */
  static final long STEP = 30_000_000_000L;

  /** How many events in a row must agree on a time that was not believed. */
  static final int WITNESSES = 20;

  /** How far apart they may be to agree. */
  static final long AGREEMENT = 5_000_000_000L;

  private static final long NONE = Long.MIN_VALUE;

  private long offset = NONE;
  private long nextOffset = NONE;
  private long spanStart;
  private int inSpan;
  private long doubtedOffset;
  private int witnesses;

  /** An event with {@code exchangeTime} arrived at {@code receiveTime}. */
  public void observe(long exchangeTime, long receiveTime) {
    long observed = exchangeTime - receiveTime;
    if (offset == NONE || observed >= offset - AGREEMENT) { // else it says nothing for the clock
      witnesses = 0;
    }
    if (offset == NONE) {
      begin(receiveTime);
    } else if (isOver(receiveTime - spanStart)) {
      if (inSpan >= WITNESSES || nextOffset >= offset - SPAN) {
        offset = nextOffset;
      }
      begin(receiveTime);
    }
    inSpan++;
    offset = Math.max(offset, observed);
    nextOffset = Math.max(nextOffset, observed);
  }

  private boolean isOver(long span) {
    return span >= SPAN
        || (span >= SHORT_SPAN && inSpan >= WITNESSES && nextOffset >= offset - STEP);
  }

  private void begin(long receiveTime) {
    nextOffset = NONE;
    spanStart = receiveTime;
    inSpan = 0;
  }

  /**
   * An event came whose time is not believed. When {@link #WITNESSES} of them in a row agree, it is
   * this clock that was wrong: it then follows them.
   *
   * @return whether it does, so that the event is to be looked at again
   */
  boolean doubt(long exchangeTime, long receiveTime) {
    long observed = exchangeTime - receiveTime;
    witnesses = Math.abs(observed - doubtedOffset) <= AGREEMENT ? witnesses + 1 : 1;
    doubtedOffset = observed;
    if (witnesses < WITNESSES) {
      return false;
    }
    offset = NONE;
    observe(exchangeTime, receiveTime);
    return true;
  }

  /**
   * The exchange's time when the gateway's is {@code now}; {@code now} itself while nothing is
   * known.
   */
  public long at(long now) {
    return offset == NONE ? now : now + offset;
  }
}
