package io.barline.bar;

import io.barline.market.Interval;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The spans of time of one instrument in which something was or may have been missed and may still
 * be found. Windows that one of them touches are kept. When there are as many as there may be, the
 * oldest is forgotten: whoever calls keeps fewer.
 */
final class Holes {
  static final int MOST = 136;

  /** Of a hole that has no end yet. */
  static final long ENDLESS = Long.MAX_VALUE;

  /** How many trades can be found in a hole and keep their place among the others. */
  private static final long PLACES = 1L << 24;

  private final List<OpenHole> open = new ArrayList<>(2);
  private final Suspects suspects = new Suspects();
  private long arrivals;

  /** One of them. */
  static final class OpenHole {
    final long id;

    /** Whether what was sent of it is in doubt; else its windows are kept only. */
    final boolean doubted;

    /** What comes to fill it arrived before what came after it. */
    long arrivals;

    long from;

    /** Inclusive. */
    long to;

    /** Where it ended for sure, while its end was not told; as {@link #to}. */
    long over = ENDLESS;

    private OpenHole(long id, boolean doubted, long arrivals, long from, long to) {
      this.id = id;
      this.doubted = doubted;
      this.arrivals = arrivals;
      this.from = from;
      this.to = to;
    }

    /** Its end as far as it is known; where it is not, the latest time there was. */
    long end(Watermark watermark) {
      long end = Math.min(to, over);
      return end == ENDLESS ? Math.max(from, watermark.latest()) : end;
    }

    private boolean touches(long start, long end) {
      return start <= to && end > from;
    }
  }

  /** Counts the trades as they come, so that those of one time keep their order. */
  long nextArrival() {
    return ++arrivals;
  }

  /**
   * Opens a hole, or moves its borders, both inclusive.
   *
   * @return the one that had to be forgotten for it; null where none had to be
   */
  @Nullable OpenHole put(long id, long from, long to, boolean doubted) {
    OpenHole known = get(id);
    if (known != null) {
      known.from = from;
      known.to = to;
      return null;
    }
    open.add(new OpenHole(id, doubted, arrivals, from, to));
    arrivals += PLACES;
    return open.size() > MOST ? open.removeFirst() : null;
  }

  @Nullable OpenHole get(long id) {
    for (int i = 0; i < open.size(); i++) {
      if (open.get(i).id == id) {
        return open.get(i);
      }
    }
    return null;
  }

  /** Closes a hole; null where it is not known. */
  @Nullable OpenHole remove(long id) {
    for (int i = 0; i < open.size(); i++) {
      if (open.get(i).id == id) {
        return open.remove(i);
      }
    }
    return null;
  }

  /** The trades that are held back: their windows are kept like those of holes. */
  Suspects suspects() {
    return suspects;
  }

  /** Whether the window may still get something of a hole. */
  boolean touch(long start, long end) {
    for (int i = 0; i < open.size(); i++) {
      if (open.get(i).touches(start, end)) {
        return true;
      }
    }
    return suspects.reach(start, end);
  }

  /** Whether something of the window was or may have been missed. */
  boolean doubt(long start, long end) {
    for (int i = 0; i < open.size(); i++) {
      if (open.get(i).doubted && open.get(i).touches(start, end)) {
        return true;
      }
    }
    return false;
  }

  /**
   * The first window from {@code start} on that none of the holes makes doubtful, where one does of
   * the window itself; {@link #ENDLESS} where there is none, {@code start} where it is not in
   * doubt.
   */
  long after(Interval interval, long start) {
    long end = interval.end(start);
    for (int i = 0; i < open.size(); i++) {
      OpenHole hole = open.get(i);
      if (hole.doubted && hole.touches(start, end)) {
        return hole.to == ENDLESS ? ENDLESS : interval.end(interval.start(hole.to));
      }
    }
    return start;
  }

  /** Where the first of them begins, or of what is held back; {@link #ENDLESS} of none. */
  long oldest() {
    long oldest = suspects.oldest();
    for (int i = 0; i < open.size(); i++) {
      oldest = Math.min(oldest, open.get(i).from);
    }
    return oldest;
  }
}
