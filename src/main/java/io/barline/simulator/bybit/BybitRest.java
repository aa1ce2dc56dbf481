package io.barline.simulator.bybit;

import io.barline.market.Interval;
import io.barline.simulator.Candle;
import io.barline.simulator.MarketBook;
import io.barline.simulator.MarketTrade;
import io.barline.simulator.RestAnswer;
import io.barline.simulator.RestCall;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The REST resources below {@code /v5/market/}. Errors come with the status 200 too.
 *
 * @see <a href="https://bybit-exchange.github.io/docs/v5/guide">Integration guidance</a>
 */
final class BybitRest {
  private static final String PATH = "/v5/market/";
  private static final int PARAMETERS = 10001;
  private static final String CURSOR = "offset=";

  private final BybitProtocol exchange;
  private int pageSize = 1_000;

  BybitRest(BybitProtocol exchange) {
    this.exchange = exchange;
  }

  void setPageSize(int wanted) {
    pageSize = wanted;
  }

  RestAnswer answer(RestCall call) {
    if (!call.path().startsWith(PATH) || !call.method().equals("GET")) {
      return RestAnswer.NOT_FOUND;
    }
    String resource = call.path().substring(PATH.length());
    try {
      return switch (resource) {
        case "time" -> time();
        case "instruments-info" -> instruments(call);
        case "kline" -> klines(call);
        case "recent-trade" -> trades(call);
        case "orderbook" -> book(call);
        default -> RestAnswer.NOT_FOUND;
      };
    } catch (NumberFormatException e) {
      return error("params error: not a number");
    } catch (Refusal e) {
      return error(e.text);
    }
  }

  private RestAnswer time() {
    long now = exchange.clockTime();
    return ok("{\"timeSecond\":\"%d\",\"timeNano\":\"%d\"}".formatted(now / 1_000_000_000, now));
  }

  /** In pages, the cursor of which comes encoded for an address; spot's list is whole. */
  private RestAnswer instruments(RestCall call) throws Refusal {
    BybitCategory category = category(call);
    List<BybitMarket> all = exchange.markets(category);
    boolean whole = category == BybitCategory.SPOT;
    int limit = whole ? all.size() : Math.min(limit(call, 500, 1_000), pageSize);
    int from = offset(call.parameter("cursor", ""));
    int to = Math.min(from + limit, all.size());
    String list =
        all.subList(Math.min(from, to), to).stream()
            .map(market -> entry(market.instrument))
            .collect(Collectors.joining(",", "[", "]"));
    String next = to < all.size() ? "offset%3D" + to : "";
    return ok(
        whole
            ? "{\"category\":\"spot\",\"list\":" + list + "}"
            : "{\"category\":\"%s\",\"list\":%s,\"nextPageCursor\":\"%s\"}"
                .formatted(category.id(), list, next));
  }

  private static int offset(String cursor) throws Refusal {
    if (cursor.isEmpty()) {
      return 0;
    }
    if (!cursor.matches(CURSOR + "[0-9]{1,6}")) {
      throw new Refusal("params error: illegal cursor");
    }
    return Integer.parseInt(cursor.substring(CURSOR.length()));
  }

  private static String entry(BybitInstrument instrument) {
    boolean spot = instrument.category() == BybitCategory.SPOT;
    return "{\"symbol\":\"%s\",%s\"status\":\"%s\",\"baseCoin\":\"%s\",\"quoteCoin\":\"%s\",%s\"priceFilter\":{\"tickSize\":\"%s\"},\"lotSizeFilter\":{\"%s\":\"%s\"}}"
        .formatted(
            instrument.symbol(),
            spot ? "" : "\"contractType\":\"" + instrument.contractType() + "\",",
            instrument.status(),
            instrument.base(),
            instrument.quote(),
            spot
                ? ""
                : "\"deliveryTime\":\"%d\",\"settleCoin\":\"%s\","
                    .formatted(instrument.deliveryTime(), instrument.settle()),
            instrument.terms().tickSize(),
            spot ? "basePrecision" : "qtyStep",
            instrument.terms().lotSize());
  }

  /** The newest within the range, newest first. */
  private RestAnswer klines(RestCall call) throws Refusal {
    BybitMarket market = market(call);
    Interval interval = BybitMarket.INTERVALS.get(call.parameter("interval", ""));
    if (interval == null) {
      throw new Refusal("params error: interval invalid");
    }
    long from = millis(call.parameter("start"), 0);
    long to =
        Math.min(millis(call.parameter("end"), exchange.clockTime()), exchange.clockTime()) + 1;
    List<Candle> candles = KlineTopic.filled(market.market, interval, from, to);
    int limit = limit(call, 200, 1_000);
    String list =
        candles.subList(Math.max(0, candles.size() - limit), candles.size()).reversed().stream()
            .map(
                candle ->
                    "[\"%d\",\"%s\",\"%s\",\"%s\",\"%s\",\"%s\",\"%s\"]"
                        .formatted(
                            candle.start() / 1_000_000,
                            candle.open(),
                            candle.high(),
                            candle.low(),
                            candle.close(),
                            candle.volume(),
                            candle.value()))
            .collect(Collectors.joining(",", "[", "]"));
    return ok(
        "{\"category\":\"%s\",\"symbol\":\"%s\",\"list\":%s}"
            .formatted(market.instrument.category().id(), market.instrument.symbol(), list));
  }

  private RestAnswer trades(RestCall call) throws Refusal {
    BybitMarket market = market(call);
    boolean spot = market.instrument.category() == BybitCategory.SPOT;
    int limit = limit(call, spot ? 60 : 500, spot ? 60 : 1_000);
    String list =
        market.market.trades(limit).reversed().stream()
            .map(trade -> row(market.instrument, trade))
            .collect(Collectors.joining(",", "[", "]"));
    return ok(
        "{\"category\":\"%s\",\"list\":%s}".formatted(market.instrument.category().id(), list));
  }

  private static String row(BybitInstrument instrument, MarketTrade trade) {
    return "{\"execId\":\"%s\",\"symbol\":\"%s\",\"price\":\"%s\",\"size\":\"%s\",\"side\":\"%s\",\"time\":\"%d\",\"isBlockTrade\":false,\"isRPITrade\":false,\"seq\":\"%d\"}"
        .formatted(
            instrument.tradeId(trade.id()),
            instrument.symbol(),
            trade.price(),
            trade.size(),
            TradeTopic.side(trade),
            trade.time() / 1_000_000,
            trade.id());
  }

  private RestAnswer book(RestCall call) throws Refusal {
    BybitMarket market = market(call);
    int standard = market.instrument.category() == BybitCategory.SPOT ? 1 : 25;
    MarketBook book = market.market.book(limit(call, standard, 1_000));
    return ok(
        "{\"s\":\"%s\",\"b\":%s,\"a\":%s,\"ts\":%d,\"u\":%d,\"seq\":%d,\"cts\":%d}"
            .formatted(
                market.instrument.symbol(),
                BookTopic.side(book.bids()),
                BookTopic.side(book.asks()),
                exchange.clockTime() / 1_000_000,
                book.updateId(),
                book.updateId(),
                book.time() / 1_000_000));
  }

  private static BybitCategory category(RestCall call) throws Refusal {
    BybitCategory category = BybitProtocol.category(call.parameter("category", ""));
    if (category == null) {
      throw new Refusal("params error: Category is invalid");
    }
    return category;
  }

  private BybitMarket market(RestCall call) throws Refusal {
    BybitMarket market = exchange.market(category(call), call.parameter("symbol", ""));
    if (market == null) {
      throw new Refusal("params error: Symbol Is Invalid");
    }
    return market;
  }

  private static int limit(RestCall call, int standard, int most) throws Refusal {
    int limit = Integer.parseInt(call.parameter("limit", Integer.toString(standard)));
    if (limit < 1) {
      throw new Refusal("params error: limit invalid");
    }
    return Math.min(limit, most);
  }

  private static long millis(@Nullable String value, long otherwise) {
    return value == null ? otherwise : Math.multiplyExact(Long.parseLong(value), 1_000_000L);
  }

  private RestAnswer ok(String result) {
    return envelope(0, "OK", result);
  }

  private RestAnswer error(String message) {
    return envelope(PARAMETERS, message, "{}");
  }

  private RestAnswer envelope(int code, String message, String result) {
    return RestAnswer.ok(
        "{\"retCode\":%d,\"retMsg\":\"%s\",\"result\":%s,\"retExtInfo\":{},\"time\":%d}"
            .formatted(code, message, result, exchange.clockTime() / 1_000_000));
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
