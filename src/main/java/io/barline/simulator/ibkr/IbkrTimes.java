package io.barline.simulator.ibkr;

import io.barline.market.UtcNanos;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;

/** Times as requests and replies have them; all are nanoseconds since the epoch. */
final class IbkrTimes {
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuuMMdd");
  private static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("uuuuMMdd HH:mm:ss");
  private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("uuuuMMdd-HH:mm:ss");

  private IbkrTimes() {}

  /** {@code yyyyMMdd-HH:mm:ss} in UTC, or {@code yyyyMMdd HH:mm:ss} with or without a zone. */
  static long parse(String text, ZoneId zone) {
    try {
      if (text.length() > 8 && text.charAt(8) == '-') {
        return UtcNanos.of(LocalDateTime.parse(text, UTC).toInstant(ZoneOffset.UTC));
      }
      String[] parts = text.split(" +", 3);
      LocalDateTime local = LocalDateTime.parse(parts[0] + " " + parts[1], LOCAL);
      ZoneId in = parts.length == 3 ? ZoneId.of(parts[2]) : zone;
      return UtcNanos.of(local.atZone(in).toInstant());
    } catch (DateTimeException | ArrayIndexOutOfBoundsException e) {
      throw Refusal.invalid("End Date/Time: The date, time, or time-zone entered is invalid.");
    }
  }

  private static ZonedDateTime zoned(long time, ZoneId zone) {
    return UtcNanos.toInstant(time).atZone(zone);
  }

  static String day(long time, ZoneId zone) {
    return zoned(time, zone).format(DAY);
  }

  /** {@code yyyyMMdd HH:mm:ss <zone>}. */
  static String text(long time, ZoneId zone) {
    return zoned(time, zone).format(LOCAL) + " " + zone;
  }

  static String utc(long time) {
    return zoned(time, ZoneOffset.UTC).format(UTC);
  }

  /** {@code end} less {@code N S|D|W|M|Y}. */
  static long before(long end, String duration, ZoneId zone) {
    String[] parts = duration.split(" ", -1);
    if (parts.length != 2 || !parts[0].matches("[1-9]\\d{0,5}")) {
      throw invalid(duration);
    }
    int count = Integer.parseInt(parts[0]);
    ZonedDateTime time = zoned(end, zone);
    ZonedDateTime from =
        switch (parts[1]) {
          case "S" -> time.minusSeconds(count);
          case "D" -> time.minusDays(count);
          case "W" -> time.minusWeeks(count);
          case "M" -> time.minusMonths(count);
          case "Y" -> time.minusYears(count);
          default -> throw invalid(duration);
        };
    return UtcNanos.of(from.toInstant());
  }

  private static Refusal invalid(String duration) {
    return Refusal.invalid(
        "Historical data query duration is invalid. Ex. format: 'integer{SPACE}unit (S|D|W|M|Y)': "
            + duration);
  }
}
