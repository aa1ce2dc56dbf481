package io.barline.history;

import io.barline.market.Bar;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/** The recent bars of one instrument and interval: one thread writes, any may read. */
final class Series {
  private final ConcurrentNavigableMap<Long, Bar> bars = new ConcurrentSkipListMap<>();
  private final int capacity;
  private volatile Bar newest;

  /** Counted by the writer, because the map would count by walking. */
  private int size;

  Series(int capacity, Bar first) {
    this.capacity = capacity;
    this.newest = first;
  }

  /** Keeps {@code bar} unless a later revision of it is there; the oldest bar makes room. */
  void put(Bar bar) {
    Bar earlier = bars.get(bar.timestamp());
    if (earlier != null && earlier.revision() > bar.revision()) {
      return;
    }
    bars.put(bar.timestamp(), bar);
    if (earlier == null && ++size > capacity) {
      bars.pollFirstEntry();
      size--;
    }
    if (bar.timestamp() >= newest.timestamp()) {
      newest = bar;
    }
  }

  BarRange range(long from, long to, int limit) {
    Deque<Bar> newestFirst = new ArrayDeque<>();
    for (Bar bar : bars.subMap(from, to).descendingMap().values()) {
      if (newestFirst.size() == limit) {
        return new BarRange(new ArrayList<>(newestFirst), true);
      }
      newestFirst.addFirst(bar);
    }
    return new BarRange(new ArrayList<>(newestFirst), false);
  }

  /** How many windows have passed since the newest bar's end. */
  long windowsMissed(long now) {
    Bar last = newest;
    return (now - last.end()) / (last.end() - last.timestamp());
  }
}
