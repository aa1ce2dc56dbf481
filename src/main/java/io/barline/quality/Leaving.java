package io.barline.quality;

import java.util.EnumMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * Which of some holes makes room for others: the oldest that was filled, where there is none the
 * oldest that won't be, and an open one last. Holes are known by their places, the older the lower.
 * Each step takes a time that grows with the logarithm of their number.
 */
final class Leaving {
  private static final GapRecord.State[] ORDER = {
    GapRecord.State.FILLED, GapRecord.State.UNFILLED, GapRecord.State.OPEN
  };

  private final Map<GapRecord.State, TreeSet<Long>> places = new EnumMap<>(GapRecord.State.class);

  void add(GapRecord.State state, long place) {
    places.computeIfAbsent(state, _ -> new TreeSet<>()).add(place);
  }

  void remove(GapRecord.State state, long place) {
    TreeSet<Long> ofState = places.get(state);
    if (ofState != null) {
      ofState.remove(place);
    }
  }

  /** How many are in that state. */
  int count(GapRecord.State state) {
    TreeSet<Long> ofState = places.get(state);
    return ofState == null ? 0 : ofState.size();
  }

  /**
   * The place of the one that leaves first.
   *
   * @throws IllegalStateException if there is none
   */
  long first() {
    for (GapRecord.State state : ORDER) {
      TreeSet<Long> ofState = places.get(state);
      if (ofState != null && !ofState.isEmpty()) {
        return ofState.first();
      }
    }
    throw new IllegalStateException("there is no hole that could leave");
  }
}
