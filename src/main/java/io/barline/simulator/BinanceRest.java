package io.barline.simulator;

import io.barline.market.Interval;
import io.barline.market.UtcNanos;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Answers REST requests from the truth that the markets keep. It is used on the event loop only.
 */
final class BinanceRest {
  private static final long HOUR = 3_600 * UtcNanos.SECOND;

  private final SimulatedExchange exchange;

  BinanceRest(SimulatedExchange exchange) {
    this.exchange = exchange;
  }

  /**
   * The body that answers {@code resource}, for example {@code klines}.
   *
   * @throws RestFault where Binance would answer an error
   */
  byte[] answer(Segment segment, String resource, RestParameters query) throws RestFault {
    long now = UtcNanos.now(exchange.clock()) + exchange.faults().skew();
    return switch (resource) {
      case "ping" -> new JsonBuffer().raw("{}").toBytes();
      case "time" ->
          new JsonBuffer()
              .raw("{\"serverTime\":")
              .number(EventWriter.unit(now, query.micros()))
              .raw("}")
              .toBytes();
      case "exchangeInfo" ->
          ExchangeInfo.write(
                  segment,
                  listed(segment, query),
                  EventWriter.unit(now, query.micros()),
                  exchange.settings().limits(segment).weightPerMinute())
              .toBytes();
      case "klines" -> klines(market(segment, query), query);
      case "depth" -> depth(segment, query, now);
      case "aggTrades" -> aggTrades(market(segment, query), query);
      case "trades" -> trades(market(segment, query), query, false);
      case "historicalTrades" -> trades(market(segment, query), query, true);
      case "ticker/bookTicker" -> bookTicker(segment, query);
      default -> throw new RestFault(404, -1, "Not found.");
    };
  }

  private Market market(Segment segment, RestParameters query) throws RestFault {
    return listed(segment, query.required("symbol"));
  }

  private Market listed(Segment segment, String symbol) throws RestFault {
    Market market = exchange.market(segment, symbol);
    if (market == null) {
      throw new RestFault(400, -1121, "Invalid symbol.");
    }
    return market;
  }

  /** All instruments, or those named by {@code symbol} or {@code symbols=["A","B"]}. */
  private Collection<Market> listed(Segment segment, RestParameters query) throws RestFault {
    String one = query.text("symbol");
    String many = query.text("symbols");
    if (segment.isFutures() || (one == null && many == null)) {
      String status = query.text("symbolStatus");
      boolean none = status != null && !status.toUpperCase(Locale.ROOT).equals("TRADING");
      return none ? List.of() : exchange.markets(segment);
    }
    List<Market> named = new ArrayList<>();
    String names = one != null ? one : String.valueOf(many).replaceAll("[\\[\\]\" ]", "");
    for (String symbol : names.split(",", -1)) {
      named.add(listed(segment, symbol));
    }
    return named;
  }

  private byte[] klines(Market market, RestParameters query) throws RestFault {
    Optional<Interval> interval = Interval.of(query.required("interval"));
    Optional<KlineSeries> series =
        market.klines.stream().filter(s -> Optional.of(s.interval).equals(interval)).findFirst();
    if (series.isEmpty()) {
      throw new RestFault(400, -1120, "Invalid interval.");
    }
    int limit = query.limit(500, market.instrument.segment().isFutures() ? 1_500 : 1_000);
    long from = query.time("startTime", Long.MIN_VALUE);
    long to = query.time("endTime", Long.MAX_VALUE);
    List<Kline> bars =
        series.get().all().stream().filter(bar -> bar.start >= from && bar.start <= to).toList();
    int skipped = from == Long.MIN_VALUE ? Math.max(0, bars.size() - limit) : 0;
    JsonBuffer json = new JsonBuffer().raw("[");
    for (Kline bar : bars.subList(skipped, Math.min(bars.size(), skipped + limit))) {
      json.raw(json.length() == 1 ? "" : ",");
      RestRows.kline(json, market, bar, query.micros());
    }
    return json.raw("]").toBytes();
  }

  private byte[] depth(Segment segment, RestParameters query, long now) throws RestFault {
    Market market = market(segment, query);
    String recorded = exchange.recordedDepth(segment, market.instrument.symbol());
    if (recorded != null) {
      return recorded.getBytes(StandardCharsets.UTF_8);
    }
    int limit = query.limit(segment.isFutures() ? 500 : 100, segment.isFutures() ? 1_000 : 5_000);
    return RestRows.depth(market, limit, now).toBytes();
  }

  private byte[] aggTrades(Market market, RestParameters query) throws RestFault {
    int limit = query.limit(500, 1_000);
    long fromId = query.number("fromId");
    long from = query.time("startTime", Long.MIN_VALUE);
    long to = query.time("endTime", Long.MAX_VALUE);
    boolean range = query.text("startTime") != null && query.text("endTime") != null;
    if (market.instrument.segment().isFutures() && range && to - from > HOUR) {
      throw new RestFault(400, -1127, "More than 1 hours between startTime and endTime.");
    }
    List<Execution> found;
    if (fromId != RestParameters.UNSET) {
      found = market.history.oldest(trade -> trade.id() >= fromId, limit);
    } else if (query.text("startTime") != null) {
      found = market.history.oldest(trade -> trade.time() >= from && trade.time() <= to, limit);
    } else {
      found = market.history.latest(trade -> trade.time() <= to, limit);
    }
    JsonBuffer json = new JsonBuffer().raw("[");
    for (Execution trade : found) {
      json.raw(json.length() == 1 ? "" : ",");
      RestRows.aggTrade(json, market, trade, query.micros());
    }
    return json.raw("]").toBytes();
  }

  private byte[] trades(Market market, RestParameters query, boolean historical) throws RestFault {
    int limit = query.limit(500, 1_000);
    long fromId = historical ? query.number("fromId") : RestParameters.UNSET;
    List<Execution> found =
        fromId == RestParameters.UNSET
            ? market.history.latest(trade -> true, limit)
            : market.history.oldest(trade -> trade.lastId() >= fromId, limit);
    JsonBuffer json = new JsonBuffer().raw("[");
    for (Execution trade : found) {
      json.raw(json.length() == 1 ? "" : ",");
      RestRows.trade(json, market, trade, query.micros());
    }
    return json.raw("]").toBytes();
  }

  private byte[] bookTicker(Segment segment, RestParameters query) throws RestFault {
    String symbol = query.text("symbol");
    JsonBuffer json = new JsonBuffer();
    if (symbol != null) {
      return RestRows.bookTicker(json, listed(segment, symbol), query.micros()).toBytes();
    }
    json.raw("[");
    for (Market market : exchange.markets(segment)) {
      json.raw(json.length() == 1 ? "" : ",");
      RestRows.bookTicker(json, market, query.micros());
    }
    return json.raw("]").toBytes();
  }
}
