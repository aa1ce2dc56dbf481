package io.barline.simulator.kraken;

import io.barline.market.Side;
import io.barline.simulator.MarketTrade;
import io.barline.simulator.SyntheticMarket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code trade}: the newest 50 at first, then what happens, at one time in one message.
 *
 * @see <a href="https://docs.kraken.com/api/docs/websocket-v2/trade">Trades</a>
 */
final class TradeTopic extends KrakenTopic {
  private static final int NEWEST = 50;

  private final List<String> waiting = new ArrayList<>();

  TradeTopic(KrakenInstrument instrument, SyntheticMarket market) {
    super("trade", "", instrument, market);
  }

  @Override
  @Nullable String snapshot() {
    String entries =
        market.trades(NEWEST).stream()
            .map(trade -> entry(trade, symbol()))
            .collect(Collectors.joining(","));
    return entries.isEmpty() ? null : frame("snapshot", entries);
  }

  @Override
  public void traded(MarketTrade trade) {
    if (isWanted()) {
      waiting.add(entry(trade, symbol()));
    }
  }

  /** In a message of its own, as one message is of one pair. */
  @Override
  public void misnamed(MarketTrade trade, boolean listed) {
    if (isWanted()) {
      settled();
      String other = symbol().startsWith("ETH") ? "BTC/USD" : "ETH/USD";
      publish(frame("update", entry(trade, listed ? other : "NOSUCH/USD")));
    }
  }

  /**
   * {@code {"symbol":"MATIC/USD","side":"sell","price":0.5117,"qty":40.0,"ord_type":"market",
   * "trade_id":4665906,"timestamp":"2023-09-25T07:49:37.708706Z"}}.
   */
  private String entry(MarketTrade trade, String symbol) {
    return "{\"symbol\":\"%s\",\"side\":\"%s\",\"price\":%s,\"qty\":%s,\"ord_type\":\"market\",\"trade_id\":%d,\"timestamp\":\"%s\"}"
        .formatted(
            symbol,
            trade.taker() == Side.BUY ? "buy" : "sell",
            instrument.price(trade.price()),
            instrument.size(trade.size()),
            trade.id(),
            text(trade.time()));
  }

  @Override
  public void settled() {
    if (!waiting.isEmpty()) {
      publish(frame("update", String.join(",", waiting)));
      waiting.clear();
    }
  }
}
