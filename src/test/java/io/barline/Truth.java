package io.barline;

import io.barline.market.Decimal;
import io.barline.market.Interval;
import io.barline.market.Level;
import io.barline.market.UtcNanos;
import io.barline.simulator.MarketTrade;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What really happened on a market, added up in the plainest way. */
final class Truth {
  private Truth() {}

  /**
   * One market of a simulated exchange.
   *
   * @param depth of its book
   * @param book its best levels; null where only the record of it is checked
   * @param bars the intervals that are asked for
   */
  record Market(
      String exchange,
      String symbol,
      int depth,
      List<Interval> bars,
      Supplier<List<MarketTrade>> trades,
      @Nullable IntFunction<Book> book,
      Runnable stop) {
    String topic(String channel) {
      return exchange + ":" + channel + ":" + symbol;
    }
  }

  /** The best levels of both sides. */
  record Book(List<Level> bids, List<Level> asks) {}

  /**
   * A bar as it must be.
   *
   * @param open any of these, where several trades share the first millisecond: exchanges tell no
   *     more of their order
   * @param close likewise
   */
  record TrueBar(Set<String> open, String high, String low, Set<String> close, String volume) {}

  /** Which trade it is, whatever its id: two may be alike. */
  static String key(MarketTrade trade) {
    return key(
        trade.time(), trade.price().toString(), trade.size().toString(), trade.taker().code());
  }

  /** The same of what a client was told. Stocks' trades have no side. */
  static String key(long time, String price, String size, String side) {
    return time / UtcNanos.MILLISECOND
        + " "
        + price
        + " "
        + size
        + (side.equals("unknown") ? "" : " " + side);
  }

  /** All bars of the trades, by start. */
  static NavigableMap<Long, TrueBar> bars(List<MarketTrade> trades, Interval interval) {
    TreeMap<Long, List<MarketTrade>> windows = new TreeMap<>();
    for (MarketTrade trade : trades) {
      windows.computeIfAbsent(interval.start(trade.time()), _ -> new ArrayList<>()).add(trade);
    }
    TreeMap<Long, TrueBar> bars = new TreeMap<>();
    windows.forEach((start, inside) -> bars.put(start, bar(inside)));
    return bars;
  }

  private static TrueBar bar(List<MarketTrade> inside) {
    long first = inside.stream().mapToLong(Truth::millis).min().orElseThrow();
    long last = inside.stream().mapToLong(Truth::millis).max().orElseThrow();
    List<BigDecimal> prices = inside.stream().map(t -> t.price().toBigDecimal()).toList();
    BigDecimal volume =
        inside.stream().map(t -> t.size().toBigDecimal()).reduce(BigDecimal.ZERO, BigDecimal::add);
    return new TrueBar(
        prices(inside, first),
        Decimal.of(Collections.max(prices)).toString(),
        Decimal.of(Collections.min(prices)).toString(),
        prices(inside, last),
        Decimal.of(volume).toString());
  }

  private static long millis(MarketTrade trade) {
    return trade.time() / UtcNanos.MILLISECOND;
  }

  private static Set<String> prices(List<MarketTrade> inside, long millis) {
    return inside.stream()
        .filter(trade -> millis(trade) == millis)
        .map(trade -> trade.price().toString())
        .collect(Collectors.toSet());
  }
}
