package io.barline.pipeline;

import io.barline.market.Instrument;
import io.barline.market.Interval;

/** An exchange that tells nothing of the past, and answers nothing. */
public final class Unrepaired implements RepairDemand {
  @Override
  public void trades(Instrument instrument, TradeSearch search) {}

  @Override
  public void withdraw(Instrument instrument, long hole) {}

  @Override
  public boolean hasBars(Instrument instrument, Interval interval) {
    return false;
  }

  @Override
  public void bars(Instrument instrument, Interval interval, long from, long to) {}

  @Override
  public void corrections(Instrument instrument, Interval interval, long from, long to) {}

  @Override
  public boolean audits(Instrument instrument) {
    return false;
  }

  @Override
  public void audit(Instrument instrument, long from) {}

  @Override
  public void audit(Instrument instrument, TradeSearch search) {}

  @Override
  public void forget(Instrument instrument) {}
}
