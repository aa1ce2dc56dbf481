package io.barline.simulator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The newest trades of one market, oldest first; beyond the capacity the oldest is forgotten. */
final class TradeHistory {
  private final int capacity;
  private @Nullable Execution[] ring = new Execution[256];
  private int start;
  private int size;

  TradeHistory(int capacity) {
    this.capacity = capacity;
  }

  void add(Execution trade) {
    if (size == capacity) {
      ring[start] = null;
      start = (start + 1) % ring.length;
      size--;
    } else if (size == ring.length) {
      grow();
    }
    ring[(start + size) % ring.length] = trade;
    size++;
  }

  private void grow() {
    @Nullable Execution[] wider = Arrays.copyOfRange(ring, start, start + 2 * size);
    int tail = ring.length - start;
    System.arraycopy(ring, 0, wider, tail, start);
    Arrays.fill(wider, size, wider.length, null);
    ring = wider;
    start = 0;
  }

  int capacity() {
    return capacity;
  }

  int size() {
    return size;
  }

  Execution get(int index) {
    Execution trade = ring[(start + index) % ring.length];
    if (index < 0 || index >= size || trade == null) {
      throw new IndexOutOfBoundsException(index);
    }
    return trade;
  }

  /** The oldest {@code limit} of the trades that {@code wanted} accepts, oldest first. */
  List<Execution> oldest(Predicate<Execution> wanted, int limit) {
    List<Execution> found = new ArrayList<>();
    for (int i = 0; i < size && found.size() < limit; i++) {
      Execution trade = get(i);
      if (wanted.test(trade)) {
        found.add(trade);
      }
    }
    return found;
  }

  /** The newest {@code limit} of the trades that {@code wanted} accepts, oldest first. */
  List<Execution> latest(Predicate<Execution> wanted, int limit) {
    List<Execution> found = new ArrayList<>();
    for (int i = size - 1; i >= 0 && found.size() < limit; i--) {
      Execution trade = get(i);
      if (wanted.test(trade)) {
        found.add(trade);
      }
    }
    return found.reversed();
  }

  List<Execution> all() {
    return latest(trade -> true, size);
  }
}
