package io.barline.bar;

import io.barline.market.Trade;
import java.util.Arrays;
import java.util.List;

/**
 * The times of trades that are held back: the windows that they would belong to are suspect, and
 * kept until it is decided.
 */
final class Suspects {
  private long[] times = new long[4];
  private int size;

  void add(long time) {
    if (size == times.length) {
      times = Arrays.copyOf(times, 2 * size);
    }
    times[size++] = time;
  }

  void remove(List<Trade> trades) {
    for (Trade trade : trades) {
      for (int i = 0; i < size; i++) {
        if (times[i] == trade.exchangeTime()) {
          times[i] = times[--size];
          break;
        }
      }
    }
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
}
