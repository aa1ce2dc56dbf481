package io.barline.bar;

import java.util.ArrayList;
import java.util.List;

/** The windows of one interval that are open or can still be revised, by start. */
final class Windows {
  private final List<Window> byStart = new ArrayList<>();

  /** Those that were dropped with what was traded in them, after the first that is kept. */
  private final Spans forgotten = new Spans();

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

  /** What was traded in the window can't be known any more: it is never begun again. */
  void forget(long start, long end) {
    forgotten.mark(start, end);
  }

  boolean isForgotten(long start) {
    return forgotten.hold(start);
  }

  /** Whether something traded is forgotten between the window before that index and then. */
  boolean isDetached(int index, long start) {
    return index > 0 && forgotten.next(byStart.get(index - 1).end) < start;
  }

  /** The time was told: a partial window is kept no longer for being one. */
  void tellTime() {
    for (int i = 0; i < byStart.size(); i++) {
      byStart.get(i).justPartial = false;
    }
  }

  /**
   * Drops the closed windows that nothing can change any more: not that of the newest trade, since
   * what follows it may be known to be missing much later; nor a flat one after it, or after the
   * oldest hole began, that was sent more than once: of those noted it is known that they were; nor
   * one just sent as partial, since whoever was told may ask for it to be retained.
   *
   * @param pruned the flat ones among them are noted in it
   */
  void prune(long frontier, Watermark watermark, Holes holes, Spans pruned) {
    int kept = 0;
    int closed = from(frontier);
    long needed = Math.min(watermark.newestTrade(), holes.oldest());
    for (int i = 0; i < closed; i++) {
      Window window = byStart.get(i);
      if (!watermark.isPast(window.end)
          || window.holds(watermark.newestTrade())
          || window.justPartial
          || (window.sent > 1 && window.isFlat() && window.end > needed)
          || holes.touch(window.start, window.end)) {
        byStart.set(kept++, window);
      } else if (window.isFlat()) {
        pruned.mark(window.start, window.end);
      } else if (kept > 0) {
        forgotten.mark(window.start, window.end);
      }
    }
    if (kept < closed) {
      byStart.subList(kept, closed).clear();
    }
    long first = byStart.isEmpty() ? Holes.ENDLESS : byStart.getFirst().start;
    forgotten.forgetUntil(Math.min(first, holes.oldest()));
  }
}
