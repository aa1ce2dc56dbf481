package io.barline.bar;

import java.time.Duration;

/**
 * When bars close, and how long they can still be revised.
 *
 * @param grace how long after a window's end the clock closes it; not longer than {@code lateLimit}
 * @param lateLimit how long after a window's end a trade may still revise its bar
 * @param liveInterval the least time between two updates of an open bar; zero sends one per trade
 */
public record BarSettings(Duration grace, Duration lateLimit, Duration liveInterval) {
  private static final Duration LONGEST = Duration.ofDays(1);

  public static final BarSettings DEFAULT =
      new BarSettings(Duration.ofMillis(500), Duration.ofSeconds(60), Duration.ofMillis(250));

  public BarSettings {
    check("grace", grace);
    check("late limit", lateLimit);
    check("live interval", liveInterval);
    if (grace.compareTo(lateLimit) > 0) {
      throw new IllegalArgumentException(
          "grace must not be longer than the late limit: " + grace + " > " + lateLimit);
    }
  }

  private static void check(String name, Duration value) {
    if (value.isNegative() || value.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(name + " must be between 0 and 1 day: " + value);
    }
  }
}
