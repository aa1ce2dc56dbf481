package io.barline.simulator.ibkr;

import io.barline.market.UtcNanos;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** How often each thing was asked for of late. */
final class Pace {
  private static final long SECOND = UtcNanos.SECOND;

  private static final int MOST_SMALL = 60;
  private static final long SMALL_WITHIN = 600 * SECOND;
  private static final long SAME_WITHIN = 15 * SECOND;
  private static final int MOST_ALIKE = 5;
  private static final long ALIKE_WITHIN = 2 * SECOND;

  private final Deque<Long> small = new ArrayDeque<>();
  private final Map<String, Deque<Long>> alike = new HashMap<>();
  private final Map<String, Long> same = new HashMap<>();
  private final Map<String, Long> tickByTick = new HashMap<>();
  private long violations;

  /**
   * Whether one more request for small bars is too much.
   *
   * @param request all of it
   * @param kind its contract, exchange and what it shows
   * @param weight as how many it counts
   */
  boolean isTooMuch(String request, String kind, int weight, long now) {
    same.values().removeIf(time -> time <= now - SAME_WITHIN);
    boolean repeated = same.containsKey(request);
    Deque<Long> recent = alike.computeIfAbsent(kind, any -> new ArrayDeque<>());
    boolean many = since(recent, now - ALIKE_WITHIN) + weight > MOST_ALIKE;
    boolean full = since(small, now - SMALL_WITHIN) + weight > MOST_SMALL;
    if (repeated || many || full) {
      violations++;
      return true;
    }
    same.put(request, now);
    for (int i = 0; i < weight; i++) {
      recent.add(now);
      small.add(now);
    }
    return false;
  }

  /** Whether real-time bars, which count as small ones, are too much. */
  boolean isTooMuch(long now) {
    if (since(small, now - SMALL_WITHIN) >= MOST_SMALL) {
      violations++;
      return true;
    }
    small.add(now);
    return false;
  }

  /** Whether {@code instrument} was asked for tick by tick just before. */
  boolean isTooSoon(String instrument, long now) {
    Long before = tickByTick.get(instrument);
    if (before != null && before > now - SAME_WITHIN) {
      violations++;
      return true;
    }
    tickByTick.put(instrument, now);
    return false;
  }

  void violated() {
    violations++;
  }

  long violations() {
    return violations;
  }

  /** How many of {@code times} are later than {@code from}; the others are forgotten. */
  static int since(Deque<Long> times, long from) {
    while (!times.isEmpty() && times.getFirst() <= from) {
      times.remove();
    }
    return times.size();
  }
}
