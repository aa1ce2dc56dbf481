package io.barline.simulator;

import io.barline.market.Decimal;
import io.barline.market.Side;

/**
 * A trade that happened on the simulated exchange, whether or not anybody was told.
 *
 * @param id the trade's id on spot, the aggregate's on futures; contiguous unless a test skips some
 * @param firstId the first of the executions that it stands for
 * @param lastId the last of them
 * @param time nanoseconds since the epoch
 */
public record SimulatedTrade(
    Segment segment,
    String symbol,
    long id,
    long firstId,
    long lastId,
    Decimal price,
    Decimal size,
    boolean buyerMaker,
    long time) {

  public Side taker() {
    return buyerMaker ? Side.SELL : Side.BUY;
  }
}
