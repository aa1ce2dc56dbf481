package io.barline.simulator;

import io.barline.market.Decimal;

/**
 * A trade as the simulated market holds it.
 *
 * @param id the trade's id on spot, the aggregate's on futures
 * @param firstId the first of the executions that it stands for
 * @param lastId the last of them
 * @param price without its point, in units of {@link SimulatedInstrument#priceScale}
 * @param size without its point, in units of {@link SimulatedInstrument#sizeScale}
 * @param time nanoseconds since the epoch
 */
record Execution(
    long id, long firstId, long lastId, long price, long size, boolean buyerMaker, long time) {

  /** The same at another time. */
  Execution at(long another) {
    return new Execution(id, firstId, lastId, price, size, buyerMaker, another);
  }

  long count() {
    return lastId - firstId + 1;
  }

  SimulatedTrade told(SimulatedInstrument instrument) {
    return new SimulatedTrade(
        instrument.segment(),
        instrument.symbol(),
        id,
        firstId,
        lastId,
        Decimal.of(price, instrument.priceScale()),
        Decimal.of(size, instrument.sizeScale()),
        buyerMaker,
        time);
  }
}
