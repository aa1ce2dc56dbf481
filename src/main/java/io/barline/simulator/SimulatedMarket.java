package io.barline.simulator;

import io.barline.market.Decimal;
import io.barline.market.Side;
import io.barline.market.UtcNanos;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;

/**
 * One instrument's market in a test's hands. Each call has taken effect, and what it causes is on
 * its way to the subscribers, when it returns. Prices and sizes have no more decimals than the
 * instrument's tick and lot size.
 */
public final class SimulatedMarket {
  private final BinanceSimulator simulator;
  private final Market market;
  private final StreamDirectory streams;

  SimulatedMarket(BinanceSimulator simulator, Market market, StreamDirectory streams) {
    this.simulator = simulator;
    this.market = market;
    this.streams = streams;
  }

  public SimulatedInstrument instrument() {
    return market.instrument;
  }

  /** Makes a trade at {@code time} and tells it. Klines that end before it are closed. */
  public SimulatedTrade trade(Decimal price, Decimal size, Side taker, Instant time) {
    return trade(price, size, taker, time, true);
  }

  /** As {@link #trade(Decimal, Decimal, Side, Instant)}, with decimals as text. */
  public SimulatedTrade trade(String price, String size, Side taker, Instant time) {
    return trade(Decimal.parse(price), Decimal.parse(size), taker, time, true);
  }

  /**
   * Makes a trade that the stream loses: it has an id, is in the klines and is told by REST, but
   * nobody is sent it.
   */
  public SimulatedTrade lostTrade(String price, String size, Side taker, Instant time) {
    return trade(Decimal.parse(price), Decimal.parse(size), taker, time, false);
  }

  private SimulatedTrade trade(
      Decimal price, Decimal size, Side taker, Instant time, boolean told) {
    SimulatedInstrument instrument = market.instrument;
    long exactPrice = instrument.price(price);
    long exactSize = instrument.size(size);
    return onLoop(
        () ->
            market
                .trade(exactPrice, exactSize, taker == Side.SELL, UtcNanos.of(time), told)
                .told(instrument));
  }

  /** Tells the newest trade a second time. */
  public void repeatLastTrade() {
    run(() -> market.tell(market.history.get(market.history.size() - 1)));
  }

  /** Sets the best bid and ask of the book. */
  public void quote(String bid, String bidSize, String ask, String askSize, Instant time) {
    SimulatedInstrument instrument = market.instrument;
    run(
        () ->
            market.quote(
                instrument.price(Decimal.parse(bid)),
                instrument.size(Decimal.parse(bidSize)),
                instrument.price(Decimal.parse(ask)),
                instrument.size(Decimal.parse(askSize)),
                UtcNanos.of(time)));
  }

  /** Leaves out {@code count} trade ids, behind which there is nothing anywhere. */
  public void skipIds(long count) {
    run(() -> market.skipIds(count));
  }

  /**
   * Lets time pass: what is due until then happens, klines that are over are closed. A market
   * without a trade rate knows of time only through this and its trades.
   */
  public void advanceTo(Instant time) {
    run(() -> market.advance(UtcNanos.of(time)));
  }

  /** Trades {@code perSecond} times a second from now on; 0 makes the market a manual one. */
  public void setTradeRate(int perSecond) {
    run(() -> market.run(perSecond, UtcNanos.now(simulator.clock())));
  }

  /** All trades that are still known, oldest first, lost ones included. */
  public List<SimulatedTrade> trades() {
    return onLoop(() -> market.history.all().stream().map(t -> t.told(market.instrument)).toList());
  }

  /** The best {@code levels} of each side, as they are. */
  public MarketBook book(int levels) {
    MarketTerms terms = market.instrument.terms();
    return onLoop(
        () ->
            new MarketBook(
                market.book.lastUpdateId(),
                market.book.time(),
                market.book.bids.best(levels, terms),
                market.book.asks.best(levels, terms)));
  }

  /**
   * Sends {@code payload}, whatever it is, to the subscribers of {@code channel} of this
   * instrument, for example {@code trade} or {@code kline_1m}.
   */
  public void send(String channel, String payload) {
    simulator.send(
        market.instrument.segment(), market.instrument.streamSymbol() + "@" + channel, payload);
  }

  /** Whether anybody is subscribed to {@code channel}. */
  public boolean isSubscribed(String channel) {
    String name = market.instrument.streamSymbol() + "@" + channel;
    return onLoop(() -> streams.stream(name).isWanted());
  }

  private void run(Runnable action) {
    onLoop(
        () -> {
          action.run();
          return true;
        });
  }

  private <T> T onLoop(Supplier<T> action) {
    return simulator.onLoop(action);
  }
}
