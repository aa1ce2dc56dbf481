package io.barline.simulator.ibkr;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A bar as clients are told it.
 *
 * @param start nanoseconds since the epoch
 * @param volume -1 for bars of quotes
 * @param value the sum of price times size
 * @param count how many trades; -1 for bars of quotes
 */
record PriceBar(
    long start,
    BigDecimal open,
    BigDecimal high,
    BigDecimal low,
    BigDecimal close,
    BigDecimal volume,
    BigDecimal value,
    int count) {
  private static final BigDecimal NONE = BigDecimal.ONE.negate();

  /** Decimals of an average beyond those of prices. */
  private static final int FINER = 4;

  static PriceBar ofTrade(long start, BigDecimal price, BigDecimal size) {
    return new PriceBar(start, price, price, price, price, size, price.multiply(size), 1);
  }

  static PriceBar ofQuote(long start, BigDecimal price) {
    return new PriceBar(start, price, price, price, price, NONE, BigDecimal.ZERO, -1);
  }

  /** One in which nothing traded. */
  static PriceBar empty(long start, BigDecimal price) {
    return new PriceBar(start, price, price, price, price, BigDecimal.ZERO, BigDecimal.ZERO, 0);
  }

  /** With one more trade. */
  PriceBar with(BigDecimal price, BigDecimal size) {
    return new PriceBar(
        start,
        open,
        high.max(price),
        low.min(price),
        price,
        volume.add(size),
        value.add(price.multiply(size)),
        count + 1);
  }

  /** With one more quote. */
  PriceBar with(BigDecimal price) {
    return new PriceBar(start, open, high.max(price), low.min(price), price, volume, value, count);
  }

  /** The average price by volume; the close where nothing traded, -1 for bars of quotes. */
  BigDecimal wap() {
    if (count < 0) {
      return NONE;
    }
    return volume.signum() == 0
        ? close
        : value.divide(volume, close.scale() + FINER, RoundingMode.HALF_EVEN).stripTrailingZeros();
  }
}
