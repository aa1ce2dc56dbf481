package io.barline.history;

import io.barline.exchange.RestUnavailable;
import io.barline.market.Instrument;

/** One thing that is asked for until it is there or can't be had. */
interface Errand {
  Instrument instrument();

  /** What is asked for, that which goes before the others first. */
  enum Kind {
    TRADES,
    BARS,
    /** A look whether what was streamed is right: it waits for all others. */
    AUDITS
  }

  Kind kind();

  /** When it isn't worth asking any more, nanoseconds since the epoch. */
  default long expiry() {
    return Long.MAX_VALUE;
  }

  /** When it may be asked for first, nanoseconds since the epoch. */
  long due();

  /** Asks once. */
  Step ask() throws RestUnavailable, InterruptedException;

  /** In how many parts what was found is to be told, the last by {@link #found}. */
  default int parts() {
    return 1;
  }

  /** Tells the next part of what was found, which is not the last; otherwise as {@link #found}. */
  default void coming(long now) {}

  /** Tells what was found and is not told yet; {@code now} is the gateway's time. On the lane. */
  void found(long now);

  /** Tells that it can't be had, for that reason. On the lane. */
  void unavailable(String reason, long now);
}
