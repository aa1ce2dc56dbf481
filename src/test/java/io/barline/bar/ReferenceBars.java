package io.barline.bar;

import io.barline.market.Bar;
import io.barline.market.Decimal;
import io.barline.market.Interval;
import io.barline.market.Side;
import io.barline.market.Trade;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Bars by the definition: all trades of a window sorted, then added up in {@link BigDecimal}. */
public final class ReferenceBars {
  /** What is compared of a bar. */
  public record Figures(
      Decimal open,
      Decimal high,
      Decimal low,
      Decimal close,
      Decimal volume,
      @Nullable Decimal quoteVolume,
      @Nullable Decimal vwap,
      @Nullable Decimal buyVolume,
      long trades,
      long lastTime) {

    public static Figures of(Bar bar) {
      return new Figures(
          bar.open(),
          bar.high(),
          bar.low(),
          bar.close(),
          bar.volume(),
          bar.quoteVolume(),
          bar.vwap(),
          bar.buyVolume(),
          bar.trades(),
          bar.exchangeTime());
    }
  }

  private ReferenceBars() {}

  /** By window start. Of trades equal in time and sequence, the later in the list came later. */
  public static NavigableMap<Long, Figures> of(Interval interval, List<Trade> trades) {
    TreeMap<Long, Figures> bars = new TreeMap<>();
    trades.stream()
        .collect(Collectors.groupingBy(trade -> interval.start(trade.exchangeTime())))
        .forEach((start, window) -> bars.put(start, figures(window)));
    return bars;
  }

  private static Figures figures(List<Trade> window) {
    List<Trade> sorted =
        window.stream()
            .sorted(
                Comparator.comparingLong(Trade::exchangeTime).thenComparingLong(Trade::sequence))
            .toList();
    BigDecimal volume = BigDecimal.ZERO;
    BigDecimal bought = BigDecimal.ZERO;
    BigDecimal turnover = BigDecimal.ZERO;
    BigDecimal high = sorted.getFirst().price().toBigDecimal();
    BigDecimal low = high;
    long count = 0;
    for (Trade trade : sorted) {
      BigDecimal price = trade.price().toBigDecimal();
      BigDecimal size = trade.size().toBigDecimal();
      volume = volume.add(size);
      turnover = turnover.add(price.multiply(size));
      bought = trade.taker() == Side.BUY ? bought.add(size) : bought;
      high = high.max(price);
      low = low.min(price);
      count += trade.count();
    }
    return new Figures(
        sorted.getFirst().price(),
        Decimal.of(high),
        Decimal.of(low),
        sorted.getLast().price(),
        Decimal.of(volume),
        Decimal.of(turnover),
        volume.signum() == 0
            ? null
            : Decimal.of(turnover.divide(volume, new MathContext(18, RoundingMode.HALF_EVEN))),
        window.stream().anyMatch(trade -> trade.taker() == Side.UNKNOWN)
            ? null
            : Decimal.of(bought),
        count,
        sorted.getLast().exchangeTime());
  }
}
