package io.barline.pipeline;

import io.barline.market.Instrument;
import io.barline.market.Interval;
import java.util.ArrayList;
import java.util.List;

/** Remembers what was to be searched for; bars of one minute and longer can be had. */
final class Searches implements RepairDemand {
  final List<TradeSearch> trades = new ArrayList<>();
  final List<AskedBars> bars = new ArrayList<>();
  int forgotten;

  record AskedBars(Interval interval, long from, long to) {}

  @Override
  public void trades(Instrument instrument, TradeSearch search) {
    trades.add(search);
  }

  @Override
  public boolean hasBars(Instrument instrument, Interval interval) {
    return interval.compareTo(Interval.M1) >= 0;
  }

  @Override
  public void bars(Instrument instrument, Interval interval, long from, long to) {
    bars.add(new AskedBars(interval, from, to));
  }

  @Override
  public void forget(Instrument instrument) {
    forgotten++;
  }
}
