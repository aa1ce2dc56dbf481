package io.barline.simulator.okx;

import io.barline.market.Interval;
import io.barline.simulator.Candle;
import io.barline.simulator.MarketBook;
import io.barline.simulator.MarketTrade;
import io.barline.simulator.RestAnswer;
import io.barline.simulator.RestCall;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The REST resources below {@code /api/v5/}. Errors come with the status 200 too.
 *
 * @see <a href="https://www.okx.com/docs-v5/en/#order-book-trading-market-data">Market data</a>
 */
final class OkxRest {
  private static final String PATH = "/api/v5/";
  private static final long MILLISECOND = 1_000_000L;

  private final OkxProtocol exchange;

  OkxRest(OkxProtocol exchange) {
    this.exchange = exchange;
  }

  RestAnswer answer(RestCall call) {
    if (!call.path().startsWith(PATH)) {
      return RestAnswer.NOT_FOUND;
    }
    try {
      return switch (call.path().substring(PATH.length())) {
        case "public/time" -> ok(Stream.of("{\"ts\":\"" + millis() + "\"}"));
        case "system/status" -> ok(Stream.of());
        case "public/instruments" -> ok(OkxListing.instruments(typed(call)));
        case "market/tickers" -> ok(typed(call).flatMap(this::ticker));
        case "market/ticker" -> ok(ticker(market(call)));
        case "market/trades" -> trades(call, limit(call, "limit", 100, 500));
        case "market/history-trades" -> trades(call, limit(call, "limit", 100, 100));
        case "market/candles" -> candles(call, true);
        case "market/history-candles" -> candles(call, false);
        case "market/books" -> book(call, 400);
        case "market/books-full" -> book(call, 5_000);
        default -> RestAnswer.NOT_FOUND;
      };
    } catch (NumberFormatException e) {
      return RestAnswer.ok(error(51000, "Parameter error"));
    } catch (Refusal e) {
      return RestAnswer.ok(error(e.code, e.text));
    }
  }

  private Stream<OkxMarket> typed(RestCall call) throws Refusal {
    String type = call.parameter("instType", "");
    if (type.isEmpty()) {
      throw new Refusal(50014, "Parameter instType can not be empty.");
    }
    String instId = call.parameter("instId");
    return exchange.markets().stream()
        .filter(market -> market.instrument.type().name().equals(type))
        .filter(market -> instId == null || market.instrument.instId().equals(instId));
  }

  private Stream<String> ticker(OkxMarket market) {
    Candle sums = market.totals.sums();
    MarketBook best = market.market.book(1);
    return sums == null
        ? Stream.of()
        : Stream.of(OkxRows.ticker(market.instrument, sums, best, exchange.clockTime()));
  }

  /** Newest first; {@code after} asks for those before an id, {@code before} for those after it. */
  private RestAnswer trades(RestCall call, int limit) throws Refusal {
    OkxMarket market = market(call);
    long below = number(call.parameter("after"), Long.MAX_VALUE);
    long above = number(call.parameter("before"), -1);
    List<MarketTrade> known = market.market.trades(Integer.MAX_VALUE);
    return ok(
        known.reversed().stream()
            .filter(trade -> trade.id() < below && trade.id() > above)
            .limit(limit)
            .map(trade -> OkxRows.trade(trade, market.instrument.instId(), ",\"source\":\"0\"")));
  }

  /** Newest first; {@code after} and {@code before} as of trades, with times instead of ids. */
  private RestAnswer candles(RestCall call, boolean running) throws Refusal {
    OkxMarket market = market(call);
    Interval interval = CandleTopic.INTERVALS.get(call.parameter("bar", "1m"));
    if (interval == null) {
      throw new Refusal(51000, "Parameter bar error");
    }
    long now = exchange.clockTime();
    long below = number(call.parameter("after"), Long.MAX_VALUE / MILLISECOND) * MILLISECOND;
    long above = number(call.parameter("before"), 0) * MILLISECOND;
    // Whole ones: a time within a candle does not cut it.
    List<Candle> known = market.market.filledCandles(interval, above + 1, now + 1);
    return ok(
        known.reversed().stream()
            .filter(candle -> candle.start() < below && (running || candle.end() <= now))
            .limit(limit(call, "limit", 100, 300))
            .map(candle -> OkxRows.candle(market.instrument, candle, candle.end() <= now)));
  }

  private RestAnswer book(RestCall call, int most) throws Refusal {
    MarketBook book = market(call).market.book(limit(call, "sz", 1, most));
    return ok(
        Stream.of(
            "{\"asks\":%s,\"bids\":%s,\"ts\":\"%d\",\"seqId\":%d}"
                .formatted(
                    OkxRows.side(book.asks()),
                    OkxRows.side(book.bids()),
                    book.time() / MILLISECOND,
                    book.updateId())));
  }

  private OkxMarket market(RestCall call) throws Refusal {
    OkxMarket market = exchange.market(call.parameter("instId", ""));
    if (market == null) {
      throw new Refusal(51001, "Instrument ID doesn't exist.");
    }
    return market;
  }

  private long millis() {
    return exchange.clockTime() / MILLISECOND;
  }

  private static int limit(RestCall call, String name, int standard, int most) {
    return Math.clamp(Integer.parseInt(call.parameter(name, "" + standard)), 1, most);
  }

  private static long number(@Nullable String value, long otherwise) {
    return value == null || value.isEmpty() ? otherwise : Long.parseLong(value);
  }

  private static RestAnswer ok(Stream<String> entries) {
    String data = entries.collect(Collectors.joining(",", "[", "]"));
    return RestAnswer.ok("{\"code\":\"0\",\"msg\":\"\",\"data\":" + data + "}");
  }

  static String error(int code, String message) {
    return "{\"code\":\"%d\",\"msg\":\"%s\",\"data\":[]}".formatted(code, message);
  }

  /** The request cannot be answered. */
  private static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    final int code;
    final String text;

    Refusal(int code, String text) {
      super(text, null, false, false);
      this.code = code;
      this.text = text;
    }
  }
}
