package io.barline.bar;

import io.barline.market.Decimal;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * An exact sum of decimals and of products of decimals.
 *
 * <p>Held in 128 bits with the largest scale seen, which allocates nothing; from 2^126 on, or where
 * scales differ by more than 18 digits, as a {@link BigInteger}. It never overflows.
 */
public final class ExactSum {
  /** The high half of a value that 126 bits cannot hold. */
  private static final long TOO_BIG = Long.MIN_VALUE;

  private static final long[] POWERS_OF_TEN = new long[19];

  static {
    long power = 1;
    for (int i = 0; i < POWERS_OF_TEN.length; i++) {
      POWERS_OF_TEN[i] = power;
      power *= 10;
    }
  }

  private long high;
  private long low;
  private int scale;
  private @Nullable BigInteger wide;

  /** Makes it zero. */
  public void clear() {
    high = 0;
    low = 0;
    scale = 0;
    wide = null;
  }

  /** Adds {@code value}. */
  public void add(Decimal value) {
    if (value.isNarrow()) {
      long unscaled = value.unscaled();
      add(unscaled >> 63, unscaled, value.scale());
    } else {
      addWide(value.bigUnscaled(), value.scale());
    }
  }

  void addProduct(Decimal a, Decimal b) {
    if (a.isNarrow() && b.isNarrow()) {
      long x = a.unscaled();
      long y = b.unscaled();
      add(Math.multiplyHigh(x, y), x * y, a.scale() + b.scale());
    } else {
      addWide(a.bigUnscaled().multiply(b.bigUnscaled()), a.scale() + b.scale());
    }
  }

  void add(ExactSum other) {
    if (other.wide == null) {
      add(other.high, other.low, other.scale);
    } else {
      addWide(other.wide, other.scale);
    }
  }

  private void add(long addHigh, long addLow, int places) {
    if (wide != null || !addNarrow(addHigh, addLow, places)) {
      addWide(join(addHigh, addLow), places);
    }
  }

  private boolean addNarrow(long addHigh, long addLow, int places) {
    if (places > scale && !rescale(places)) {
      return false;
    }
    long otherHigh = addHigh;
    long otherLow = addLow;
    if (places < scale) {
      int shift = scale - places;
      if (shift >= POWERS_OF_TEN.length) {
        return false;
      }
      long factor = POWERS_OF_TEN[shift];
      otherHigh = timesHigh(addHigh, addLow, factor);
      otherLow = addLow * factor;
      if (otherHigh == TOO_BIG) {
        return false;
      }
    }
    long sumLow = low + otherLow;
    // Both halves are below 2^62, or just there: a wrap-around can only give TOO_BIG.
    long sumHigh = high + otherHigh + (Long.compareUnsigned(sumLow, low) < 0 ? 1 : 0);
    if (!fits(sumHigh)) {
      return false;
    }
    high = sumHigh;
    low = sumLow;
    return true;
  }

  private boolean rescale(int places) {
    if ((high | low) != 0) {
      int shift = places - scale;
      if (shift >= POWERS_OF_TEN.length) {
        return false;
      }
      long factor = POWERS_OF_TEN[shift];
      long scaledHigh = timesHigh(high, low, factor);
      if (scaledHigh == TOO_BIG) {
        return false;
      }
      high = scaledHigh;
      low *= factor;
    }
    scale = places;
    return true;
  }

  /** The high half of the product, or {@link #TOO_BIG}. */
  private static long timesHigh(long high, long low, long factor) {
    long product = high * factor;
    if (Math.multiplyHigh(high, factor) != product >> 63) {
      return TOO_BIG;
    }
    long carry = Math.unsignedMultiplyHigh(low, factor); // not negative: below the factor
    long sum = product + carry;
    return sum < product || !fits(sum) ? TOO_BIG : sum;
  }

  private static boolean fits(long high) {
    return (high ^ (high << 1)) >= 0;
  }

  private void addWide(BigInteger value, int places) {
    BigInteger sum = bigUnscaled();
    int common = Math.max(scale, places);
    wide = times10(sum, common - scale).add(times10(value, common - places));
    scale = common;
  }

  private static BigInteger times10(BigInteger value, int power) {
    return power == 0 ? value : value.multiply(BigInteger.TEN.pow(power));
  }

  private BigInteger bigUnscaled() {
    return wide == null ? join(high, low) : wide;
  }

  private static BigInteger join(long high, long low) {
    if (high == low >> 63) {
      return BigInteger.valueOf(low);
    }
    byte[] bytes = new byte[16];
    for (int i = 0; i < 8; i++) {
      bytes[i] = (byte) (high >> (56 - 8 * i));
      bytes[8 + i] = (byte) (low >> (56 - 8 * i));
    }
    return new BigInteger(bytes);
  }

  /** The sum, rounded nowhere. */
  public Decimal toDecimal() {
    return wide == null && high == low >> 63
        ? Decimal.of(low, scale)
        : Decimal.of(bigUnscaled(), scale);
  }

  BigDecimal toBigDecimal() {
    return new BigDecimal(bigUnscaled(), scale);
  }
}
