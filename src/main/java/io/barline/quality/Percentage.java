package io.barline.quality;

import io.barline.market.Decimal;
import java.math.BigDecimal;

/**
 * A part of something, as a ratio: 0.1 of {@code 10%}.
 *
 * @param ratio above 0 and at most 10, with six digits after the point at most
 */
public record Percentage(Decimal ratio) {
  private static final Decimal MOST = Decimal.of(10, 0);
  private static final int PLACES = 6;

  public Percentage {
    if (ratio.signum() <= 0 || ratio.compareTo(MOST) > 0 || ratio.scale() > PLACES) {
      throw new IllegalArgumentException(
          "a percentage must be above 0% and at most 1000%, with four digits after the point at"
              + " most, such as 10% or 0.5%: "
              + written(ratio));
    }
  }

  /**
   * Reads {@code 10%} or {@code 0.5%}.
   *
   * @throws IllegalArgumentException if the text is anything else
   */
  public static Percentage valueOf(String text) {
    String number = text.strip();
    if (number.endsWith("%")) {
      try {
        Decimal percent = Decimal.parse(number.substring(0, number.length() - 1).strip());
        return new Percentage(Decimal.of(percent.toBigDecimal().movePointLeft(2)));
      } catch (NumberFormatException _) {
        // it is told below
      }
    }
    throw new IllegalArgumentException(
        "a percentage is written as a number and a percent sign, such as 10% or 0.5%: \""
            + text
            + "\"");
  }

  private static String written(Decimal ratio) {
    BigDecimal percent = ratio.toBigDecimal().movePointRight(2);
    return Decimal.of(percent) + "%";
  }

  @Override
  public String toString() {
    return written(ratio);
  }
}
