package io.barline.simulator;

import io.barline.market.Decimal;

/**
 * The trades of a generated market in {@code [start, end)}, summed exactly.
 *
 * @param start nanoseconds since the epoch
 * @param volume the sum of the trades' sizes
 * @param value the sum of their {@link MarketTerms#value}
 * @param trades how many there were; with 0, all prices are those of the trade before
 */
public record Candle(
    long start,
    long end,
    Decimal open,
    Decimal high,
    Decimal low,
    Decimal close,
    Decimal volume,
    Decimal value,
    long trades) {

  /** One in which nothing traded. */
  public static Candle empty(long start, long end, Decimal price) {
    return new Candle(start, end, price, price, price, price, Decimal.ZERO, Decimal.ZERO, 0);
  }

  /** This and one more trade, later than its others. */
  public Candle with(Decimal price, Decimal size, Decimal worth) {
    boolean first = trades == 0;
    return new Candle(
        start,
        end,
        first ? price : open,
        first || price.compareTo(high) > 0 ? price : high,
        first || price.compareTo(low) < 0 ? price : low,
        price,
        sum(volume, size),
        sum(value, worth),
        trades + 1);
  }

  private static Decimal sum(Decimal a, Decimal b) {
    return Decimal.of(a.toBigDecimal().add(b.toBigDecimal()));
  }
}
