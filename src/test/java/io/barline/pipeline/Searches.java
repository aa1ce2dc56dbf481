package io.barline.pipeline;

import io.barline.market.Instrument;
import io.barline.market.Interval;
import java.util.ArrayList;
import java.util.List;

/** Remembers what was to be searched for; bars of one minute and longer can be had. */
final class Searches implements RepairDemand {
  final List<TradeSearch> trades = new ArrayList<>();
  final List<AskedBars> bars = new ArrayList<>();
  final List<Long> audits = new ArrayList<>();
  final List<TradeSearch> looks = new ArrayList<>();
  final List<Long> withdrawn = new ArrayList<>();
  boolean audited;
  int forgotten;

  record AskedBars(Interval interval, long from, long to) {}

  @Override
  public void trades(Instrument instrument, TradeSearch search) {
    trades.add(search);
  }

  @Override
  public void withdraw(Instrument instrument, long hole) {
    withdrawn.add(hole);
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
  public void corrections(Instrument instrument, Interval interval, long from, long to) {
    bars(instrument, interval, from, to);
  }

  @Override
  public boolean audits(Instrument instrument) {
    return audited;
  }

  @Override
  public void audit(Instrument instrument, long from) {
    audits.add(from);
  }

  @Override
  public void audit(Instrument instrument, TradeSearch search) {
    looks.add(search);
  }

  @Override
  public void forget(Instrument instrument) {
    forgotten++;
  }
}
