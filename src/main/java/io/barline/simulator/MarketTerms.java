package io.barline.simulator;

import io.barline.market.Decimal;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What a generated market is made from. Two markets with the same terms and seed are alike.
 *
 * @param name what tells it from the exchange's other markets, for example {@code linear:BTCUSDT}
 * @param tickSize the smallest step of a price; prices are held with its number of decimals
 * @param lotSize the smallest step of a size; sizes are held with its number of decimals
 * @param startPrice where the random walk begins
 * @param typicalSize the order of magnitude of a trade's size
 * @param inverse whether sizes are in quote units, so that a trade is worth size / price of the
 *     base
 */
public record MarketTerms(
    String name,
    Decimal tickSize,
    Decimal lotSize,
    Decimal startPrice,
    Decimal typicalSize,
    boolean inverse) {
  /** Decimals of the coin that an inverse trade's value is rounded to. */
  private static final int COIN_SCALE = 8;

  public MarketTerms {
    if (tickSize.signum() <= 0 || lotSize.signum() <= 0 || startPrice.signum() <= 0) {
      throw new IllegalArgumentException(
          name + " needs a tick size, a lot size and a start price above zero");
    }
  }

  /** A market whose sizes are in base units, with decimals as text. */
  public static MarketTerms of(String name, String tick, String lot, String price, String size) {
    return new MarketTerms(
        name,
        Decimal.parse(tick),
        Decimal.parse(lot),
        Decimal.parse(price),
        Decimal.parse(size),
        false);
  }

  /** What a trade is worth: price times size, or size by price where {@link #inverse}. */
  public Decimal value(Decimal price, Decimal size) {
    BigDecimal exact = size.toBigDecimal();
    return Decimal.of(
        inverse
            ? exact.divide(price.toBigDecimal(), COIN_SCALE, RoundingMode.DOWN)
            : exact.multiply(price.toBigDecimal()));
  }

  /**
   * {@code price} without its point, in units of the tick size's last decimal.
   *
   * @throws ArithmeticException if it has more decimals than that
   */
  long price(Decimal price) {
    return unscaled(price, tickSize.scale());
  }

  /** {@code size} without its point, in units of the lot size's last decimal. */
  long size(Decimal size) {
    return unscaled(size, lotSize.scale());
  }

  private static long unscaled(Decimal value, int scale) {
    return value
        .toBigDecimal()
        .setScale(scale, RoundingMode.UNNECESSARY)
        .unscaledValue()
        .longValueExact();
  }
}
