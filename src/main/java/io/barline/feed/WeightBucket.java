package io.barline.feed;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Allows requests that weigh at most {@code capacity} together in any {@code period}. The exchange
 * counts a request somewhere between its sending and its end, so what was spent returns one period
 * after the end: what is known here as spent is never less than what the exchange has counted. What
 * can wait gets at most half of what the rest leaves, so that the rest never waits for it. Time
 * comes in as nanoseconds of one clock. For any thread.
 */
final class WeightBucket {
  private final int capacity;
  private final long period;

  /** What ended, the oldest first. */
  private final Deque<Spent> spent = new ArrayDeque<>();

  /** What is spent, that of requests under way included. */
  private int used;

  private int usedByBackground;

  private record Spent(long at, int weight, boolean background) {}

  WeightBucket(int capacity, long period) {
    this.capacity = capacity;
    this.period = period;
  }

  /**
   * Spends {@code weight} if it is there, for a request that is under way until {@link #ended};
   * what weighs more than the whole counts as the whole.
   *
   * @param background whether the request can wait
   * @return 0, or else how long from {@code now} it takes at least until it is there
   */
  synchronized long take(int weight, boolean background, long now) {
    release(now);
    int wanted = counted(weight);
    if (fits(wanted, background, used, usedByBackground)) {
      used += wanted;
      usedByBackground += background ? wanted : 0;
      return 0;
    }
    int left = used;
    int leftByBackground = usedByBackground;
    for (Spent one : spent) {
      left -= one.weight;
      leftByBackground -= one.background ? one.weight : 0;
      if (fits(wanted, background, left, leftByBackground)) {
        return one.at + period - now;
      }
    }
    return period; // it is for those under way
  }

  /** A request for which {@code weight} was taken was answered, or will not be any more. */
  synchronized void ended(int weight, boolean background, long now) {
    release(now);
    spent.addLast(new Spent(now, counted(weight), background));
  }

  private int counted(int weight) {
    return Math.min(weight, capacity);
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
   * known here, others asked from the same address. Where it is less, its window began later.
   */
  synchronized void told(int told, long now) {
    release(now);
    if (told > used) {
      spent.addLast(new Spent(now, told - used, false));
      used = told;
    }
  }

  private void release(long now) {
    while (!spent.isEmpty() && now - spent.getFirst().at >= period) {
      Spent one = spent.removeFirst();
      used -= one.weight;
      usedByBackground -= one.background ? one.weight : 0;
    }
  }
}
