package io.barline.simulator;

import io.barline.market.Decimal;
import io.barline.market.Interval;
import io.barline.market.Level;
import io.barline.market.Side;
import io.barline.market.UtcNanos;
import java.time.Instant;
import java.util.List;

/**
 * A generated market in a test's hands, from any thread. Each call has taken effect, and what it
 * causes at once is on its way to the subscribers, when it returns. Prices and sizes have no more
 * decimals than the market's tick and lot size.
 */
public final class MarketControl {
  private final MarketServer server;
  private final SyntheticMarket market;

  MarketControl(MarketServer server, SyntheticMarket market) {
    this.server = server;
    this.market = market;
  }

  /** Makes a trade at {@code time} and tells it. */
  public MarketTrade trade(String price, String size, Side taker, Instant time) {
    return trade(price, size, taker, time, true);
  }

  /** Makes a trade that the stream loses: it has an id and is told by REST only. */
  public MarketTrade lostTrade(String price, String size, Side taker, Instant time) {
    return trade(price, size, taker, time, false);
  }

  private MarketTrade trade(String price, String size, Side taker, Instant time, boolean told) {
    return server.onLoop(
        () ->
            market.trade(
                Decimal.parse(price), Decimal.parse(size), taker, UtcNanos.of(time), told));
  }

  /** Tells the newest trade a second time. */
  public void repeatLastTrade() {
    server.run(market::repeatLastTrade);
  }

  /** Sets the best bid and ask of the book. */
  public void quote(String bid, String bidSize, String ask, String askSize, Instant time) {
    server.run(() -> market.quote(level(bid, bidSize), level(ask, askSize), UtcNanos.of(time)));
  }

  private static Level level(String price, String size) {
    return new Level(Decimal.parse(price), Decimal.parse(size));
  }

  /** Leaves out {@code count} trade ids, behind which there is nothing anywhere. */
  public void skipIds(long count) {
    server.run(() -> market.skipIds(count));
  }

  /** Trades {@code perSecond} times a second from {@code time} on; 0 makes it a manual market. */
  public void setTradeRate(int perSecond, Instant time) {
    server.run(() -> market.run(perSecond, UtcNanos.of(time)));
  }

  /** All trades that are still known, oldest first, lost ones included. */
  public List<MarketTrade> trades() {
    return server.onLoop(() -> market.trades(Integer.MAX_VALUE));
  }

  /** As {@link SyntheticMarket#candles}. */
  public List<Candle> candles(Interval interval, Instant from, Instant to) {
    return server.onLoop(() -> market.candles(interval, UtcNanos.of(from), UtcNanos.of(to)));
  }

  /** The best {@code levels} of each side, as they are. */
  public MarketBook book(int levels) {
    return server.onLoop(() -> market.book(levels));
  }
}
