package io.barline.bar;

import io.barline.market.Bar;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Interval;

/** Makes the bars of one instrument from what was accumulated. */
final class BarWriter {
  private final Instrument instrument;

  /** The receive time of what the series works on. */
  long receiveTime;

  BarWriter(Instrument instrument) {
    this.instrument = instrument;
  }

  Bar bar(
      Interval interval,
      long start,
      Accumulator traded,
      boolean closed,
      int revision,
      Bar.Quality quality) {
    return new Bar(
        instrument,
        interval,
        start,
        traded.open(),
        traded.high(),
        traded.low(),
        traded.close(),
        traded.volume(),
        traded.quoteVolume(instrument),
        traded.vwap(),
        traded.buyVolume(),
        traded.trades(),
        closed,
        revision,
        quality,
        Bar.Source.TRADES,
        traded.lastTime(),
        receiveTime);
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
        Bar.Source.TRADES,
        start,
        receiveTime);
  }
}
