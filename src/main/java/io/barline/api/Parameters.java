package io.barline.api;

import io.barline.market.UtcNanos;
import io.barline.wire.ErrorCode;
import io.barline.wire.Refusal;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;

/** Reads query parameters, or refuses them with the reason. */
final class Parameters {
  private Parameters() {}

  /** A whole number from {@code least} to {@code most}; {@code fallback} where it is absent. */
  static int number(String name, @Nullable String text, int fallback, int least, int most) {
    if (text == null || text.isEmpty()) {
      return fallback;
    }
    if (text.matches("[0-9]{1,9}")) {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw Refusal.ofParameter(
        name,
        text,
        "%s must be a whole number from %d to %d, not \"%s\""
            .formatted(name, least, most, Refusal.shortened(text)));
  }

  /** Nanoseconds since the epoch; {@code fallback} where it is absent. */
  static long time(String name, @Nullable String text, long fallback) {
    if (text == null || text.isEmpty()) {
      return fallback;
    }
    try {
      // A plus sign of an offset arrives as a space where the client did not escape it.
      return UtcNanos.of(OffsetDateTime.parse(text.replace(' ', '+')).toInstant());
    } catch (DateTimeException | ArithmeticException e) {
      throw Refusal.ofParameter(
          name,
          text,
          "%s must be an ISO-8601 time with its offset, like 2026-11-22T14:20:00Z, not \"%s\""
              .formatted(name, Refusal.shortened(text)));
    }
  }

  /** The text, which must be there. */
  static String required(String name, @Nullable String text, String example) {
    if (text == null || text.isEmpty()) {
      throw new Refusal(
              ErrorCode.BAD_REQUEST,
              "the parameter %s is missing, for example %s=%s".formatted(name, name, example))
          .with("parameter", name);
    }
    return text;
  }
}
