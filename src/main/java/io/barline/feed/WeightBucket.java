package io.barline.feed;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Allows requests that weigh at most {@code capacity} together in any {@code period}: what was
 * spent returns one period later. What can wait gets at most half of what the rest leaves, so that
 * the rest never waits for it. Time comes in as nanoseconds of one clock. For any thread.
 */
final class WeightBucket {
  private final int capacity;
  private final long period;
  private final Deque<Spent> spent = new ArrayDeque<>();
  private int used;
  private int usedByBackground;

  private record Spent(long at, int weight, boolean background) {}

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
    return take(weight, false, now);
  }

  /** As {@link #take(int, long)}, of what can wait. */
  long takeInBackground(int weight, long now) {
    return take(weight, true, now);
  }

  private synchronized long take(int weight, boolean background, long now) {
    release(now);
    int wanted = Math.min(weight, capacity);
    if (fits(wanted, background, used, usedByBackground)) {
      spend(wanted, background, now);
      return 0;
    }
    long wait = 0;
    int left = used;
    int leftByBackground = usedByBackground;
    for (Spent one : spent) {
      left -= one.weight;
      leftByBackground -= one.background ? one.weight : 0;
      wait = one.at + period - now;
      if (fits(wanted, background, left, leftByBackground)) {
        break;
      }
    }
    return wait;
  }

  private boolean fits(int wanted, boolean background, int used, int usedByBackground) {
    if (used + wanted > capacity) {
      return false;
    }
    int others = used - usedByBackground;
    return !background
        || usedByBackground + Math.min(wanted, capacity / 2) <= (capacity - others) / 2;
  }

  /**
   * The exchange says that it has counted {@code told} in its window: where that is more than is
   * known here, others asked from the same address.
   */
  synchronized void told(int told, long now) {
    release(now);
    if (told > used) {
      spend(told - used, false, now);
    }
  }

  private void spend(int weight, boolean background, long now) {
    spent.addLast(new Spent(now, weight, background));
    used += weight;
    usedByBackground += background ? weight : 0;
  }

  private void release(long now) {
    while (!spent.isEmpty() && now - spent.getFirst().at >= period) {
      Spent one = spent.removeFirst();
      used -= one.weight;
      usedByBackground -= one.background ? one.weight : 0;
    }
  }
}
