package io.barline.market;

/**
 * A trade that was missed and is told after all: it comes after trades that happened later.
 *
 * @param trade as the exchange's REST interface tells it
 */
public record RepairedTrade(Trade trade) implements MarketEvent {
  @Override
  public long receiveTime() {
    return trade.receiveTime();
  }
}
