package io.barline.simulator;

import io.barline.market.UtcNanos;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The query of a REST request.
 *
 * @param micros whether times are answered in microseconds; in requests both are understood
 */
record RestParameters(Map<String, List<String>> values, boolean micros) {
  /** Numbers from here on are microseconds: as milliseconds they would lie beyond the year 5138. */
  private static final long MICROS_FROM = 100_000_000_000_000L;

  static final long UNSET = -1;

  @Nullable String text(String name) {
    List<String> all = values.get(name);
    return all == null || all.isEmpty() || all.getFirst().isEmpty() ? null : all.getFirst();
  }

  String required(String name) throws RestFault {
    String value = text(name);
    if (value == null) {
      throw RestFault.missing(name);
    }
    return value;
  }

  /** A number that is not negative, or {@link #UNSET}. */
  long number(String name) throws RestFault {
    String value = text(name);
    if (value == null) {
      return UNSET;
    }
    if (!value.matches("[0-9]{1,18}")) {
      throw new RestFault(
          400,
          -1100,
          "Illegal characters found in parameter '%s'; legal range is '^[0-9]{1,20}$'."
              .formatted(name));
    }
    return Long.parseLong(value);
  }

  /** A limit: {@code standard} where none is given, {@code most} where more is asked for. */
  int limit(int standard, int most) throws RestFault {
    long limit = number("limit");
    if (limit == 0) {
      throw new RestFault(400, -1130, "Data sent for parameter 'limit' is not valid.");
    }
    return limit == UNSET ? standard : (int) Math.min(limit, most);
  }

  /** A time in nanoseconds, or {@code otherwise}. */
  long time(String name, long otherwise) throws RestFault {
    long value = number(name);
    if (value == UNSET) {
      return otherwise;
    }
    return value >= MICROS_FROM ? value * 1_000 : UtcNanos.ofMillis(value);
  }
}
