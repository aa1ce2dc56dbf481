package io.barline.simulator.alpaca;

import io.barline.market.Interval;
import io.barline.market.UtcNanos;
import io.barline.simulator.Candle;
import io.barline.simulator.MarketTrade;
import io.barline.simulator.Quota;
import io.barline.simulator.RestAnswer;
import io.barline.simulator.RestCall;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The REST interfaces of market data and of assets. */
final class AlpacaRest {
  private static final String STOCKS = "/v2/stocks/";
  private static final String CRYPTO = "/v1beta3/crypto/us/";
  private static final RestAnswer FORBIDDEN = RestAnswer.of(403, "{\"message\":\"forbidden.\"}");
  private static final RestAnswer NOT_IN_THE_PLAN =
      RestAnswer.of(403, "{\"message\":\"subscription does not permit querying recent SIP data\"}");
  private static final RestAnswer TOO_MANY =
      RestAnswer.of(429, "{\"code\":42910000,\"message\":\"too many requests.\"}");

  private static final Map<String, Interval> TIMEFRAMES =
      Map.of(
          "1Min", Interval.M1,
          "3Min", Interval.M3,
          "5Min", Interval.M5,
          "15Min", Interval.M15,
          "30Min", Interval.M30,
          "1Hour", Interval.H1);

  private final AlpacaProtocol protocol;

  final Quota requests = new Quota(200, Duration.ofMinutes(1));

  /** The feed of stocks that the plan does not include; empty for none. */
  String refusedFeed = "";

  AlpacaRest(AlpacaProtocol protocol) {
    this.protocol = protocol;
  }

  RestAnswer answer(RestCall call) {
    if (!requests.take(1, protocol.now())) {
      return TOO_MANY;
    }
    String path = call.path();
    boolean known =
        AlpacaSimulator.KEY.equals(call.headers().get("apca-api-key-id"))
            && AlpacaSimulator.SECRET.equals(call.headers().get("apca-api-secret-key"));
    if (path.startsWith(CRYPTO)) {
      String rest = path.substring(CRYPTO.length());
      return rest.startsWith("latest/")
          ? latest(call, rest.substring("latest/".length()), true)
          : range(call, rest, true);
    }
    if (!known) {
      return FORBIDDEN;
    }
    if (path.equals("/v2/assets")) {
      return assets(call.parameter("asset_class", "us_equity"));
    }
    if (!path.startsWith(STOCKS)) {
      return RestAnswer.of(404, "{\"message\":\"endpoint not found.\"}");
    }
    if (call.parameter("feed", "iex").equals(refusedFeed)) {
      return NOT_IN_THE_PLAN;
    }
    String rest = path.substring(STOCKS.length());
    return rest.endsWith("/latest")
        ? latest(call, rest.substring(0, rest.length() - "/latest".length()), false)
        : range(call, rest, false);
  }

  static RestAnswer refused(int status) {
    return switch (status) {
      case 403 -> FORBIDDEN;
      case 429 -> TOO_MANY;
      default ->
          RestAnswer.of(
              status, "{\"code\":%d,\"message\":\"internal error\"}".formatted(status * 100_000));
    };
  }

  private RestAnswer latest(RestCall call, String channel, boolean crypto) {
    return switch (channel) {
      case "trades" ->
          symbols(
              call,
              channel,
              crypto,
              "",
              market -> {
                MarketTrade last = market.market.lastTrade();
                return last == null ? null : "{" + market.events.trade(last) + "}";
              });
      case "quotes" ->
          symbols(
              call,
              channel,
              crypto,
              "",
              market -> "{" + market.events.quote(market.market.book(1)) + "}");
      case "bars" ->
          symbols(
              call,
              channel,
              crypto,
              "",
              market -> {
                Candle bar = market.latestBar();
                return bar == null ? null : "{" + market.events.bar(bar) + "}";
              });
      case "orderbooks" ->
          symbols(
              call,
              channel,
              crypto,
              "",
              market ->
                  "{" + market.events.book(market.market.book(AssetMarket.BOOK_LEVELS)) + "}");
      default -> RestAnswer.of(404, "{\"message\":\"endpoint not found.\"}");
    };
  }

  private RestAnswer range(RestCall call, String channel, boolean crypto) {
    Interval interval = TIMEFRAMES.get(call.parameter("timeframe", "1Min"));
    long start;
    long end;
    int limit;
    try {
      start = time(call.parameter("start"), Interval.D1.start(protocol.clockTime()));
      end = time(call.parameter("end"), protocol.clockTime());
      limit = Integer.parseInt(call.parameter("limit", "1000"));
    } catch (DateTimeException | NumberFormatException e) {
      return invalid("invalid start, end or limit");
    }
    if (interval == null || limit < 1 || limit > 10_000) {
      return invalid("invalid timeframe or limit");
    }
    boolean newestFirst = call.parameter("sort", "asc").equals("desc");
    String rest = ",\"next_page_token\":null";
    return switch (channel) {
      case "bars" ->
          symbols(
              call,
              channel,
              crypto,
              rest,
              market -> list(bars(market, interval, start, end), limit, newestFirst));
      case "trades" ->
          symbols(
              call,
              channel,
              crypto,
              rest,
              market -> list(trades(market, start, end), limit, newestFirst));
      default -> RestAnswer.of(404, "{\"message\":\"endpoint not found.\"}");
    };
  }

  private static long time(@Nullable String text, long otherwise) {
    return text == null ? otherwise : UtcNanos.of(Instant.parse(text));
  }

  private static RestAnswer invalid(String message) {
    return RestAnswer.of(400, "{\"code\":40010001,\"message\":\"" + message + "\"}");
  }

  /** The end is inclusive. */
  private List<String> bars(AssetMarket market, Interval interval, long start, long end) {
    long before = Math.min(end, protocol.clockTime()) + 1;
    List<Candle> bars = new ArrayList<>();
    if (!market.asset.isCrypto() || interval != Interval.M1) {
      bars.addAll(market.market.candles(interval, start, interval.end(interval.start(before - 1))));
    } else {
      long earliest = Math.max(start, interval.start(market.firstTrade()));
      for (long at = interval.end(interval.start(earliest - 1));
          at < before;
          at = interval.end(at)) {
        Candle bar = market.bar(at);
        if (bar != null) {
          bars.add(bar);
        }
      }
    }
    return bars.stream()
        .map(bar -> interval == Interval.M1 ? market.asTold(bar) : bar)
        .map(bar -> "{" + market.events.bar(bar) + "}")
        .toList();
  }

  private static List<String> trades(AssetMarket market, long start, long end) {
    return market.market.trades(Integer.MAX_VALUE).stream()
        .filter(trade -> trade.time() >= start && trade.time() <= end)
        .map(trade -> "{" + market.events.trade(trade) + "}")
        .toList();
  }

  private static @Nullable String list(List<String> items, int limit, boolean newestFirst) {
    List<String> ordered = newestFirst ? items.reversed() : items;
    return items.isEmpty()
        ? null
        : "[" + String.join(",", ordered.subList(0, Math.min(limit, ordered.size()))) + "]";
  }

  /** Of each symbol asked for, what {@code found} tells; one without anything is left out. */
  private RestAnswer symbols(
      RestCall call,
      String channel,
      boolean crypto,
      String rest,
      Function<AssetMarket, @Nullable String> found) {
    StringJoiner all = new StringJoiner(",", "{\"" + channel + "\":{", "}" + rest + "}");
    for (String symbol : call.parameter("symbols", "").split(",", -1)) {
      AssetMarket market = protocol.markets.get(symbol);
      if (market != null && market.asset.isCrypto() == crypto) {
        String value = found.apply(market);
        if (value != null) {
          all.add("\"" + symbol + "\":" + value);
        }
      }
    }
    return RestAnswer.ok(all.toString());
  }

  private RestAnswer assets(String assetClass) {
    StringJoiner all = new StringJoiner(",", "[", "]");
    for (AssetMarket market : protocol.markets.values()) {
      SimulatedAsset asset = market.asset;
      if (asset.isCrypto() == assetClass.equals("crypto")) {
        String steps =
            asset.isCrypto()
                ? ",\"min_trade_increment\":\"%s\",\"price_increment\":\"%s\""
                    .formatted(asset.terms().lotSize(), asset.terms().tickSize())
                : "";
        all.add(
            "{\"class\":\"%s\",\"exchange\":\"%s\",\"symbol\":\"%s\",\"status\":\"active\",\"tradable\":true%s}"
                .formatted(
                    assetClass, asset.isCrypto() ? "CRYPTO" : "NASDAQ", asset.symbol(), steps));
      }
    }
    return RestAnswer.ok(all.toString());
  }
}
