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

  /** Drops the closed windows that nothing can change any more. */
  void prune(long frontier, Watermark watermark, Downtime downtime, Suspects suspects) {
    int kept = 0;
    int closed = from(frontier);
    for (int i = 0; i < closed; i++) {
      Window window = byStart.get(i);
      if (!watermark.isPast(window.end)
          || downtime.retains(window, watermark)
          || suspects.reach(window.start, window.end)) {
        byStart.set(kept++, window);
      }
    }
    if (kept < closed) {
      byStart.subList(kept, closed).clear();
    }
  }
}
