package io.barline.simulator;

import io.barline.market.UtcNanos;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Who may come in, within the limits of each segment: connections and REST requests. */
final class Admission {
  private static final int TOO_MANY = 429;
  private static final int UNAVAILABLE = 503;

  private final Map<Segment, Entrance> entrances = new EnumMap<>(Segment.class);
  private boolean refusing;

  private record Entrance(int mostAttempts, SlidingCount attempts, WeightBudget weight) {}

  Admission(SimulatorSettings settings) {
    for (Segment segment : Segment.values()) {
      ConnectionLimits limits = settings.limits(segment);
      entrances.put(
          segment,
          new Entrance(
              limits.attempts(),
              new SlidingCount(limits.attemptWindow().toNanos()),
              new WeightBudget(limits.weightPerMinute())));
    }
  }

  private Entrance entrance(Segment segment) {
    return Objects.requireNonNull(entrances.get(segment), segment::toString);
  }

  /** Whether a connection attempt is admitted: 0, or else the HTTP status to refuse it with. */
  int attempt(Segment segment, long now) {
    Entrance entrance = entrance(segment);
    int recent = entrance.attempts.add(now);
    return refusing ? UNAVAILABLE : recent > entrance.mostAttempts ? TOO_MANY : 0;
  }

  /** Whole seconds after which another attempt may succeed. */
  long retryAfter(Segment segment, long now) {
    return entrance(segment).attempts.untilOldestLeaves(now) / UtcNanos.SECOND + 1;
  }

  WeightBudget weight(Segment segment) {
    return entrance(segment).weight;
  }

  boolean isRefusing() {
    return refusing;
  }

  /** Whether everybody is refused from now on. */
  void refuse(boolean wanted) {
    refusing = wanted;
  }
}
