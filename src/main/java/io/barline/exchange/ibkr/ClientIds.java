package io.barline.exchange.ibkr;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The client ids with which this gateway may connect to one TWS or IB Gateway: each connection
 * needs one of its own, and other programs may use the same. For any thread.
 */
final class ClientIds {
  /** For {@link #take}: there is none left. */
  static final int NONE = -1;

  private final Deque<Integer> free = new ArrayDeque<>();

  /** Those from {@code first} on, {@code count} of them. */
  ClientIds(int first, int count) {
    for (int i = 0; i < count; i++) {
      free.add(first + i);
    }
  }

  /** One that no connection of this gateway has: the one that was refused longest ago, or never. */
  synchronized int take() {
    Integer id = free.poll();
    return id == null ? NONE : id;
  }

  /** Its connection is gone. */
  synchronized void release(int id) {
    free.addFirst(id);
  }

  /** Another program has it: it is tried again after all others. */
  synchronized void refused(int id) {
    free.addLast(id);
  }
}
