package io.barline.book;

import io.barline.market.Decimal;
import io.barline.market.Level;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** The best levels of one side as they were published. */
final class ViewedSide {
  private final int depth;
  private final boolean highestFirst;

  /** As in {@link Ladder}, the best is the last. */
  private Level[] shown = {};

  private int count;
  private Level[] current = {};
  private int currentCount;
  private Level[] changed = {};
  private int changes;

  ViewedSide(int depth, boolean highestFirst) {
    this.depth = depth;
    this.highestFirst = highestFirst;
  }

  /** What is shown, the best first. */
  List<Level> all() {
    return reversed(shown, count);
  }

  /** What would be shown of {@code ladder}, the best first. */
  List<Level> all(Ladder ladder) {
    int best = Math.min(depth, ladder.known());
    Level[] levels = new Level[best];
    ladder.copyBest(best, levels);
    return reversed(levels, best);
  }

  private static List<Level> reversed(Level[] levels, int count) {
    Level[] bestFirst = new Level[count];
    for (int i = 0; i < count; i++) {
      bestFirst[i] = levels[count - 1 - i];
    }
    return Collections.unmodifiableList(Arrays.asList(bestFirst));
  }

  void clear() {
    shown = new Level[0];
    current = new Level[0];
    count = 0;
  }

  /** Shows the best of {@code ladder}. Returns what changed by that, the best first. */
  List<Level> update(Ladder ladder) {
    currentCount = Math.min(depth, ladder.known());
    if (current.length < currentCount) {
      current = new Level[Math.min(depth, currentCount + currentCount / 2)];
    }
    ladder.copyBest(currentCount, current);
    changes = 0;
    compare();
    Level[] before = shown;
    shown = current;
    count = currentCount;
    current = before;
    if (changes == 0) {
      return List.of();
    }
    return Collections.unmodifiableList(Arrays.asList(Arrays.copyOf(changed, changes)));
  }

  private void compare() {
    int was = count - 1;
    int is = currentCount - 1;
    while (was >= 0 || is >= 0) {
      if (was >= 0 && is >= 0 && isSame(shown[was], current[is])) {
        was--;
        is--;
        continue;
      }
      int order = is < 0 ? 1 : was < 0 ? -1 : order(shown[was].price(), current[is].price());
      if (order > 0) { // it left the view
        note(new Level(shown[was--].price(), Decimal.ZERO));
      } else {
        if (order < 0 || !shown[was].size().equals(current[is].size())) {
          note(current[is]);
        }
        was -= order == 0 ? 1 : 0;
        is--;
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // most levels are the very same; the others are compared
  private static boolean isSame(Level was, Level is) {
    return was == is;
  }

  /** Positive where {@code a} is the better price. */
  private int order(Decimal a, Decimal b) {
    return highestFirst ? a.compareTo(b) : b.compareTo(a);
  }

  private void note(Level level) {
    if (changes == changed.length) {
      changed = Arrays.copyOf(changed, Math.max(16, 2 * changes));
    }
    changed[changes++] = level;
  }
}
