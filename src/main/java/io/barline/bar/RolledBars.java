package io.barline.bar;

import io.barline.market.Bar;
import io.barline.market.Interval;
import java.util.List;

/**
 * The bars of one interval that are made of the exchange's own bars. Those that can still be
 * revised are added up anew whenever one of them comes; the others are added up once.
 */
final class RolledBars {
  static final RolledBars[] NONE = {};

  final IntervalBars bars;
  private final long since;

  /** What can't be revised any more, of the window that begins at {@link #settledStart}. */
  private final Accumulator settled = new Accumulator();

  private final Accumulator sum = new Accumulator();
  private long settledStart = Long.MIN_VALUE;

  /**
   * @param since windows that ended then or earlier are of no interest
   */
  RolledBars(IntervalBars bars, long since) {
    this.bars = bars;
    this.since = since;
  }

  Interval interval() {
    return bars.interval;
  }

  /**
   * A bar of the exchange came, or came again.
   *
   * @param recent all that can still be revised, it among them, by start
   */
  void on(Bar part, List<Bar> recent) {
    long start = interval().start(part.timestamp());
    long end = interval().end(start);
    if (end <= since) {
      return;
    }
    sum.clear();
    if (settledStart == start) {
      sum.merge(settled);
    }
    for (int i = 0; i < recent.size(); i++) {
      Bar each = recent.get(i);
      if (each.timestamp() >= start && each.timestamp() < end && each.isTraded()) {
        sum.add(each);
      }
    }
    bars.replace(start, sum);
  }

  /**
   * A bar of the exchange that had been missed is known.
   *
   * @param past whether it can't be revised any more
   */
  void restore(Bar part, boolean past) {
    long start = interval().start(part.timestamp());
    if (interval().end(start) <= since) {
      return;
    }
    bars.restore(part);
    if (past && start >= settledStart) {
      settle(part);
    }
  }

  /** The oldest bar of the exchange can't be revised any more. */
  void settle(Bar part) {
    long start = interval().start(part.timestamp());
    if (start != settledStart) {
      settledStart = start;
      settled.clear();
    }
    settled.add(part);
  }
}
