package io.barline.simulator;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** How much is allowed within any time of one length. What is refused does not count. */
public final class Quota {
  private record Taken(long time, int weight) {}

  private final long window;
  private final Deque<Taken> recent = new ArrayDeque<>();
  private int most;
  private int sum;

  public Quota(int most, Duration window) {
    this.most = most;
    this.window = window.toNanos();
  }

  /** Allows another amount from now on. */
  public void limit(int wanted) {
    most = wanted;
  }

  /**
   * Takes {@code weight}, if so much is left.
   *
   * @param now nanoseconds since the epoch
   * @return false where it is not, and nothing was taken
   */
  public boolean take(int weight, long now) {
    while (!recent.isEmpty() && recent.getFirst().time <= now - window) {
      sum -= recent.removeFirst().weight;
    }
    if (sum + weight > most) {
      return false;
    }
    recent.add(new Taken(now, weight));
    sum += weight;
    return true;
  }
}
