package io.barline.history;

import io.barline.exchange.RestUnavailable;
import io.barline.market.Instrument;

/** One thing that is asked for until it is there or can't be had. */
interface Errand {
  Instrument instrument();

  /** Whether it is about trades, which go before bars. */
  boolean isOfTrades();

  /** When it may be asked for first, nanoseconds since the epoch. */
  long due();

  /** Asks once. */
  Step ask() throws RestUnavailable, InterruptedException;

  /** Tells what was found; {@code now} is the gateway's time. On the lane. */
  void found(long now);

  /** Tells that it can't be had, for that reason. On the lane. */
  void unavailable(String reason, long now);
}
