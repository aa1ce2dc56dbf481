package io.barline.exchange.ibkr;

import java.time.DateTimeException;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/** Dates of contracts and of trading hours: {@code 20261218}, of some contracts {@code 202612}. */
final class ContractDates {
  private ContractDates() {}

  /** The day, or null where {@code yyyyMMdd} is none between 1971 and 2261. */
  static @Nullable LocalDate day(String yyyyMMdd) {
    int number = digits(yyyyMMdd, 8);
    int year = number / 10_000;
    if (year < 1971 || year > 2261) {
      return null;
    }
    try {
      return LocalDate.of(year, number / 100 % 100, number % 100);
    } catch (DateTimeException noSuchDay) {
      return null;
    }
  }

  /** Whether {@code yyyyMM} is a month. */
  static boolean isMonth(String yyyyMM) {
    return yyyyMM.length() == 6 && day(yyyyMM + "01") != null;
  }

  /** The number that exactly {@code length} digits tell, or -1. */
  static int digits(String text, int length) {
    if (text.length() != length) {
      return -1;
    }
    int number = 0;
    for (int i = 0; i < length; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return number;
  }
}
