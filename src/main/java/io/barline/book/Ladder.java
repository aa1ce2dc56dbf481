package io.barline.book;

import io.barline.market.Decimal;
import io.barline.market.Level;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The levels of one side, sorted, the best at the end: changes happen near the best price, and move
 * little there. It keeps the levels of the messages themselves.
 *
 * <p>Where a snapshot was cut, the levels beyond its worst price are not all known. Those that come
 * to be known by deltas are kept, but do not count as known.
 */
final class Ladder {
  /** When there are more, the worst go and are not known any more. */
  static final int MOST_LEVELS = 20_000;

  private static final Level NONE = new Level(Decimal.ZERO, Decimal.ZERO);

  private final boolean highestFirst;
  private Level[] levels = new Level[32];
  private int size;

  /** How many of the worst levels lie beyond {@link #worstKnown}. */
  private int beyond;

  /** Null where all levels are known. */
  private @Nullable Decimal worstKnown;

  private Ladder(boolean highestFirst) {
    this.highestFirst = highestFirst;
    Arrays.fill(levels, NONE);
  }

  static Ladder ofBids() {
    return new Ladder(true);
  }

  static Ladder ofAsks() {
    return new Ladder(false);
  }

  /** How many levels there are, known or beyond that. */
  int size() {
    return size;
  }

  /** How many of the best levels are known without a hole. */
  int known() {
    return size - beyond;
  }

  /** Whether fewer than {@code depth} levels are known, although there may be more. */
  boolean isShortOf(int depth) {
    return worstKnown != null && known() < depth;
  }

  /** The best price, or null where there is none. */
  @Nullable Decimal best() {
    return size == 0 ? null : levels[size - 1].price();
  }

  /** Copies the {@code count} best levels, the best one last. */
  void copyBest(int count, Level[] target) {
    System.arraycopy(levels, size - count, target, 0, count);
  }

  void clear() {
    Arrays.fill(levels, 0, size, NONE);
    size = 0;
    beyond = 0;
    worstKnown = null;
  }

  /**
   * Replaces all levels.
   *
   * @param side sorted, the best first
   * @param cut whether there may be more levels than these
   */
  void load(List<Level> side, boolean cut) {
    clear();
    int count = Math.min(side.size(), MOST_LEVELS);
    if (levels.length < count) {
      levels = new Level[count + count / 4];
      Arrays.fill(levels, NONE);
    }
    for (int i = count - 1; i >= 0; i--) {
      Level level = side.get(i);
      if (level.size().signum() != 0) {
        levels[size++] = level;
      }
    }
    if (count > 0 && (cut || count < side.size())) {
      worstKnown = side.get(count - 1).price();
    }
  }

  /** Sets or, where the size is 0, removes a level. */
  void set(Level level) {
    int at = find(level.price());
    boolean gone = level.size().signum() == 0;
    if (at >= 0 && gone) {
      remove(at);
    } else if (at >= 0) {
      levels[at] = level;
    } else if (!gone) {
      insert(~at, level);
    }
  }

  /** Where {@code price} is, or the complement of where it would be inserted. */
  private int find(Decimal price) {
    int worse = size - 1;
    int better = size;
    // In growing steps from the best, which most changes are near to; then by halves.
    for (int step = 1; worse >= 0; step <<= 1) {
      int order = compare(levels[worse].price(), price);
      if (order == 0) {
        return worse;
      }
      if (order < 0) {
        break;
      }
      better = worse;
      worse -= step;
    }
    worse = Math.max(worse, -1);
    while (better - worse > 1) {
      int middle = (worse + better) >>> 1;
      int order = compare(levels[middle].price(), price);
      if (order == 0) {
        return middle;
      }
      if (order < 0) {
        worse = middle;
      } else {
        better = middle;
      }
    }
    return ~better;
  }

  /** Positive where {@code a} is the better price. */
  private int compare(Decimal a, Decimal b) {
    return highestFirst ? a.compareTo(b) : b.compareTo(a);
  }

  private void insert(int at, Level level) {
    if (size == levels.length) {
      levels = Arrays.copyOf(levels, size + size / 2);
      Arrays.fill(levels, size, levels.length, NONE);
    }
    System.arraycopy(levels, at, levels, at + 1, size - at);
    levels[at] = level;
    size++;
    if (at < beyond || (at == beyond && isBeyond(level.price()))) {
      beyond++;
    }
    if (size > MOST_LEVELS) {
      if (beyond == 0) {
        worstKnown = levels[1].price();
      }
      remove(0);
    }
  }

  private boolean isBeyond(Decimal price) {
    return worstKnown != null && compare(price, worstKnown) < 0;
  }

  private void remove(int at) {
    System.arraycopy(levels, at + 1, levels, at, size - at - 1);
    size--;
    levels[size] = NONE;
    if (at < beyond) {
      beyond--;
    }
  }
}
