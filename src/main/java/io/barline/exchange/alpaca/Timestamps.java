package io.barline.exchange.alpaca;

import io.barline.exchange.MalformedFrame;
import io.barline.market.UtcNanos;

/**
 * Times as Alpaca writes them, in RFC 3339, always in UTC and with up to nine fraction digits:
 * {@code 2026-11-22T14:00:00.123456789Z}.
 */
final class Timestamps {
  private static final int[] DAYS_BEFORE = {
    0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365
  };

  private Timestamps() {}

  /**
   * Nanoseconds since the epoch.
   *
   * @throws MalformedFrame if the text is no such time between 1970 and 2261
   */
  static long read(byte[] bytes, int from, int to) {
    int length = to - from;
    if (length < 20
        || bytes[to - 1] != 'Z'
        || bytes[from + 4] != '-'
        || bytes[from + 7] != '-'
        || (bytes[from + 10] != 'T' && bytes[from + 10] != ' ')
        || bytes[from + 13] != ':'
        || bytes[from + 16] != ':') {
      throw new MalformedFrame("a time such as 2026-11-22T14:00:00.123Z is expected");
    }
    int year = number(bytes, from, 4, 1970, 2261);
    int month = number(bytes, from + 5, 2, 1, 12);
    boolean leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    int longest = DAYS_BEFORE[month] - DAYS_BEFORE[month - 1] + (leap && month == 2 ? 1 : 0);
    int day = number(bytes, from + 8, 2, 1, longest);
    int leaps = (year - 1) / 4 - (year - 1) / 100 + (year - 1) / 400 - 477; // 477 before 1970
    long days = (year - 1970) * 365L + leaps + DAYS_BEFORE[month - 1] + day - 1;
    if (leap && month > 2) {
      days++;
    }
    long seconds =
        days * 86_400
            + number(bytes, from + 11, 2, 0, 23) * 3_600L
            + number(bytes, from + 14, 2, 0, 59) * 60L
            + number(bytes, from + 17, 2, 0, 59);
    return seconds * UtcNanos.SECOND + fraction(bytes, from + 19, to - 1);
  }

  private static long fraction(byte[] bytes, int from, int to) {
    if (from == to) {
      return 0;
    }
    int digits = to - from - 1;
    if (bytes[from] != '.' || digits < 1 || digits > 9) {
      throw new MalformedFrame("a time has one to nine digits after the point");
    }
    long nanos = number(bytes, from + 1, digits, 0, 999_999_999);
    for (int i = digits; i < 9; i++) {
      nanos *= 10;
    }
    return nanos;
  }

  private static int number(byte[] bytes, int from, int digits, int least, int most) {
    int value = 0;
    for (int i = from; i < from + digits; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        throw new MalformedFrame("a time holds something else than digits");
      }
      value = value * 10 + digit;
    }
    if (value < least || value > most) {
      throw new MalformedFrame("a time holds " + value + " where " + least + " to " + most + " is");
    }
    return value;
  }
}
