package io.barline.history;

import io.barline.market.Bar;
import io.barline.market.Topic;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The recent bars of one instrument and interval, at least one. {@link RecentBars} changes it under
 * its lock, any thread reads a {@link #range}.
 */
final class Series {
  static final Comparator<Series> BY_LENGTH =
      Comparator.comparingInt(Series::size).thenComparingLong(series -> series.number);
  static final Comparator<Series> BY_IDLENESS =
      Comparator.comparingLong(Series::idleAt).thenComparingLong(series -> series.number);

  private final Topic topic;
  private final long number;
  private final ConcurrentNavigableMap<Long, Bar> bars = new ConcurrentSkipListMap<>();

  /** Counted, because the map would count by walking. */
  private int size;

  private long idleAt = Long.MIN_VALUE;

  /**
   * @param number tells it from all others
   */
  Series(Topic topic, long number, Bar first) {
    this.topic = topic;
    this.number = number;
    add(first);
  }

  Topic topic() {
    return topic;
  }

  int size() {
    return size;
  }

  /** The start of its oldest bar, nanoseconds since the epoch. */
  long oldest() {
    return bars.firstKey();
  }

  /**
   * When it will have missed {@link RecentBars#IDLE_WINDOWS} windows since its newest bar,
   * nanoseconds since the epoch.
   */
  long idleAt() {
    return idleAt;
  }

  boolean has(long timestamp) {
    return bars.containsKey(timestamp);
  }

  /** Puts {@code bar} in the place of an earlier or the same revision of it. */
  void revise(Bar bar) {
    bars.computeIfPresent(
        bar.timestamp(), (_, held) -> held.revision() > bar.revision() ? held : bar);
  }

  /** Adds a bar of a window that is not there. */
  void add(Bar bar) {
    bars.put(bar.timestamp(), bar);
    size++;
    long end = bar.end();
    idleAt = Math.max(idleAt, end + RecentBars.IDLE_WINDOWS * (end - bar.timestamp()));
  }

  void dropOldest() {
    bars.pollFirstEntry();
    size--;
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
}
