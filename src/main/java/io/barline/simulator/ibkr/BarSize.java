package io.barline.simulator.ibkr;

import io.barline.market.UtcNanos;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.List;

/**
 * How long bars are. Those shorter than a day are aligned to the epoch, others to the days of the
 * contract's time zone.
 *
 * @param amount how many units
 */
record BarSize(String name, ChronoUnit unit, int amount) {
  private static final List<String> KNOWN =
      List.of(
          "1 secs", "5 secs", "10 secs", "15 secs", "30 secs", "1 min", "2 mins", "3 mins",
          "5 mins", "10 mins", "15 mins", "20 mins", "30 mins", "1 hour", "2 hours", "3 hours",
          "4 hours", "8 hours", "1 day", "1 week", "1 month");

  static BarSize parse(String name) {
    if (!KNOWN.contains(name)) {
      throw Refusal.invalid(
          "Historical data bar size setting is invalid. Legal ones are: "
              + String.join(", ", KNOWN)
              + ".");
    }
    String[] parts = name.split(" ", -1);
    ChronoUnit unit =
        switch (parts[1].charAt(0)) {
          case 's' -> ChronoUnit.SECONDS;
          case 'h' -> ChronoUnit.HOURS;
          case 'd' -> ChronoUnit.DAYS;
          case 'w' -> ChronoUnit.WEEKS;
          default -> parts[1].equals("month") ? ChronoUnit.MONTHS : ChronoUnit.MINUTES;
        };
    return new BarSize(name, unit, Integer.parseInt(parts[0]));
  }

  boolean isIntraday() {
    return unit.compareTo(ChronoUnit.DAYS) < 0;
  }

  /** Whether the strict limits of pace hold for them. */
  boolean isSmall() {
    return unit == ChronoUnit.SECONDS;
  }

  /** Where the bar of {@code time} begins, in nanoseconds since the epoch. */
  long start(long time, ZoneId zone) {
    if (isIntraday()) {
      long length = unit.getDuration().toNanos() * amount;
      return Math.floorDiv(time, length) * length;
    }
    LocalDate day = LocalDate.ofInstant(UtcNanos.toInstant(time), zone);
    LocalDate first =
        switch (unit) {
          case WEEKS -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
          case MONTHS -> day.withDayOfMonth(1);
          default -> day;
        };
    return UtcNanos.of(first.atStartOfDay(zone).toInstant());
  }
}
