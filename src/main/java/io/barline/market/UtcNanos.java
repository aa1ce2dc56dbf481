package io.barline.market;

import java.time.Clock;
import java.time.Instant;

/**
 * Nanoseconds since the epoch in UTC, the gateway's one form of time: exact until the year 2262.
 */
public final class UtcNanos {
  public static final long MILLISECOND = 1_000_000L;
  public static final long SECOND = 1_000_000_000L;

  private UtcNanos() {}

  public static long now(Clock clock) {
    return of(clock.instant());
  }

  public static long of(Instant instant) {
    return Math.addExact(Math.multiplyExact(instant.getEpochSecond(), SECOND), instant.getNano());
  }

  /** The same, or the latest time that there is where the instant is later. */
  public static long ofAtMost(Instant instant) {
    return instant.isBefore(toInstant(Long.MAX_VALUE)) ? of(instant) : Long.MAX_VALUE;
  }

  public static long ofMillis(long millis) {
    return Math.multiplyExact(millis, MILLISECOND);
  }

  public static Instant toInstant(long nanos) {
    return Instant.ofEpochSecond(Math.floorDiv(nanos, SECOND), Math.floorMod(nanos, SECOND));
  }

  /**
   * ISO-8601 with 3, 6 or 9 fraction digits, as many as are known: {@code
   * 2026-11-22T14:20:00.123Z}.
   */
  public static String format(long nanos) {
    String text = toInstant(nanos).toString();
    return nanos % SECOND == 0 ? text.substring(0, text.length() - 1) + ".000Z" : text;
  }
}
