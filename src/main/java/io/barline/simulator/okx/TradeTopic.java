package io.barline.simulator.okx;

import io.barline.simulator.MarketTrade;
import io.barline.simulator.SyntheticMarket;

/**
 * {@code trades}: each in a message of its own, none at first.
 *
 * @see <a href="https://www.okx.com/docs-v5/en/#order-book-trading-market-data-ws-trades-channel">
 *     Trades channel</a>
 */
final class TradeTopic extends OkxTopic {
  TradeTopic(OkxInstrument instrument, SyntheticMarket market) {
    super("trades", instrument, market);
  }

  @Override
  void greet(OkxConversation listener, long now) {}

  @Override
  void tick(long now) {}

  @Override
  public void traded(MarketTrade trade) {
    tell(trade, instrument.instId());
  }

  @Override
  public void misnamed(MarketTrade trade, boolean listed) {
    String other = instrument.instId().startsWith("ETH") ? "BTC-USDT" : "ETH-USDT";
    tell(trade, listed ? other : "NOSUCH-USDT");
  }

  private void tell(MarketTrade trade, String instId) {
    if (isWanted()) {
      String more = ",\"count\":\"1\",\"source\":\"0\",\"seqId\":" + trade.id();
      publish(frame(OkxRows.trade(trade, instId, more)));
    }
  }
}
