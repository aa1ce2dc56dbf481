package io.barline.exchange.ibkr;

import io.barline.market.UtcNanos;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a contract trades, as its details tell for some days on. Of any other time nothing is known,
 * and it is taken for open. Times are nanoseconds since the epoch.
 *
 * <pre>{@code
 * 20261123:0400-20261123:2000;20261124:CLOSED    since 2018
 * 20180323:0400-2000,2030-2100;20180326:CLOSED   before
 * }</pre>
 */
final class TradingHours {
  /** Hours of which nothing is known. */
  static final TradingHours UNKNOWN = new TradingHours(new long[0], new long[0], 0, 0);

  private static final int MOST_SPANS = 1_000;
  private static final String CLOSED = "CLOSED";

  private final long[] starts;
  private final long[] ends;
  private final long knownFrom;
  private final long knownTo;

  /** Half-open. */
  private record Span(long start, long end) {}

  private TradingHours(long[] starts, long[] ends, long knownFrom, long knownTo) {
    this.starts = starts;
    this.ends = ends;
    this.knownFrom = knownFrom;
    this.knownTo = knownTo;
  }

  /** {@link #UNKNOWN} where the zone is, or where the hours can't be read. */
  static TradingHours parse(String hours, String zoneId) {
    ZoneId zone = TradingZone.of(zoneId);
    if (zone == null) {
      return UNKNOWN;
    }
    List<Span> spans = new ArrayList<>();
    long from = Long.MAX_VALUE;
    long to = Long.MIN_VALUE;
    for (String told : hours.split(";", MOST_SPANS)) {
      String day = told.strip();
      int colon = day.indexOf(':');
      LocalDate date = ContractDates.day(day.substring(0, Math.max(colon, 0)));
      if (date == null) {
        if (day.isEmpty()) {
          continue;
        }
        return UNKNOWN;
      }
      from = Math.min(from, nanos(date.atStartOfDay(zone)));
      if (day.startsWith(CLOSED, colon + 1)) {
        to = Math.max(to, nanos(date.plusDays(1).atStartOfDay(zone)));
        continue;
      }
      for (String session : day.split(",", MOST_SPANS)) {
        Span span = span(session.strip(), date, zone);
        if (span == null) {
          return UNKNOWN;
        }
        spans.add(span);
        to = Math.max(to, span.end);
      }
    }
    return from < to ? merged(spans, from, to) : UNKNOWN;
  }

  /** {@code [<date>:]0400-[<date>:]2000}; a date that is not told is {@code date}. */
  private static @Nullable Span span(String told, LocalDate date, ZoneId zone) {
    int dash = told.indexOf('-');
    ZonedDateTime start = dash < 0 ? null : time(told.substring(0, dash), date, zone);
    ZonedDateTime end = start == null ? null : time(told.substring(dash + 1), date, zone);
    if (start == null || end == null) {
      return null;
    }
    long from = nanos(start.withEarlierOffsetAtOverlap());
    long to = nanos(end.withLaterOffsetAtOverlap());
    return from < to ? new Span(from, to) : null;
  }

  private static @Nullable ZonedDateTime time(String told, LocalDate date, ZoneId zone) {
    int colon = told.indexOf(':');
    LocalDate day = colon < 0 ? date : ContractDates.day(told.substring(0, colon));
    int clock = ContractDates.digits(told.substring(colon + 1), 4);
    if (day == null || clock < 0 || clock > 2400 || clock % 100 > 59) {
      return null;
    }
    return clock == 2400
        ? day.plusDays(1).atStartOfDay(zone)
        : day.atTime(clock / 100, clock % 100).atZone(zone);
  }

  private static long nanos(ZonedDateTime time) {
    return UtcNanos.of(time.toInstant());
  }

  /** Sorted, those that touch made one. */
  private static TradingHours merged(List<Span> spans, long from, long to) {
    spans.sort(Comparator.comparingLong(Span::start));
    long[] starts = new long[spans.size()];
    long[] ends = new long[spans.size()];
    int size = 0;
    for (Span span : spans) {
      if (size > 0 && span.start <= ends[size - 1]) {
        ends[size - 1] = Math.max(ends[size - 1], span.end);
      } else {
        starts[size] = span.start;
        ends[size++] = span.end;
      }
    }
    return new TradingHours(
        Arrays.copyOf(starts, size),
        Arrays.copyOf(ends, size),
        size > 0 ? Math.min(from, starts[0]) : from,
        to);
  }

  /** Whether it trades then, or nothing is known of that time. */
  boolean isOpen(long time) {
    if (time < knownFrom || time >= knownTo) {
      return true;
    }
    int at = Arrays.binarySearch(starts, time);
    int span = at >= 0 ? at : -at - 2;
    return span >= 0 && time < ends[span];
  }

  /** When it opens next after {@code time}; 0 where that is not known. */
  long nextOpen(long time) {
    for (long start : starts) {
      if (start > time) {
        return start;
      }
    }
    return 0;
  }
}
