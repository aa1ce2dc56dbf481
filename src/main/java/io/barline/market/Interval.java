package io.barline.market;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The length of a bar. Windows are half-open, aligned to the epoch in UTC, weeks to Monday and
 * months to their first day.
 *
 * <p>All times are nanoseconds since the epoch.
 */
public enum Interval {
  S1("1s", 1),
  S5("5s", 5),
  S10("10s", 10),
  S15("15s", 15),
  S30("30s", 30),
  M1("1m", 60),
  M3("3m", 180),
  M5("5m", 300),
  M15("15m", 900),
  M30("30m", 1_800),
  H1("1h", 3_600),
  H2("2h", 7_200),
  H4("4h", 14_400),
  H6("6h", 21_600),
  H8("8h", 28_800),
  H12("12h", 43_200),
  D1("1d", 86_400),
  D3("3d", 259_200),
  W1("1w", 604_800),
  MONTH("1M", 0);

  private static final long SECOND = 1_000_000_000L;

  /** The epoch was a Thursday; the Monday before it lies three days earlier. */
  private static final long MONDAY_OFFSET = 3 * 86_400 * SECOND;

  private static final Map<String, Interval> BY_CODE =
      Arrays.stream(values())
          .collect(Collectors.toUnmodifiableMap(Interval::code, Function.identity()));

  private final String code;
  private final long nanos;

  Interval(String code, long seconds) {
    this.code = code;
    this.nanos = seconds * SECOND;
  }

  /** The name in topics: {@code 1s} to {@code 1M}. */
  public String code() {
    return code;
  }

  /** The interval with that {@link #code}, case-sensitive, or empty. */
  public static Optional<Interval> of(String code) {
    return Optional.ofNullable(BY_CODE.get(code));
  }

  /** The start of the window that holds {@code time}. */
  public long start(long time) {
    return switch (this) {
      case MONTH -> monthOf(time).toEpochDay() * 86_400 * SECOND;
      case W1 -> time - Math.floorMod(time + MONDAY_OFFSET, nanos);
      case S1, S5, S10, S15, S30, M1, M3, M5, M15, M30, H1, H2, H4, H6, H8, H12, D1, D3 ->
          time - Math.floorMod(time, nanos);
    };
  }

  /** The end, exclusive, of the window that starts at {@code start}. */
  public long end(long start) {
    return this == MONTH
        ? monthOf(start).plusMonths(1).toEpochDay() * 86_400 * SECOND
        : start + nanos;
  }

  /** Whether every window of this interval is a whole number of windows of {@code shorter}. */
  public boolean isMadeOf(Interval shorter) {
    if (this == MONTH || shorter == MONTH) {
      return shorter != MONTH && D1.nanos % shorter.nanos == 0;
    }
    if (this == W1) {
      return shorter != W1 && shorter != D3 && nanos % shorter.nanos == 0;
    }
    return shorter.nanos < nanos && nanos % shorter.nanos == 0;
  }

  private static LocalDate monthOf(long time) {
    return Instant.ofEpochSecond(Math.floorDiv(time, SECOND))
        .atZone(ZoneOffset.UTC)
        .toLocalDate()
        .withDayOfMonth(1);
  }

  @Override
  public String toString() {
    return code;
  }
}
