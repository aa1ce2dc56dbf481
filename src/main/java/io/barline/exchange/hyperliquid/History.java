package io.barline.exchange.hyperliquid;

import io.barline.exchange.HistoryPage;
import io.barline.exchange.HistoryRequests;
import io.barline.exchange.JsonCursor;
import io.barline.exchange.JsonText;
import io.barline.exchange.MalformedAnswer;
import io.barline.exchange.MalformedFrame;
import io.barline.exchange.RestBody;
import io.barline.exchange.RestRequest;
import io.barline.exchange.SymbolTable;
import io.barline.market.Bar;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Trade;
import io.barline.market.UtcNanos;
import java.net.URI;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Bars by <a
 * href="https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api/info-endpoint#candle-snapshot">candleSnapshot</a>,
 * of which only the newest 5000 of an interval can be had, and the last few trades by {@code
 * recentTrades}, which is not documented.
 */
final class History implements HistoryRequests {
  private static final int NEWEST_BARS = 5_000;
  private static final int WEIGHT = 20;
  private static final int CANDLES_PER_WEIGHT = 60;

  /** Of as many trades as were ever seen in one answer, and of some more: 20 weigh 1. */
  private static final int TRADES_WEIGHT = WEIGHT + 5;

  private final URI at;

  /**
   * @param at where {@code /info} is
   */
  History(URI at) {
    this.at = at;
  }

  @Override
  public int maxBars() {
    return NEWEST_BARS;
  }

  @Override
  public int keptBars() {
    return NEWEST_BARS;
  }

  @Override
  public @Nullable RestRequest bars(Instrument instrument, Interval interval, long from, long to) {
    if (!Candles.INTERVALS.contains(interval)) {
      return null;
    }
    // The answer begins with the bar that holds the start, so that has to be the first one wanted.
    long window = interval.start(from);
    long start = window == from ? from : interval.end(window);
    long length = interval.end(start) - start;
    long bars = Math.max(1, (to - start + length - 1) / length);
    return RestRequest.post(
        at,
        "{\"type\":\"candleSnapshot\",\"req\":{\"coin\":%s,\"interval\":\"%s\",\"startTime\":%d,\"endTime\":%d}}"
            .formatted(
                JsonText.quoted(instrument.nativeSymbol()),
                interval.code(),
                start / UtcNanos.MILLISECOND,
                (to - 1) / UtcNanos.MILLISECOND),
        WEIGHT + (int) Math.min(maxBars(), bars) / CANDLES_PER_WEIGHT + 1);
  }

  @Override
  public HistoryPage<Bar> readBars(
      Instrument instrument, Interval interval, byte[] body, long receiveTime) {
    List<Bar> bars =
        read(instrument, body, (json, symbols) -> new Candles(json, symbols).read(receiveTime));
    for (Bar bar : bars) {
      if (bar.interval() != interval) {
        throw new MalformedAnswer(
            "hyperliquid candleSnapshot: %s instead of %s".formatted(bar.interval(), interval));
      }
    }
    return HistoryPage.last(
        bars.stream()
            .map(bar -> bar.end() <= receiveTime ? bar.over(bar.receiveTime()) : bar)
            .toList());
  }

  /** Bars of windows in which nothing traded are told late, or not at all. */
  @Override
  public boolean tellsEmptyBars(Instrument instrument) {
    return false;
  }

  @Override
  public Reach reach() {
    return Reach.NEWEST;
  }

  @Override
  public int maxTrades(Instrument instrument) {
    return 0;
  }

  @Override
  public RestRequest trades(Instrument instrument, long afterSequence, long afterTime) {
    return RestRequest.post(
        at,
        "{\"type\":\"recentTrades\",\"coin\":%s}"
            .formatted(JsonText.quoted(instrument.nativeSymbol())),
        TRADES_WEIGHT);
  }

  @Override
  public HistoryPage<Trade> readTrades(Instrument instrument, byte[] body, long receiveTime) {
    return HistoryPage.last(
        read(instrument, body, (json, symbols) -> new Trades(json, symbols).read(receiveTime)));
  }

  /** Reads a list of what is about {@code instrument}. */
  private static <T> List<T> read(
      Instrument instrument, byte[] body, BiFunction<JsonCursor, SymbolTable, List<T>> reader) {
    SymbolTable symbols = SymbolTable.of(instrument);
    return RestBody.read(
        "hyperliquid info",
        body,
        json -> {
          if (json.peek() != JsonCursor.Kind.ARRAY) {
            throw new MalformedFrame("a list is expected");
          }
          List<T> read = reader.apply(json, symbols);
          json.finish();
          return read;
        });
  }
}
