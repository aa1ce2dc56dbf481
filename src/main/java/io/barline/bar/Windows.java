package io.barline.bar;

import java.util.ArrayList;
import java.util.List;

/** The windows of one interval that are open or can still be revised, by start. */
final class Windows {
  private final List<Window> byStart = new ArrayList<>();

  int size() {
    return byStart.size();
  }

  Window get(int index) {
    return byStart.get(index);
  }

  /** The index of the first window that starts at {@code start} or later. */
  int from(long start) {
    int low = 0;
    int high = byStart.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (byStart.get(middle).start < start) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  void insert(int index, Window window) {
    byStart.add(index, window);
  }

  void remove(int index) {
    byStart.remove(index);
  }

  /**
   * Drops the closed windows that nothing can change any more: not that of the newest trade, since
   * what follows it may be known to be missing much later; nor a flat one after it, or after the
   * oldest hole began, that was sent more than once: of those noted it is known that they were.
   *
   * @param pruned the flat ones among them are noted in it
   */
  void prune(long frontier, Watermark watermark, Holes holes, Spans pruned) {
    int kept = 0;
    int closed = from(frontier);
    long needed = Math.min(watermark.newestTrade(), holes.oldest());
    boolean detached = false;
    for (int i = 0; i < closed; i++) {
      Window window = byStart.get(i);
      window.detached |= detached;
      if (!watermark.isPast(window.end)
          || window.holds(watermark.newestTrade())
          || (window.sent > 1 && window.isFlat() && window.end > needed)
          || holes.touch(window.start, window.end)) {
        byStart.set(kept++, window);
        detached = false;
      } else if (window.isFlat()) {
        pruned.mark(window.start, window.end);
        detached = window.detached;
      } else {
        detached = true;
      }
    }
    if (closed < byStart.size()) {
      byStart.get(closed).detached |= detached;
    }
    if (kept < closed) {
      byStart.subList(kept, closed).clear();
    }
  }
}
