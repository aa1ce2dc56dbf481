package io.barline.feed;

import io.barline.market.UtcNanos;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code Retry-After} of <a
 * href="https://www.rfc-editor.org/rfc/rfc9110#field.retry-after">RFC 9110</a>: seconds, or a date.
 */
final class RetryAfter {
  /** The longest that is believed. */
  static final Duration LONGEST = Duration.ofDays(3);

  private RetryAfter() {}

  /**
   * How long to wait from {@code now} on, nanoseconds since the epoch; zero where the header is
   * missing, or makes no sense, such as a number of more than nine digits, or is over.
   */
  static Duration parse(@Nullable String header, long now) {
    if (header == null) {
      return Duration.ZERO;
    }
    String told = header.strip();
    Duration wait = told.matches("[0-9]+") ? seconds(told) : until(told, now);
    if (wait.isNegative()) {
      return Duration.ZERO;
    }
    return wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
  }

  private static Duration seconds(String digits) {
    return digits.length() > 9 ? Duration.ZERO : Duration.ofSeconds(Long.parseLong(digits));
  }

  private static Duration until(String date, long now) {
    try {
      Instant end = DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from);
      return Duration.between(UtcNanos.toInstant(now), end);
    } catch (DateTimeParseException _) {
      return Duration.ZERO;
    }
  }
}
