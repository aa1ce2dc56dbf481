package io.barline.simulator;

import io.barline.market.UtcNanos;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Who may come in, within the limits of each segment: connections and REST requests. */
final class Admission {
  private static final int TOO_MANY = 429;

  private final Map<Segment, Entrance> entrances = new EnumMap<>(Segment.class);

  private record Entrance(
      int mostAttempts,
      SlidingCount attempts,
      WeightBudget weight,
      Peak attemptPeak,
      Peak weightPeak) {}

  Admission(SimulatorSettings settings) {
    for (Segment segment : Segment.values()) {
      ConnectionLimits limits = settings.limits(segment);
      entrances.put(
          segment,
          new Entrance(
              limits.attempts(),
              new SlidingCount(limits.attemptWindow().toNanos()),
              new WeightBudget(limits.weightPerMinute()),
              new Peak(limits.attemptWindow()),
              new Peak(Duration.ofMinutes(1))));
    }
  }

  private Entrance entrance(Segment segment) {
    return Objects.requireNonNull(entrances.get(segment), segment::toString);
  }

  /** Whether a connection attempt is admitted: 0, or else the HTTP status to refuse it with. */
  int attempt(Segment segment, long now) {
    Entrance entrance = entrance(segment);
    int recent = entrance.attempts.add(now);
    entrance.attemptPeak.add(1, now);
    return recent > entrance.mostAttempts ? TOO_MANY : 0;
  }

  /** Whole seconds after which another attempt may succeed. */
  long retryAfter(Segment segment, long now) {
    return entrance(segment).attempts.untilOldestLeaves(now) / UtcNanos.SECOND + 1;
  }

  WeightBudget weight(Segment segment) {
    return entrance(segment).weight;
  }

  /** A request of that weight came, whether or not it is going to be answered. */
  void requested(Segment segment, int weight, long now) {
    entrance(segment).weightPeak.add(weight, now);
  }

  /** The most attempts within any time as long as that in which they are limited. */
  long mostAttempts(Segment segment) {
    return entrance(segment).attemptPeak.most();
  }

  /** The most REST weight within any minute. */
  long mostWeight(Segment segment) {
    return entrance(segment).weightPeak.most();
  }
}
