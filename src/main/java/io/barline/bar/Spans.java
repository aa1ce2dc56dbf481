package io.barline.bar;

import java.util.Arrays;

/**
 * Half-open spans of time, sorted; those that touch are joined. Spans are whole windows of one
 * interval, so there are never more than windows that can still change.
 */
final class Spans {
  private long[] from = new long[4];
  private long[] to = new long[4];
  private int size;

  /** Adds {@code [start, end)}. */
  void mark(long start, long end) {
    int first = 0;
    while (first < size && to[first] < start) {
      first++;
    }
    int last = first;
    long newStart = start;
    long newEnd = end;
    while (last < size && from[last] <= end) {
      newStart = Math.min(newStart, from[last]);
      newEnd = Math.max(newEnd, to[last]);
      last++;
    }
    replace(first, last, newStart, newEnd);
  }

  private void replace(int first, int last, long start, long end) {
    if (first == last && size == from.length) {
      from = Arrays.copyOf(from, 2 * size);
      to = Arrays.copyOf(to, 2 * size);
    }
    System.arraycopy(from, last, from, first + 1, size - last);
    System.arraycopy(to, last, to, first + 1, size - last);
    size += 1 - (last - first);
    from[first] = start;
    to[first] = end;
  }

  /** Takes {@code [start, end)} out. */
  void clear(long start, long end) {
    int i = 0;
    while (i < size) {
      long left = from[i];
      long right = to[i];
      if (right <= start || left >= end) {
        i++;
        continue;
      }
      System.arraycopy(from, i + 1, from, i, size - i - 1);
      System.arraycopy(to, i + 1, to, i, size - i - 1);
      size--;
      if (left < start) {
        mark(left, start);
        i++;
      }
      if (right > end) {
        mark(end, right);
        i++;
      }
    }
  }

  /** The end of the span that holds {@code time}, or {@code time} itself where none does. */
  long after(long time) {
    for (int i = 0; i < size; i++) {
      if (from[i] <= time && time < to[i]) {
        return to[i];
      }
    }
    return time;
  }

  boolean hold(long time) {
    return after(time) != time;
  }

  /** The first time from {@code time} on that one holds; {@link Long#MAX_VALUE} where none does. */
  long next(long time) {
    for (int i = 0; i < size; i++) {
      if (time < to[i]) {
        return Math.max(time, from[i]);
      }
    }
    return Long.MAX_VALUE;
  }

  /** Drops the spans that end at {@code time} or earlier. */
  void forgetUntil(long time) {
    int gone = 0;
    while (gone < size && to[gone] <= time) {
      gone++;
    }
    if (gone > 0) {
      System.arraycopy(from, gone, from, 0, size - gone);
      System.arraycopy(to, gone, to, 0, size - gone);
      size -= gone;
    }
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }
}
