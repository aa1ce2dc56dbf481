package io.barline.feed;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Allows requests that weigh at most {@code capacity} together in any {@code period}: what was
 * spent returns one period later. Time comes in as nanoseconds of one clock. Used by one thread at
 * a time.
 */
final class WeightBucket {
  private final int capacity;
  private final long period;
  private final Deque<Spent> spent = new ArrayDeque<>();
  private int used;

  private record Spent(long at, int weight) {}

  WeightBucket(int capacity, long period) {
    this.capacity = capacity;
    this.period = period;
  }

  /**
   * Spends {@code weight} if it is there; what weighs more than the whole counts as the whole.
   *
   * @return 0, or else how long from {@code now} it takes until it may be there
   */
  long take(int weight, long now) {
    while (!spent.isEmpty() && now - spent.getFirst().at >= period) {
      used -= spent.removeFirst().weight;
    }
    int wanted = Math.min(weight, capacity);
    if (used + wanted <= capacity) {
      spent.addLast(new Spent(now, wanted));
      used += wanted;
      return 0;
    }
    long wait = 0;
    int left = used;
    for (Spent one : spent) {
      left -= one.weight;
      wait = one.at + period - now;
      if (left + wanted <= capacity) {
        break;
      }
    }
    return wait;
  }
}
