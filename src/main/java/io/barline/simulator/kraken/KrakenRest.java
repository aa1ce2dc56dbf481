package io.barline.simulator.kraken;

import io.barline.market.Interval;
import io.barline.market.Level;
import io.barline.market.Side;
import io.barline.market.UtcNanos;
import io.barline.simulator.Candle;
import io.barline.simulator.MarketBook;
import io.barline.simulator.MarketTrade;
import io.barline.simulator.RestAnswer;
import io.barline.simulator.RestCall;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The REST resources below {@code /0/public/}. Errors come with the status 200 too.
 *
 * @see <a href="https://docs.kraken.com/api/docs/rest-api/get-server-time">Market data</a>
 */
final class KrakenRest {
  private static final String PATH = "/0/public/";
  private static final String ARGUMENTS = "EGeneral:Invalid arguments";

  /** Above this, a time is in nanoseconds, or else in seconds. */
  private static final BigDecimal NANOS_FROM = BigDecimal.valueOf(1_000_000_000_000L);

  private static final BigDecimal SECOND = BigDecimal.valueOf(UtcNanos.SECOND);

  private final KrakenProtocol exchange;

  KrakenRest(KrakenProtocol exchange) {
    this.exchange = exchange;
  }

  RestAnswer answer(RestCall call) {
    if (!call.path().startsWith(PATH)) {
      return RestAnswer.NOT_FOUND;
    }
    try {
      return switch (call.path().substring(PATH.length())) {
        case "Time" -> ok(time());
        case "SystemStatus" -> ok(status());
        case "Assets" -> ok(KrakenListing.assets(exchange.markets()));
        case "AssetPairs" -> ok(KrakenListing.pairs(asked(call)));
        case "Ticker" -> ok(KrakenListing.tickers(asked(call)));
        case "Trades" -> trades(call, market(call));
        case "OHLC" -> candles(call, market(call));
        case "Depth" -> book(call, market(call));
        default -> error("EGeneral:Unknown method");
      };
    } catch (NumberFormatException e) {
      return error(ARGUMENTS);
    } catch (Refusal e) {
      return error(e.text);
    }
  }

  private String time() {
    long now = exchange.clockTime();
    return "{\"unixtime\":%d,\"rfc1123\":\"\"}".formatted(now / UtcNanos.SECOND);
  }

  private String status() {
    return "{\"status\":\"online\",\"timestamp\":\"%s\"}"
        .formatted(UtcNanos.toInstant(exchange.clockTime()));
  }

  /**
   * Without a time the newest, or else the oldest behind it; {@code last} is what to go on from.
   */
  private RestAnswer trades(RestCall call, KrakenMarket market) {
    int count = count(call, 1_000, 1_000);
    List<MarketTrade> known = market.market.trades(Integer.MAX_VALUE);
    long since = since(call);
    if (since == 0) {
      known = known.subList(Math.max(0, known.size() - count), known.size());
    }
    List<MarketTrade> told =
        known.stream().filter(trade -> trade.time() > since).limit(count).toList();
    return rows(
        market,
        told,
        trade -> row(market.instrument, trade),
        Long.toString(told.isEmpty() ? since : told.getLast().time()),
        true);
  }

  /** {@code ["30243.40000","0.34507674",1688669597.8277369,"b","m","",61044952]}. */
  private static String row(KrakenInstrument instrument, MarketTrade trade) {
    return "[\"%s\",\"%s\",%s,\"%s\",\"m\",\"\",%d]"
        .formatted(
            instrument.price(trade.price()),
            instrument.size(trade.size()),
            BigDecimal.valueOf(trade.time(), 9).toPlainString(),
            trade.taker() == Side.BUY ? "b" : "s",
            trade.id());
  }

  /** The newest behind {@code since}, the running one included; {@code last} is the one before. */
  private RestAnswer candles(RestCall call, KrakenMarket market) throws Refusal {
    Interval interval = OhlcTopic.INTERVALS.get(Integer.parseInt(call.parameter("interval", "1")));
    if (interval == null) {
      throw new Refusal(ARGUMENTS);
    }
    List<Candle> candles =
        market.market.filledCandles(interval, since(call) + 1, exchange.clockTime() + 1);
    List<Candle> told =
        candles.subList(Math.max(0, candles.size() - OhlcTopic.MOST), candles.size());
    long last = told.size() < 2 ? 0 : told.get(told.size() - 2).start() / UtcNanos.SECOND;
    return rows(market, told, candle -> row(market.instrument, candle), Long.toString(last), false);
  }

  /** {@code [1688671200,"30306.1","30306.2","30305.7","30305.7","30306.1","3.39243896",23]}. */
  private static String row(KrakenInstrument instrument, Candle candle) {
    return "[%d,\"%s\",\"%s\",\"%s\",\"%s\",\"%s\",\"%s\",%d]"
        .formatted(
            candle.start() / UtcNanos.SECOND,
            instrument.price(candle.open()),
            instrument.price(candle.high()),
            instrument.price(candle.low()),
            instrument.price(candle.close()),
            instrument.average(candle.value(), candle.volume()),
            instrument.size(candle.volume()),
            candle.trades());
  }

  private static <T> RestAnswer rows(
      KrakenMarket market, List<T> rows, Function<T, String> row, String last, boolean quoted) {
    return ok(
        "{\"%s\":%s,\"last\":%s}"
            .formatted(
                market.instrument.id(),
                rows.stream().map(row).collect(Collectors.joining(",", "[", "]")),
                quoted ? "\"" + last + "\"" : last));
  }

  private RestAnswer book(RestCall call, KrakenMarket market) {
    MarketBook book = market.market.book(count(call, 100, 500));
    return ok(
        "{\"%s\":{\"asks\":%s,\"bids\":%s}}"
            .formatted(
                market.instrument.id(),
                side(market.instrument, book.asks(), book.time()),
                side(market.instrument, book.bids(), book.time())));
  }

  private static String side(KrakenInstrument instrument, List<Level> levels, long time) {
    return levels.stream()
        .map(
            level ->
                "[\"%s\",\"%s\",%d]"
                    .formatted(
                        instrument.price(level.price()),
                        instrument.size(level.size()),
                        time / UtcNanos.SECOND))
        .collect(Collectors.joining(",", "[", "]"));
  }

  /** Those that {@code pair} names, all where it names none. */
  private List<KrakenMarket> asked(RestCall call) throws Refusal {
    String names = call.parameter("pair");
    if (names == null) {
      return exchange.markets();
    }
    List<KrakenMarket> asked = new ArrayList<>();
    for (String name : names.split(",", -1)) {
      asked.add(market(name));
    }
    return asked;
  }

  private KrakenMarket market(RestCall call) throws Refusal {
    return market(call.parameter("pair", ""));
  }

  private KrakenMarket market(String name) throws Refusal {
    return exchange.markets().stream()
        .filter(market -> market.isCalled(name))
        .findFirst()
        .orElseThrow(() -> new Refusal("EQuery:Unknown asset pair"));
  }

  private static int count(RestCall call, int standard, int most) {
    return Math.clamp(Integer.parseInt(call.parameter("count", "" + standard)), 1, most);
  }

  /** In nanoseconds since the epoch; 0 where nothing is asked for. */
  private static long since(RestCall call) {
    BigDecimal time = new BigDecimal(call.parameter("since", "0"));
    return (time.compareTo(NANOS_FROM) < 0 ? time.multiply(SECOND) : time).longValue();
  }

  private static RestAnswer ok(String result) {
    return RestAnswer.ok("{\"error\":[],\"result\":" + result + "}");
  }

  private static RestAnswer error(String text) {
    return RestAnswer.ok("{\"error\":[\"" + text + "\"]}");
  }

  /** The request cannot be answered. */
  private static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    final String text;

    Refusal(String text) {
      super(text, null, false, false);
      this.text = text;
    }
  }
}
