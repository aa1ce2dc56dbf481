package io.barline.simulator.ibkr;

import io.barline.simulator.MarketTrade;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The bars of one market, made of its trades or of its quotes. */
final class Bars {
  private final IbkrMarket market;

  Bars(IbkrMarket market) {
    this.market = market;
  }

  /**
   * Those that begin at {@code from} or later, of what happened before {@code to}, oldest first;
   * one in which nothing happened is left out.
   *
   * @param regular whether only what happened within regular hours counts
   */
  List<PriceBar> between(long from, long to, BarSize size, Show show, boolean regular) {
    Hours hours = market.hours(regular);
    return show.isTrades()
        ? ofTrades(from, to, size, hours)
        : ofQuotes(from, to, size, show, hours);
  }

  private List<PriceBar> ofTrades(long from, long to, BarSize size, Hours hours) {
    ZoneId zone = market.zone();
    List<PriceBar> bars = new ArrayList<>();
    for (MarketTrade trade : trades(from, to)) {
      long start = size.start(trade.time(), zone);
      if (start >= from && hours.contains(trade.time())) {
        BigDecimal price = trade.price().toBigDecimal();
        BigDecimal amount = trade.size().toBigDecimal();
        bars.add(
            isIn(bars, start)
                ? bars.removeLast().with(price, amount)
                : PriceBar.ofTrade(start, price, amount));
      }
    }
    return bars;
  }

  private List<MarketTrade> trades(long from, long to) {
    return market.market.trades(Integer.MAX_VALUE).stream()
        .filter(trade -> trade.time() >= from && trade.time() < to)
        .sorted(Comparator.comparingLong(MarketTrade::time))
        .toList();
  }

  /** Each opens at the price that stood when it began. */
  private List<PriceBar> ofQuotes(long from, long to, BarSize size, Show show, Hours hours) {
    ZoneId zone = market.zone();
    List<PriceBar> bars = new ArrayList<>();
    BigDecimal standing = null;
    for (Quotes.Best quote : market.quotes.before(to)) {
      long start = size.start(quote.time(), zone);
      BigDecimal price = quote.price(show);
      if (start >= from && hours.contains(quote.time())) {
        BigDecimal open = standing == null || quote.time() == start ? price : standing;
        bars.add(
            (isIn(bars, start) ? bars.removeLast() : PriceBar.ofQuote(start, open)).with(price));
      }
      standing = price;
    }
    return bars;
  }

  private static boolean isIn(List<PriceBar> bars, long start) {
    return !bars.isEmpty() && bars.getLast().start() == start;
  }

  /**
   * The bar that begins at {@code start}, an empty one where nothing happened in it; null where
   * nothing ever had.
   */
  @Nullable PriceBar at(long start, long end, BarSize size, Show show) {
    List<PriceBar> bars =
        show.isTrades()
            ? ofTrades(start, end, size, Hours.ALWAYS)
            : ofQuotes(start, end, size, show, Hours.ALWAYS);
    if (!bars.isEmpty()) {
      return bars.getFirst();
    }
    if (show.isTrades()) {
      List<MarketTrade> before = trades(0, start);
      return before.isEmpty()
          ? null
          : PriceBar.empty(start, before.getLast().price().toBigDecimal());
    }
    List<Quotes.Best> before = market.quotes.before(start);
    return before.isEmpty() ? null : PriceBar.ofQuote(start, before.getLast().price(show));
  }
}
