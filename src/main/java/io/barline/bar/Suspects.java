package io.barline.bar;

import java.util.Arrays;

/**
 * The trades that are held back, by their time: the windows that they would belong to are suspect,
 * and kept until it is decided. The oldest of one time comes first.
 */
final class Suspects {
  static final int NONE = -1;

  private long[] times = new long[4];
  private long[] arrivals = new long[4];
  private int size;

  void add(long time, long arrival) {
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
      arrivals = Arrays.copyOf(arrivals, 2 * size);
    }
    times[size] = time;
    arrivals[size] = arrival;
    size++;
  }

  /** The oldest of that time, or {@link #NONE}. */
  int find(long time) {
    for (int i = 0; i < size; i++) {
      if (times[i] == time) {
        return i;
      }
    }
    return NONE;
  }

  /** When it came, among the trades. */
  long arrival(int index) {
    return arrivals[index];
  }

  void remove(int index) {
    size--;
    System.arraycopy(times, index + 1, times, index, size - index);
    System.arraycopy(arrivals, index + 1, arrivals, index, size - index);
  }

  /** Whether one is within {@code [start, end)}. */
  boolean reach(long start, long end) {
    for (int i = 0; i < size; i++) {
      if (times[i] >= start && times[i] < end) {
        return true;
      }
    }
    return false;
  }

  /** The least time; {@link Holes#ENDLESS} where there is none. */
  long oldest() {
    long oldest = Holes.ENDLESS;
    for (int i = 0; i < size; i++) {
      oldest = Math.min(oldest, times[i]);
    }
    return oldest;
  }
}
