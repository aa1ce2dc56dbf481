package io.barline.simulator.ibkr;

import io.barline.market.UtcNanos;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.StringJoiner;

/**
 * When a contract trades: {@code 20261123:0930-20261123:1600;20261126:CLOSED;…} in its time zone.
 */
final class Hours {
  /** At all times. */
  static final Hours ALWAYS = new Hours(List.of());

  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuuMMdd");
  private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuuMMdd:HHmm");

  /** So many days are told, from today on. */
  private static final int DAYS = 6;

  private final List<Span> spans;

  private record Span(long from, long to) {}

  private Hours(List<Span> spans) {
    this.spans = spans;
  }

  static Hours parse(String text, ZoneId zone) {
    List<Span> spans = new ArrayList<>();
    for (String day : text.split(";", -1)) {
      String[] ends = day.split("-", -1);
      if (ends.length == 2) {
        spans.add(new Span(time(ends[0], zone), time(ends[1], zone)));
      }
    }
    return new Hours(spans.isEmpty() ? List.of(new Span(0, 0)) : spans);
  }

  private static long time(String text, ZoneId zone) {
    return UtcNanos.of(LocalDateTime.parse(text, MINUTE).atZone(zone).toInstant());
  }

  /** Around the clock from the day of {@code now} on, a span for each day. */
  static String aroundTheClock(long now, ZoneId zone) {
    LocalDate today = LocalDate.ofInstant(UtcNanos.toInstant(now), zone);
    StringJoiner text = new StringJoiner(";");
    for (int i = 0; i < DAYS; i++) {
      String from = today.plusDays(i).format(DAY);
      text.add(from + ":0000-" + today.plusDays(i + 1).format(DAY) + ":0000");
    }
    return text.toString();
  }

  /** {@code time} in nanoseconds since the epoch. */
  boolean contains(long time) {
    return spans.isEmpty() || spans.stream().anyMatch(span -> time >= span.from && time < span.to);
  }
}
