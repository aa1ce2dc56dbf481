package io.barline.market;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An exact decimal number in canonical form: {@code unscaled * 10^-scale} with the smallest scale
 * that is not negative.
 *
 * <p>Nearly every price and size fits a {@code long}; a value that does not is held as a {@link
 * BigInteger}, so nothing overflows. Two decimals are equal when their values are.
 */
public final class Decimal implements Comparable<Decimal> {
  /**
   * Most digits, before or after the point, that {@link #parse} accepts: beyond any real price,
   * short of a hostile one.
   */
  public static final int MAX_DIGITS = 64;

  public static final Decimal ZERO = new Decimal(0, 0, null);
  public static final Decimal ONE = new Decimal(1, 0, null);

  private static final long[] POWERS_OF_TEN = new long[19];

  static {
    long power = 1;
    for (int i = 0; i < POWERS_OF_TEN.length; i++) {
      POWERS_OF_TEN[i] = power;
      power *= 10;
    }
  }

  private final long unscaled;
  private final int scale;
  private final @Nullable BigInteger wide;

  private Decimal(long unscaled, int scale, @Nullable BigInteger wide) {
    this.unscaled = unscaled;
    this.scale = scale;
    this.wide = wide;
  }

  /** The decimal {@code unscaled * 10^-scale}; {@code scale} must not be negative. */
  public static Decimal of(long unscaled, int scale) {
    if (scale < 0) {
      throw new IllegalArgumentException("scale must not be negative: " + scale);
    }
    if (unscaled == 0) {
      return ZERO;
    }
    long digits = unscaled;
    int places = scale;
    while (places > 0 && digits % 10 == 0) {
      digits /= 10;
      places--;
    }
    return new Decimal(digits, places, null);
  }

  /** The decimal {@code unscaled * 10^-scale}, of any size; {@code scale} must not be negative. */
  public static Decimal of(BigInteger unscaled, int scale) {
    return unscaled.bitLength() < Long.SIZE
        ? of(unscaled.longValueExact(), scale)
        : of(new BigDecimal(unscaled, scale));
  }

  /** The same value as {@code value}. */
  public static Decimal of(BigDecimal value) {
    BigDecimal stripped = value.stripTrailingZeros();
    if (stripped.scale() < 0) {
      stripped = stripped.setScale(0);
    }
    BigInteger unscaled = stripped.unscaledValue();
    return unscaled.bitLength() < Long.SIZE
        ? new Decimal(unscaled.longValueExact(), stripped.scale(), null)
        : new Decimal(0, stripped.scale(), unscaled);
  }

  /**
   * Reads a JSON number or its text: optional minus, digits, optional fraction, optional exponent.
   *
   * @throws NumberFormatException if the text is anything else, or longer than {@link #MAX_DIGITS}
   *     digits
   */
  public static Decimal parse(String text) {
    byte[] ascii = new byte[text.length()];
    for (int i = 0; i < ascii.length; i++) {
      char c = text.charAt(i);
      ascii[i] = c < 128 ? (byte) c : (byte) '?';
    }
    return parse(ascii, 0, ascii.length);
  }

  /**
   * {@link #parse(String)} of the ASCII bytes from {@code from} (inclusive) to {@code to}
   * (exclusive).
   */
  public static Decimal parse(byte[] ascii, int from, int to) {
    int at = from;
    boolean negative = at < to && ascii[at] == '-';
    if (negative) {
      at++;
    }
    int first = at;
    int point = -1;
    long digits = 0;
    for (; at < to; at++) {
      int digit = ascii[at] - '0';
      if (digit >= 0 && digit <= 9) {
        digits = digits * 10 + digit;
      } else if (ascii[at] == '.' && point < 0 && at > first && at + 1 < to) {
        point = at;
      } else {
        return parseSlowly(ascii, from, to);
      }
    }
    if (at == first || at - first > 18) { // empty, or 18 digits and more: they may not fit
      return parseSlowly(ascii, from, to);
    }
    return of(negative ? -digits : digits, point < 0 ? 0 : to - point - 1);
  }

  private static Decimal parseSlowly(byte[] ascii, int from, int to) {
    String text =
        new String(ascii, from, Math.min(to - from, 2 * MAX_DIGITS), StandardCharsets.US_ASCII);
    if (to - from > 2 * MAX_DIGITS || !isNumber(text)) {
      throw new NumberFormatException("not a decimal number: \"" + text + "\"");
    }
    BigDecimal value = new BigDecimal(text);
    long whole = (long) value.precision() - value.scale();
    if (whole > MAX_DIGITS || value.scale() > MAX_DIGITS || value.precision() > MAX_DIGITS) {
      throw new NumberFormatException("more than " + MAX_DIGITS + " digits: \"" + text + "\"");
    }
    return of(value);
  }

  private static boolean isNumber(String text) {
    int at = text.startsWith("-") ? 1 : 0;
    int end = digitsEnd(text, at);
    if (end == at) {
      return false;
    }
    if (end < text.length() && text.charAt(end) == '.') {
      at = end + 1;
      end = digitsEnd(text, at);
      if (end == at) {
        return false;
      }
    }
    if (end < text.length() && (text.charAt(end) == 'e' || text.charAt(end) == 'E')) {
      at = end + 1;
      if (at < text.length() && (text.charAt(at) == '-' || text.charAt(at) == '+')) {
        at++;
      }
      end = digitsEnd(text, at);
      if (end == at || end - at > 4) {
        return false;
      }
    }
    return end == text.length();
  }

  private static int digitsEnd(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }

  /**
   * Whether the unscaled value fits a {@code long}, so that {@link #unscaled()} may be asked for.
   */
  public boolean isNarrow() {
    return wide == null;
  }

  /**
   * The digits without the point.
   *
   * @throws ArithmeticException if they do not fit a {@code long}
   */
  public long unscaled() {
    return wide == null ? unscaled : wide.longValueExact();
  }

  /** The digits without the point, of any size. */
  public BigInteger bigUnscaled() {
    return wide == null ? BigInteger.valueOf(unscaled) : wide;
  }

  /** How many digits stand after the point: zero or more. */
  public int scale() {
    return scale;
  }

  public int signum() {
    return wide == null ? Long.signum(unscaled) : wide.signum();
  }

  public BigDecimal toBigDecimal() {
    return wide == null ? BigDecimal.valueOf(unscaled, scale) : new BigDecimal(wide, scale);
  }

  @Override
  public int compareTo(Decimal other) {
    if (wide == null && other.wide == null) {
      if (scale == other.scale) {
        return Long.compare(unscaled, other.unscaled);
      }
      int shift = scale - other.scale;
      long factor = Math.abs(shift) < POWERS_OF_TEN.length ? POWERS_OF_TEN[Math.abs(shift)] : 0;
      if (factor != 0) {
        long lower = shift < 0 ? unscaled : other.unscaled;
        long scaled = lower * factor;
        if (Math.multiplyHigh(lower, factor) == scaled >> 63) {
          return shift < 0 ? Long.compare(scaled, other.unscaled) : Long.compare(unscaled, scaled);
        }
      }
    }
    return toBigDecimal().compareTo(other.toBigDecimal());
  }

  @Override
  public boolean equals(@Nullable Object object) {
    return object instanceof Decimal other
        && unscaled == other.unscaled
        && scale == other.scale
        && Objects.equals(wide, other.wide);
  }

  @Override
  public int hashCode() {
    return 31 * (wide == null ? Long.hashCode(unscaled) : wide.hashCode()) + scale;
  }

  /** The canonical plain form: no exponent, no trailing zeros after the point, no plus sign. */
  @Override
  public String toString() {
    return toBigDecimal().toPlainString();
  }
}
