package io.barline.simulator.bybit;

import io.barline.market.Decimal;
import io.barline.market.Interval;
import io.barline.simulator.Candle;
import io.barline.simulator.MarketTrade;
import io.barline.simulator.SimulatorSession;
import io.barline.simulator.SyntheticMarket;
import java.util.ArrayList;
import java.util.List;

/** {@code kline}: the open bar once a second, and each bar once more when it is over. */
final class KlineTopic extends BybitTopic {
  private static final long PERIOD = 1_000_000_000L;

  /** A leap of the clock tells no more bars than this. */
  private static final int MOST_BARS = 1_000;

  private final Interval interval;
  private final String code;
  private long open;
  private long toldAt;
  private long toldTrade;

  KlineTopic(String symbol, String code, Interval interval, SyntheticMarket market) {
    super("kline." + code + "." + symbol, market);
    this.interval = interval;
    this.code = code;
  }

  @Override
  void greet(SimulatorSession session, long now) {
    if (!isWanted()) {
      open = interval.start(market.exchangeTime(now));
      toldAt = now;
    }
  }

  @Override
  void tick(long now) {
    if (!isWanted()) {
      return;
    }
    long clock = market.exchangeTime(now);
    while (interval.end(open) <= clock) {
      tell(true, now);
      open =
          Math.max(
              interval.end(open), interval.start(clock - MOST_BARS * (interval.end(open) - open)));
    }
    MarketTrade last = market.lastTrade();
    if (last != null && last.id() != toldTrade && now - toldAt >= PERIOD) {
      toldTrade = last.id();
      tell(false, now);
    }
  }

  private void tell(boolean closed, long now) {
    List<Candle> candles = filled(market, interval, open, interval.end(open));
    if (candles.isEmpty()) {
      return;
    }
    toldAt = now;
    Candle candle = candles.getLast();
    MarketTrade last = market.lastTrade();
    publish(
        head("snapshot", now)
            + "[{\"start\":%d,\"end\":%d,\"interval\":\"%s\",\"open\":\"%s\",\"close\":\"%s\",\"high\":\"%s\",\"low\":\"%s\",\"volume\":\"%s\",\"turnover\":\"%s\",\"confirm\":%b,\"timestamp\":%d}]}"
                .formatted(
                    candle.start() / 1_000_000,
                    candle.end() / 1_000_000 - 1,
                    code,
                    candle.open(),
                    candle.close(),
                    candle.high(),
                    candle.low(),
                    candle.volume(),
                    candle.value(),
                    closed,
                    (last == null ? candle.start() : last.time()) / 1_000_000));
  }

  /**
   * The bars that start in {@code [from, to)}, those without a trade included, as Bybit tells them;
   * none before the first known trade.
   */
  static List<Candle> filled(SyntheticMarket market, Interval interval, long from, long to) {
    List<Candle> filled = new ArrayList<>();
    List<MarketTrade> known = market.trades(Integer.MAX_VALUE);
    if (known.isEmpty()) {
      return filled;
    }
    long first = Math.max(interval.start(from), interval.start(known.getFirst().time()));
    Decimal close = null;
    for (MarketTrade trade : known) {
      close = close == null || trade.time() < first ? trade.price() : close;
    }
    long next = first;
    for (Candle candle : market.candles(interval, first, interval.end(interval.start(to - 1)))) {
      while (next < candle.start() && close != null) {
        filled.add(Candle.empty(next, interval.end(next), close));
        next = interval.end(next);
      }
      filled.add(candle);
      close = candle.close();
      next = candle.end();
    }
    while (next < to && close != null) {
      filled.add(Candle.empty(next, interval.end(next), close));
      next = interval.end(next);
    }
    filled.removeIf(candle -> candle.start() < from);
    return filled;
  }
}
