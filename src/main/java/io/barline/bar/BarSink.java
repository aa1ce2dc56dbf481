package io.barline.bar;

import io.barline.market.Bar;
import io.barline.market.Interval;
import io.barline.market.Trade;

/**
 * Takes what a {@link BarSeries} or {@link ExchangeBars} makes. It must not call the series back.
 */
public interface BarSink {
  /** An open bar changed, or a bar closed or was revised. */
  void bar(Bar bar);

  /** A trade came after the late limit of that interval's window; no bar of it changed. */
  void tooLate(Trade trade, Interval interval);

  /**
   * A bar of the exchange, or a revision of one, came after its late limit: it is missing in the
   * window of that interval.
   */
  void tooLate(Bar part, Interval interval);
}
