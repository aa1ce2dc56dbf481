package io.barline.bar;

import io.barline.market.Interval;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which interval feeds which: the spine is a chain in which each divides the next, and every
 * interval is fed by the longest one of the spine that is wanted and divides it. The others (10s,
 * 3m, 6h, 8h, 3d, 1w, 1M) feed none, so that wanting or dropping an interval only ever inserts a
 * link into a chain or takes one out, and no trade is lost or counted twice by it.
 */
final class RollUp {
  /** Longest first. */
  static final List<Interval> SPINE =
      List.of(
          Interval.D1,
          Interval.H12,
          Interval.H4,
          Interval.H2,
          Interval.H1,
          Interval.M30,
          Interval.M15,
          Interval.M5,
          Interval.M1,
          Interval.S30,
          Interval.S15,
          Interval.S5,
          Interval.S1);

  private RollUp() {}

  /** The one of {@code wanted} that feeds {@code interval}; null if trades do. */
  static @Nullable Interval feeder(Interval interval, Set<Interval> wanted) {
    for (Interval shorter : SPINE) {
      if (wanted.contains(shorter) && interval.isMadeOf(shorter)) {
        return shorter;
      }
    }
    return null;
  }
}
