package io.barline.simulator.bybit;

import io.barline.market.Side;
import io.barline.simulator.MarketListener;
import io.barline.simulator.MarketTrade;
import io.barline.simulator.SimulatorSession;
import io.barline.simulator.SyntheticMarket;
import java.util.ArrayList;
import java.util.List;

/** {@code publicTrade}: what happens at one time in one message, but no more than 1,024 trades. */
final class TradeTopic extends BybitTopic implements MarketListener {
  private static final int MOST_TRADES = 1_024;

  private final BybitInstrument instrument;
  private final List<String> waiting = new ArrayList<>();

  TradeTopic(BybitInstrument instrument, SyntheticMarket market) {
    super("publicTrade." + instrument.symbol(), market);
    this.instrument = instrument;
    market.addListener(this);
  }

  @Override
  void greet(SimulatorSession session, long now) {}

  @Override
  void tick(long now) {}

  @Override
  public void traded(MarketTrade trade) {
    tell(trade, instrument.symbol());
  }

  @Override
  public void misnamed(MarketTrade trade, boolean listed) {
    String other = instrument.symbol().startsWith("ETH") ? "BTCUSDT" : "ETHUSDT";
    tell(trade, listed ? other : "NOSUCHUSDT");
  }

  private void tell(MarketTrade trade, String symbol) {
    if (isWanted()) {
      waiting.add(json(trade, symbol));
    }
  }

  private String json(MarketTrade trade, String symbol) {
    boolean spot = instrument.category() == BybitCategory.SPOT;
    return "{\"T\":%d,\"s\":\"%s\",\"S\":\"%s\",\"v\":\"%s\",\"p\":\"%s\",%s\"i\":\"%s\",\"BT\":false,\"RPI\":false,\"seq\":%d}"
        .formatted(
            trade.time() / 1_000_000,
            symbol,
            side(trade),
            trade.size(),
            trade.price(),
            spot ? "" : "\"L\":\"PlusTick\",",
            instrument.tradeId(trade.id()),
            trade.id());
  }

  static String side(MarketTrade trade) {
    return trade.taker() == Side.BUY ? "Buy" : "Sell";
  }

  @Override
  public void bookChanged() {}

  @Override
  public void settled() {
    for (int from = 0; from < waiting.size(); from += MOST_TRADES) {
      List<String> part = waiting.subList(from, Math.min(from + MOST_TRADES, waiting.size()));
      publish(head("snapshot", market.now()) + "[" + String.join(",", part) + "]}");
    }
    waiting.clear();
  }
}
