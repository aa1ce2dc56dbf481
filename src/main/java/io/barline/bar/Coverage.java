package io.barline.bar;

import io.barline.market.Bar;
import io.barline.market.Interval;

/** What is known to be missing from the windows of one interval, and what was found of it. */
class Coverage {
  private final Interval interval;
  private final long partialBefore;
  private final Holes holes;

  /** Windows of which something is missing for good. */
  private final Spans missed = new Spans();

  /** Windows of which something was missing that was found. */
  private final Spans repaired = new Spans();

  /** Windows of which the exchange's own bars tell the whole, or that there is nothing. */
  private final Spans whole = new Spans();

  /**
   * @param partialBefore windows that start before it are partial
   */
  Coverage(Interval interval, long partialBefore, Holes holes) {
    this.interval = interval;
    this.partialBefore = partialBefore;
    this.holes = holes;
  }

  /** Of an interval whose bars the exchange itself makes: each that comes is whole. */
  static Coverage ofWholeBars(Interval interval, Holes holes) {
    return new Coverage(interval, Long.MIN_VALUE, holes) {
      @Override
      Bar.Quality quality(long start, long end) {
        return Bar.Quality.COMPLETE;
      }
    };
  }

  /** Data was missed from {@code from} to {@code to}, both inclusive, and won't be found. */
  void markGap(long from, long to) {
    missed.mark(interval.start(from), interval.end(interval.start(to)));
  }

  /** What was missed from {@code from} to {@code to}, both inclusive, was found. */
  void markRepaired(long from, long to) {
    repaired.mark(interval.start(from), interval.end(interval.start(to)));
  }

  /** All of the window is known. */
  void markWhole(long start) {
    whole.mark(start, interval.end(start));
  }

  /** The quality of a real bar of the window; the worst that is the case of it. */
  Bar.Quality quality(long start, long end) {
    if (isBroken(start, end)) {
      return Bar.Quality.GAP;
    }
    if (holes.suspects().reach(start, end)) {
      return Bar.Quality.SUSPECT;
    }
    if (start < partialBefore && !whole.hold(start)) {
      return Bar.Quality.PARTIAL;
    }
    return repaired.hold(start) || whole.hold(start) ? Bar.Quality.REPAIRED : Bar.Quality.COMPLETE;
  }

  /** Whether something of the window was or may have been missed. */
  boolean isBroken(long start, long end) {
    return (missed.hold(start) || holes.doubt(start, end)) && !whole.hold(start);
  }

  /** Whether something is missing for good in a window from {@code start} until {@code end}. */
  boolean isBrokenWithin(long start, long end) {
    for (long at = start; at < end; at = interval.end(at)) {
      if (isBroken(at, interval.end(at))) {
        return true;
      }
    }
    return false;
  }

  /**
   * The first window from {@code start} on in which nothing was missed, or {@link Holes#ENDLESS}.
   */
  long unbroken(long start) {
    long at = start;
    while (at != Holes.ENDLESS && isBroken(at, interval.end(at))) {
      long after = holes.after(interval, at);
      boolean byWindow = !whole.isEmpty() && after != Holes.ENDLESS;
      at = byWindow ? interval.end(at) : Math.max(after, missed.after(at));
    }
    return at;
  }

  /** Drops what is known of windows that ended then or before. */
  void forgetUntil(long time) {
    missed.forgetUntil(time);
    repaired.forgetUntil(time);
    whole.forgetUntil(time);
  }
}
