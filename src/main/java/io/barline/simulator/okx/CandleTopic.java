package io.barline.simulator.okx;

import io.barline.market.Decimal;
import io.barline.market.Interval;
import io.barline.simulator.Candle;
import io.barline.simulator.MarketTrade;
import io.barline.simulator.SyntheticMarket;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code candle1m} and its like: the running one at first and once a second while it changes, and
 * each once more when it is over, those without trades included.
 */
final class CandleTopic extends OkxTopic {
  /** OKX's names of intervals. Days by the clock of Hong Kong, which it has too, are not here. */
  static final Map<String, Interval> INTERVALS =
      Map.ofEntries(
          Map.entry("1s", Interval.S1),
          Map.entry("1m", Interval.M1),
          Map.entry("3m", Interval.M3),
          Map.entry("5m", Interval.M5),
          Map.entry("15m", Interval.M15),
          Map.entry("30m", Interval.M30),
          Map.entry("1H", Interval.H1),
          Map.entry("2H", Interval.H2),
          Map.entry("4H", Interval.H4),
          Map.entry("6Hutc", Interval.H6),
          Map.entry("12Hutc", Interval.H12),
          Map.entry("1Dutc", Interval.D1),
          Map.entry("1Wutc", Interval.W1),
          Map.entry("1Mutc", Interval.MONTH));

  private static final long PERIOD = 1_000_000_000L;

  /** A leap of the clock tells no more candles than this. */
  private static final long MOST = 1_000;

  private final Interval interval;
  private @Nullable Candle running;
  private boolean changed;
  private long toldAt;

  CandleTopic(String code, Interval interval, OkxInstrument instrument, SyntheticMarket market) {
    super("candle" + code, instrument, market);
    this.interval = interval;
  }

  @Override
  void greet(OkxConversation listener, long now) {
    if (!isWanted()) {
      running = current(market.exchangeTime(now));
      changed = false;
      toldAt = now;
    }
    if (running != null) {
      listener.publish(frame(OkxRows.candle(instrument, running, false)));
    }
  }

  private @Nullable Candle current(long time) {
    long start = interval.start(time);
    List<Candle> known = market.candles(interval, start, Long.MAX_VALUE);
    MarketTrade last = market.lastTrade();
    if (!known.isEmpty() || last == null) {
      return known.isEmpty() ? null : known.getLast();
    }
    return Candle.empty(start, interval.end(start), last.price());
  }

  @Override
  public void happened(MarketTrade trade) {
    if (!isWanted()) {
      return;
    }
    Candle before = running;
    long start = interval.start(trade.time());
    Candle at =
        before == null ? Candle.empty(start, interval.end(start), trade.price()) : closed(start);
    if (at.start() == start) {
      Decimal value = market.terms().value(trade.price(), trade.size());
      running = at.with(trade.price(), trade.size(), value);
      changed = true;
    }
  }

  /** Tells what is over at {@code time} and goes on to the candle that holds it. */
  private Candle closed(long time) {
    Candle at = running;
    while (at != null && at.end() <= time) {
      publish(frame(OkxRows.candle(instrument, at, true)));
      long next = Math.max(at.end(), interval.start(time - MOST * (at.end() - at.start())));
      at = Candle.empty(next, interval.end(next), at.close());
      changed = false;
    }
    if (at == null) {
      throw new IllegalStateException("no candle is running");
    }
    running = at;
    return at;
  }

  @Override
  void tick(long now) {
    if (!isWanted() || running == null) {
      return;
    }
    Candle at = closed(market.exchangeTime(now));
    if (changed && now - toldAt >= PERIOD) {
      changed = false;
      toldAt = now;
      publish(frame(OkxRows.candle(instrument, at, false)));
    }
  }
}
