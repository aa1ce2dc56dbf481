package io.barline.simulator;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** The most that came within any time of one length. */
final class Peak {
  /** Beyond this many the oldest is forgotten, so that a flood costs no memory. */
  private static final int KEPT = 100_000;

  private record Came(long time, int amount) {}

  private final long window;
  private final Deque<Came> recent = new ArrayDeque<>();
  private long sum;
  private long most;

  Peak(Duration window) {
    this.window = window.toNanos();
  }

  void add(int amount, long now) {
    while (!recent.isEmpty() && (recent.getFirst().time <= now - window || recent.size() == KEPT)) {
      sum -= recent.removeFirst().amount;
    }
    recent.add(new Came(now, amount));
    sum += amount;
    most = Math.max(most, sum);
  }

  long most() {
    return most;
  }
}
