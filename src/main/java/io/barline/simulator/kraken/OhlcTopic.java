package io.barline.simulator.kraken;

import io.barline.market.Decimal;
import io.barline.market.Interval;
import io.barline.simulator.Candle;
import io.barline.simulator.MarketTrade;
import io.barline.simulator.SyntheticMarket;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code ohlc}: the newest candles at first, then the running one after trades. That one is over is
 * not told, nor are candles in which nothing trades.
 *
 * @see <a href="https://docs.kraken.com/api/docs/websocket-v2/ohlc">Candles</a>
 */
final class OhlcTopic extends KrakenTopic {
  /** By their minutes. */
  static final Map<Integer, Interval> INTERVALS =
      Map.of(
          1, Interval.M1,
          5, Interval.M5,
          15, Interval.M15,
          30, Interval.M30,
          60, Interval.H1,
          240, Interval.H4,
          1_440, Interval.D1,
          10_080, Interval.W1);

  /** The most candles that are told at a time, here and by REST. */
  static final int MOST = 720;

  private final int minutes;
  private final Interval interval;
  private @Nullable Candle running;
  private boolean changed;

  OhlcTopic(KrakenInstrument instrument, SyntheticMarket market, int minutes, Interval interval) {
    super("ohlc", "\"interval\":" + minutes + ",", instrument, market);
    this.minutes = minutes;
    this.interval = interval;
  }

  @Override
  @Nullable String snapshot() {
    settled();
    List<Candle> known = market.candles(interval, 0, Long.MAX_VALUE);
    running = known.isEmpty() ? null : known.getLast();
    String entries =
        known.subList(Math.max(0, known.size() - MOST), known.size()).stream()
            .map(this::entry)
            .collect(Collectors.joining(","));
    return entries.isEmpty() ? null : frame("snapshot", entries);
  }

  @Override
  public void happened(MarketTrade trade) {
    if (!isWanted()) {
      return;
    }
    long start = interval.start(trade.time());
    if (running == null || start > running.start()) {
      settled();
      running = Candle.empty(start, interval.end(start), trade.price());
    }
    if (start == running.start()) {
      Decimal value = market.terms().value(trade.price(), trade.size());
      running = running.with(trade.price(), trade.size(), value);
      changed = true;
    }
  }

  @Override
  public void settled() {
    if (changed && running != null) {
      publish(frame("update", entry(running)));
    }
    changed = false;
  }

  private String entry(Candle candle) {
    return "{\"symbol\":\"%s\",\"open\":%s,\"high\":%s,\"low\":%s,\"close\":%s,\"trades\":%d,\"volume\":%s,\"vwap\":%s,\"interval_begin\":\"%s\",\"interval\":%d,\"timestamp\":\"%s\"}"
        .formatted(
            symbol(),
            instrument.price(candle.open()),
            instrument.price(candle.high()),
            instrument.price(candle.low()),
            instrument.price(candle.close()),
            candle.trades(),
            instrument.size(candle.volume()),
            instrument.average(candle.value(), candle.volume()),
            text(candle.start()).replace("000000Z", "000000000Z"),
            minutes,
            text(candle.end()));
  }
}
