package io.barline.quality;

import io.barline.market.Decimal;
import java.math.BigDecimal;

/**
 * Whether prices are within a limit of one another, exactly. Prices whose digits fit a {@code long}
 * with room to spare, which are nearly all, cost no allocation.
 */
final class Nearness {
  private static final long[] POWERS = new long[19];

  static {
    long power = 1;
    for (int i = 0; i < POWERS.length; i++) {
      POWERS[i] = power;
      power *= 10;
    }
  }

  private final BigDecimal ratio;

  // The limit is share / whole.
  private final long share;
  private final long whole;

  Nearness(Percentage limit) {
    ratio = limit.ratio().toBigDecimal();
    share = limit.ratio().unscaled();
    whole = POWERS[limit.ratio().scale()];
  }

  /** Whether {@code price} is no further from {@code reference} than the limit is of that. */
  boolean isNear(Decimal price, Decimal reference) {
    if (price.isNarrow() && reference.isNarrow()) {
      int shift = price.scale() - reference.scale();
      if (Math.abs(shift) < POWERS.length) {
        long a = shift < 0 ? price.unscaled() : reference.unscaled();
        long factor = POWERS[Math.abs(shift)];
        if (fits(a, factor)) {
          long scaled = a * factor;
          return shift < 0
              ? isNear(scaled, reference.unscaled())
              : isNear(price.unscaled(), scaled);
        }
      }
    }
    return isNear(price.toBigDecimal(), reference.toBigDecimal());
  }

  /** Of prices above 0 in the same unit. */
  private boolean isNear(long price, long reference) {
    long distance = Math.abs(price - reference);
    if (fits(distance, whole) && fits(reference, share)) {
      return distance * whole <= reference * share;
    }
    return isNear(BigDecimal.valueOf(price), BigDecimal.valueOf(reference));
  }

  private boolean isNear(BigDecimal price, BigDecimal reference) {
    return price.subtract(reference).abs().compareTo(reference.multiply(ratio)) <= 0;
  }

  private static boolean fits(long value, long factor) {
    return Math.multiplyHigh(value, factor) == ((value * factor) >> 63);
  }
}
