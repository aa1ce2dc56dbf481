package io.barline.exchange.ccxt;

import static io.barline.exchange.JsonCursor.ascii;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.barline.exchange.HistoryPage;
import io.barline.exchange.HistoryRequests;
import io.barline.exchange.JsonCursor;
import io.barline.exchange.MalformedFrame;
import io.barline.exchange.RestBody;
import io.barline.exchange.RestRequest;
import io.barline.market.Bar;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Trade;
import io.barline.market.UtcNanos;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Trades and bars of the past. Exchanges differ in how far back they tell trades, so only the
 * newest are asked for; and some tell them by other ids than they stream, so they are believed only
 * where they reach back to one that is known.
 */
final class History implements HistoryRequests {
  private static final byte[] TRADES = ascii("trades");
  private static final byte[] BARS = ascii("ohlcv");

  /** Few exchanges tell more at once. */
  private static final int MAX_BARS = 100;

  /** More than most exchanges tell at once: the bridge asks for as many as they do. */
  private static final int MANY_TRADES = 1_000;

  private final BridgeRequests bridge;
  private final Capabilities can;

  History(BridgeRequests bridge, Capabilities can) {
    this.bridge = bridge;
    this.can = can;
  }

  @Override
  public int maxBars() {
    return MAX_BARS;
  }

  /** Of contracts the volumes of bars are in one unit here and in another there. */
  @Override
  public @Nullable RestRequest bars(Instrument instrument, Interval interval, long from, long to) {
    boolean told =
        can.rest().contains("ohlcv")
            && can.intervals().contains(interval)
            && (instrument.type() == Instrument.Type.SPOT || can.trades() == Capabilities.How.NONE);
    return told
        ? bridge.get(
            "ohlcv",
            Map.of(
                "symbol", instrument.symbol(),
                "timeframe", interval.code(),
                "since", Long.toString(from / UtcNanos.MILLISECOND),
                "limit", Integer.toString(MAX_BARS)))
        : null;
  }

  @Override
  public HistoryPage<Bar> readBars(
      Instrument instrument, Interval interval, byte[] body, long receiveTime) {
    return RestBody.read(
        "bars of " + instrument,
        body,
        json ->
            HistoryPage.last(
                rows(
                    json,
                    BARS,
                    inside ->
                        new BarRows(inside, null).readRows(instrument, interval, receiveTime))));
  }

  @Override
  public Duration settling() {
    return Duration.ofSeconds(5);
  }

  @Override
  public boolean holdsAllTrades() {
    return false;
  }

  @Override
  public boolean tellsStreamedIds() {
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
    return bridge.get(
        "trades", Map.of("symbol", instrument.symbol(), "limit", Integer.toString(MANY_TRADES)));
  }

  @Override
  public HistoryPage<Trade> readTrades(Instrument instrument, byte[] body, long receiveTime) {
    return RestBody.read(
        "trades of " + instrument,
        body,
        json ->
            HistoryPage.last(
                rows(
                    json,
                    TRADES,
                    inside -> new TradeRows(inside, null).readRows(instrument, receiveTime))));
  }

  private static <T> List<T> rows(
      JsonCursor json, byte[] name, Function<JsonCursor, List<T>> reader) {
    List<T> rows = null;
    json.beginObject();
    while (json.nextField()) {
      if (json.textIs(name)) {
        rows = List.copyOf(reader.apply(json));
      } else {
        json.skip();
      }
    }
    json.finish();
    if (rows == null) {
      throw new MalformedFrame("it lacks " + new String(name, US_ASCII));
    }
    return rows;
  }
}
