package io.barline.simulator;

import java.util.ArrayDeque;
import java.util.Deque;

/** How many events there were in the last {@code window} nanoseconds. */
final class SlidingCount {
  /** Beyond this many the oldest is forgotten, so that a flood costs no memory. */
  private static final int KEPT = 100_000;

  private final long window;
  private final Deque<Long> times = new ArrayDeque<>();

  SlidingCount(long window) {
    this.window = window;
  }

  /** Counts an event at {@code now} and tells how many there were in the window up to it. */
  int add(long now) {
    expire(now);
    if (times.size() == KEPT) {
      times.remove();
    }
    times.add(now);
    return times.size();
  }

  /** How many nanoseconds from {@code now} until the oldest event leaves the window. */
  long untilOldestLeaves(long now) {
    Long oldest = times.peek();
    return oldest == null ? 0 : Math.max(0, oldest + window - now);
  }

  private void expire(long now) {
    for (Long oldest = times.peek();
        oldest != null && oldest <= now - window;
        oldest = times.peek()) {
      times.remove();
    }
  }
}
