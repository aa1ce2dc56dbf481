package io.barline.exchange.binance;

import io.barline.exchange.Endpoint;
import io.barline.exchange.HistoryPage;
import io.barline.exchange.HistoryRequests;
import io.barline.exchange.JsonCursor;
import io.barline.exchange.Kline;
import io.barline.exchange.MalformedFrame;
import io.barline.exchange.Millis;
import io.barline.exchange.RestBody;
import io.barline.exchange.RestRequest;
import io.barline.market.Bar;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Trade;
import io.barline.market.UpstreamChannel;
import io.barline.market.UtcNanos;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Bars of <a
 * href="https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#klinecandlestick-data">spot</a>
 * and <a
 * href="https://developers.binance.com/docs/derivatives/usds-margined-futures/market-data/rest-api/Kline-Candlestick-Data">futures</a>,
 * and trades by their ids, each of which is what the stream of trades counts by: {@link
 * PastTrades}.
 */
final class History implements HistoryRequests {
  /** What spot allows; futures allow more, of twice the weight. */
  private static final int MOST_BARS = 1_000;

  private static final int MOST_TRADES = 1_000;
  private static final int SPOT_TRADES_WEIGHT = 25;
  private static final int AGGREGATES_WEIGHT = 20;

  private final BinanceSettings settings;

  History(BinanceSettings settings) {
    this.settings = settings;
  }

  @Override
  public int maxBars() {
    return MOST_BARS;
  }

  /** The range's end is inclusive at Binance's. */
  @Override
  public @Nullable RestRequest bars(Instrument instrument, Interval interval, long from, long to) {
    Market market = Market.named(instrument.segment());
    if (!market.segment.channels().contains(new UpstreamChannel.Klines(interval))) {
      return null;
    }
    int limit = windows(interval, from, to);
    return request(
        market,
        "klines",
        instrument,
        "&interval=%s&startTime=%d&endTime=%d&limit=%d"
            .formatted(interval.code(), millis(from), millis(to) - 1, limit),
        market == Market.SPOT ? 2 : limit < 100 ? 1 : limit < 500 ? 2 : 5);
  }

  /** How many windows begin in the range: what is asked for is what it costs. */
  private static int windows(Interval interval, long from, long to) {
    int count = 0;
    long start = interval.start(from);
    for (long at = start < from ? interval.end(start) : start;
        at < to && count < MOST_BARS;
        at = interval.end(at)) {
      count++;
    }
    return Math.max(1, count);
  }

  /** The first millisecond that does not begin before {@code time}. */
  private static long millis(long time) {
    return Math.ceilDiv(time, UtcNanos.MILLISECOND);
  }

  @Override
  public HistoryPage<Bar> readBars(
      Instrument instrument, Interval interval, byte[] body, long receiveTime) {
    Kline kline = new Kline();
    return HistoryPage.last(
        list(
            instrument + " klines",
            body,
            json -> bar(json, kline, instrument, interval, receiveTime)));
  }

  /**
   * A bar is a list: start, open, high, low, close, volume, the last millisecond inside, the value
   * that traded, how many trades, and what buyers took of volume and value. Volumes of COIN-M are
   * in contracts, values in the base coin, which are not used.
   *
   * <pre>{@code
   * [1795356000000,"87249.99000000","87270.00000000","87240.10000000","87261.40000000",
   *   "18.20400000",1795356059999,"1588402.11200000",1885,"9.71100000","847355.02000000","0"]
   * }</pre>
   */
  private static Bar bar(
      JsonCursor json, Kline kline, Instrument instrument, Interval interval, long receiveTime) {
    kline.clear();
    json.beginArray();
    for (int column = 0; json.nextElement(); column++) {
      switch (column) {
        case 0 -> kline.start = Millis.read(json);
        case 1 -> kline.open = json.readDecimal();
        case 2 -> kline.high = json.readDecimal();
        case 3 -> kline.low = json.readDecimal();
        case 4 -> kline.close = json.readDecimal();
        case 5 -> kline.volume = json.readDecimal();
        case 7 -> kline.quoteVolume = json.readDecimal();
        case 8 -> kline.trades = json.readCount();
        case 9 -> kline.buyVolume = json.readDecimal();
        default -> json.skip();
      }
    }
    kline.checkStart(interval);
    if (kline.trades < 0 || kline.buyVolume == null || kline.quoteVolume == null) {
      throw new MalformedFrame("a bar of at least ten columns is expected");
    }
    long end = interval.end(kline.start);
    kline.closed = end <= receiveTime;
    // The time of the last trade is not told: it is before now, and inside the bar.
    long last = Math.min(receiveTime, end - UtcNanos.MILLISECOND);
    return kline.toBar(instrument, interval, last, receiveTime);
  }

  /** Binance makes a bar of each window, also of one in which nothing traded. */
  @Override
  public boolean tellsEmptyBars(Instrument instrument) {
    return true;
  }

  @Override
  public Reach reach() {
    return Reach.ID;
  }

  @Override
  public int maxTrades(Instrument instrument) {
    return MOST_TRADES;
  }

  @Override
  public RestRequest trades(Instrument instrument, long afterSequence, long afterTime) {
    Market market = Market.named(instrument.segment());
    boolean spot = market == Market.SPOT;
    return request(
        market,
        spot ? "historicalTrades" : "aggTrades",
        instrument,
        (afterSequence == Trade.NO_SEQUENCE ? "" : "&fromId=" + afterSequence)
            + "&limit="
            + MOST_TRADES,
        spot ? SPOT_TRADES_WEIGHT : AGGREGATES_WEIGHT);
  }

  @Override
  public HistoryPage<Trade> readTrades(Instrument instrument, byte[] body, long receiveTime) {
    return HistoryPage.last(
        list(
            instrument + " trades",
            body,
            json -> new PastTrades(json).read(instrument, receiveTime)));
  }

  private static <T> List<T> list(String what, byte[] body, Function<JsonCursor, T> element) {
    return RestBody.read(
        what,
        body,
        json -> {
          List<T> list = new ArrayList<>();
          json.beginArray();
          while (json.nextElement()) {
            list.add(element.apply(json));
          }
          json.finish();
          return list;
        });
  }

  private RestRequest request(
      Market market, String resource, Instrument instrument, String further, int weight) {
    String symbol = URLEncoder.encode(instrument.nativeSymbol(), StandardCharsets.UTF_8);
    String path = market.restPath + "/" + resource + "?symbol=" + symbol + further;
    return RestRequest.get(Endpoint.append(settings.endpoints().rest(market), path), weight);
  }
}
