package io.barline.pipeline;

import java.util.ArrayDeque;
import java.util.Iterator;

/**
 * Which numeric trade ids of an instrument were seen, where they come in ascending order: tells new
 * trades from repeated ones and finds jumps.
 *
 * <p>Ids that were jumped over are remembered as holes, so that a trade which comes late is taken
 * and not mistaken for a repeated one. At most {@link #MAX_HOLES} are kept; the oldest is given up
 * first and a trade in it then counts as repeated.
 */
final class TradeIds {
  static final int MAX_HOLES = 64;

  private static final long NONE = Long.MIN_VALUE;

  private final boolean contiguous;
  private final ArrayDeque<Hole> holes = new ArrayDeque<>();
  private long last = NONE;

  /** The newest id of the holes that are not kept any more. */
  private long forgotten = NONE;

  /** Ids from {@code first} to {@code last}, both inclusive. */
  private record Hole(long first, long last) {}

  /** What an id means. */
  enum Verdict {
    NEXT,
    JUMP,
    LATE,
    REPEATED
  }

  /**
   * @param contiguous whether each id is one more than the one before, so that a jump is a hole
   */
  TradeIds(boolean contiguous) {
    this.contiguous = contiguous;
  }

  Verdict see(long id) {
    if (id > last) {
      boolean jump = contiguous && last != NONE && id != last + 1;
      if (jump) {
        skip(id);
      }
      last = id;
      return jump ? Verdict.JUMP : Verdict.NEXT;
    }
    return fill(id) ? Verdict.LATE : Verdict.REPEATED;
  }

  /**
   * A trade of that id was found elsewhere.
   *
   * @param newest whether it may be newer than all that were seen
   * @return whether it had not been seen
   */
  boolean restore(long id, boolean newest) {
    if (id <= last) {
      return fill(id);
    }
    if (newest) {
      if (contiguous && last != NONE && id != last + 1) {
        skip(id);
      }
      last = id;
    }
    return newest;
  }

  /** Those between the newest and {@code id} are missing. */
  private void skip(long id) {
    holes.addLast(new Hole(last + 1, id - 1));
    forgetOldest();
  }

  private void forgetOldest() {
    while (holes.size() > MAX_HOLES) {
      forgotten = Math.max(forgotten, holes.removeFirst().last);
    }
  }

  /**
   * How many ids from {@code first} to {@code end}, both inclusive, were not seen; one where that
   * is not known any more.
   */
  long missing(long first, long end) {
    long missing = first <= end && hasForgottenSince(first - 1) ? 1 : 0;
    for (Hole hole : holes) {
      missing += Math.max(0, Math.min(end, hole.last) - Math.max(first, hole.first) + 1);
    }
    return missing;
  }

  /** Whether ids after that one were missing of which nobody knows any more. */
  boolean hasForgottenSince(long id) {
    return forgotten > id;
  }

  /** Forgets what was seen and goes on from {@code id}. */
  void restart(long id) {
    holes.clear();
    forgotten = NONE;
    last = id;
  }

  private boolean fill(long id) {
    for (Iterator<Hole> each = holes.iterator(); each.hasNext(); ) {
      Hole hole = each.next();
      if (id >= hole.first && id <= hole.last) {
        each.remove();
        if (id > hole.first) {
          holes.addLast(new Hole(hole.first, id - 1));
        }
        if (id < hole.last) {
          holes.addLast(new Hole(id + 1, hole.last));
        }
        forgetOldest();
        return true;
      }
    }
    return false;
  }
}
