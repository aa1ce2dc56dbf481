package io.barline.pipeline;

import io.barline.market.Instrument;
import io.barline.market.Interval;

/**
 * Takes what was missed and may be had from the exchange's REST interface. Called on the
 * instrument's event loop; must not call the pipeline back at once.
 */
public interface RepairDemand {
  /**
   * The trades that follow a known one are to be asked for, as soon as the exchange's limits allow,
   * and to be given to {@link Pipeline#tradesFound}, many of them in parts before to {@link
   * Pipeline#tradesComing}; where they can't be had, {@link Pipeline#tradesUnavailable} is to be
   * called.
   */
  void trades(Instrument instrument, TradeSearch search);

  /**
   * The search for the trades of that hole is of no use any more: it is not begun, nor gone on
   * with, and nothing of it is to be told.
   */
  void withdraw(Instrument instrument, long hole);

  /** Whether the exchange has bars of its own of that interval. */
  boolean hasBars(Instrument instrument, Interval interval);

  /**
   * The exchange's own bars that begin within {@code [from, to)} are to be asked for, once the last
   * of those windows is over for the exchange, and to be given to {@link Pipeline#barsFound}; where
   * they can't be had, {@link Pipeline#barsUnavailable} is to be called.
   *
   * @param from the start of a window, nanoseconds since the epoch
   * @param to the end of a window
   */
  void bars(Instrument instrument, Interval interval, long from, long to);

  /**
   * As {@link #bars}, of bars that are known and may have been corrected since. Where many searches
   * wait these are refused first.
   */
  void corrections(Instrument instrument, Interval interval, long from, long to);

  /**
   * Whether what was streamed of the instrument is to be compared with what the exchange tells of
   * it afterwards.
   */
  boolean audits(Instrument instrument);

  /**
   * The exchange's own bar of the minute that begins at {@code from} is to be asked for once it is
   * over for the exchange, after all that is missed, and to be given to {@link Pipeline#audited};
   * where it can't be had soon, {@link Pipeline#auditUnavailable} is to be called.
   */
  void audit(Instrument instrument, long from);

  /** As {@link #trades}, after all that is missed; given up where that takes long. */
  void audit(Instrument instrument, TradeSearch search);

  /** Nobody wants the instrument any more: nothing that is under way for it is to be told. */
  void forget(Instrument instrument);
}
