package io.barline.bar;

import io.barline.market.Bar;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Interval;

/** Makes the bars of one instrument from what was accumulated. */
final class BarWriter {
  private final Instrument instrument;
  private final Bar.Source source;

  /** The receive time of what the series works on. */
  long receiveTime;

  /**
   * @param source what was accumulated: trades, or bars of the exchange
   */
  BarWriter(Instrument instrument, Bar.Source source) {
    this.instrument = instrument;
    this.source = source;
  }

  Bar bar(
      Interval interval,
      long start,
      Accumulator traded,
      boolean closed,
      int revision,
      Bar.Quality quality) {
    boolean ofTrades = source == Bar.Source.TRADES;
    return new Bar(
        instrument,
        interval,
        start,
        traded.open(),
        traded.high(),
        traded.low(),
        traded.close(),
        traded.volume(),
        ofTrades ? traded.quoteVolume(instrument) : traded.turnover(),
        ofTrades ? traded.vwap() : traded.vwapOfBars(instrument),
        traded.buyVolume(),
        traded.trades(),
        closed,
        revision,
        quality,
        source,
        traded.lastTime(),
        receiveTime);
  }

  /**
   * The exchange's own bar in place of what was traded; its average is computed where it is not
   * told and can be.
   */
  Bar repaired(Bar told, int revision) {
    return new Bar(
        instrument,
        told.interval(),
        told.timestamp(),
        told.open(),
        told.high(),
        told.low(),
        told.close(),
        told.volume(),
        told.quoteVolume(),
        told.vwap() == null ? Accumulator.vwapOf(told, instrument) : told.vwap(),
        told.buyVolume(),
        told.trades(),
        true,
        revision,
        Bar.Quality.REPAIRED,
        Bar.Source.EXCHANGE,
        told.exchangeTime(),
        told.receiveTime());
  }

  Bar flat(Interval interval, long start, Decimal price, int revision, Bar.Quality quality) {
    return new Bar(
        instrument,
        interval,
        start,
        price,
        price,
        price,
        price,
        Decimal.ZERO,
        Decimal.ZERO,
        null,
        Decimal.ZERO,
        0,
        true,
        revision,
        quality,
        source,
        start,
        receiveTime);
  }
}
