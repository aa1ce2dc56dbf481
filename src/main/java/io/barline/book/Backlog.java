package io.barline.book;

import io.barline.market.BookDelta;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Deltas that wait for a snapshot, an unbroken chain of them. When full, the oldest go: a snapshot
 * must then reach the first that is left.
 */
final class Backlog {
  static final int MOST_DELTAS = 5_000;

  /** Most changed levels that the deltas hold together, about 10 MB. */
  static final int MOST_LEVELS = 100_000;

  private final ArrayDeque<BookDelta> deltas = new ArrayDeque<>();
  private int levels;

  void add(BookDelta delta) {
    deltas.addLast(delta);
    levels += levels(delta);
    while (deltas.size() > MOST_DELTAS || (levels > MOST_LEVELS && deltas.size() > 1)) {
      levels -= levels(deltas.removeFirst());
    }
  }

  @Nullable BookDelta first() {
    return deltas.peekFirst();
  }

  @Nullable BookDelta last() {
    return deltas.peekLast();
  }

  /** The first, which is taken out; null where none is left. */
  @Nullable BookDelta take() {
    BookDelta delta = deltas.pollFirst();
    levels -= delta == null ? 0 : levels(delta);
    return delta;
  }

  void clear() {
    deltas.clear();
    levels = 0;
  }

  private static int levels(BookDelta delta) {
    return delta.bids().size() + delta.asks().size();
  }
}
