package io.barline.feed;

import io.barline.exchange.Route;
import java.time.Duration;
import java.util.random.RandomGenerator;

/** When a connection is replaced, so that the exchange never has to close it for its age. */
final class Rotation {
  private static final Duration SHORTEST_MARGIN = Duration.ofMinutes(1);
  private static final Duration LONGEST_MARGIN = Duration.ofMinutes(30);

  /** A twentieth of the age, within those bounds, is left for trying again. */
  private static final int PART = 20;

  private Rotation() {}

  /**
   * When a connection of {@code route} that was opened at {@code now} is replaced, in nanoseconds
   * since the epoch: one to two margins before it ends, at random, so that those opened together
   * are not replaced together; 0 where it does not end for its age.
   */
  static long due(Route route, long now, RandomGenerator random) {
    Duration maxAge = route.maxAge();
    if (maxAge == null || route.isPolled()) {
      return 0;
    }
    long age = maxAge.toNanos();
    long margin =
        Math.min(
            Math.clamp(age / PART, SHORTEST_MARGIN.toNanos(), LONGEST_MARGIN.toNanos()), age / 4);
    return now + age - margin - random.nextLong(margin + 1);
  }
}
