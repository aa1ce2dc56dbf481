package io.barline.bar;

import io.barline.market.Bar;
import io.barline.market.Interval;

/** What is known to be missing from the windows of one interval. */
class Coverage {
  /** Later than any window. */
  private static final long NEVER = Long.MAX_VALUE;

  private final Interval interval;
  private final long partialBefore;
  private final Downtime downtime;
  private final Suspects suspects;
  private final Spans missed = new Spans();
  private final Spans interrupted = new Spans();

  /**
   * @param partialBefore windows that start before it are partial
   */
  Coverage(Interval interval, long partialBefore, Downtime downtime, Suspects suspects) {
    this.interval = interval;
    this.partialBefore = partialBefore;
    this.downtime = downtime;
    this.suspects = suspects;
  }

  /** Of an interval whose bars the exchange itself makes: each that comes is whole. */
  static Coverage ofWholeBars(Interval interval, Downtime downtime) {
    return new Coverage(interval, Long.MIN_VALUE, downtime, new Suspects()) {
      @Override
      Bar.Quality quality(long start, long end) {
        return Bar.Quality.COMPLETE;
      }
    };
  }

  /** Data was missed from {@code from} to {@code to}, both inclusive. */
  void markGap(long from, long to) {
    missed.mark(interval.start(from), interval.end(interval.start(to)));
  }

  /** The downtime is over. */
  void markDowntime() {
    interrupted.mark(
        interval.start(downtime.since()), interval.end(interval.start(downtime.until())));
  }

  /** The quality of a real bar of the window. */
  Bar.Quality quality(long start, long end) {
    if (missed.hold(start) || downtime.reaches(end)) {
      return Bar.Quality.GAP;
    }
    if (suspects.reach(start, end)) {
      return Bar.Quality.SUSPECT;
    }
    return start < partialBefore ? Bar.Quality.PARTIAL : Bar.Quality.COMPLETE;
  }

  /**
   * The first window from {@code start} on in which nothing was missed and the feed was never down,
   * or {@link #NEVER}.
   */
  long unbroken(long start) {
    long at = start;
    while (missed.hold(at) || interrupted.hold(at)) {
      at = interrupted.after(missed.after(at));
    }
    return downtime.reaches(interval.end(at)) ? NEVER : at;
  }

  /** Drops what is known of windows that ended then or before. */
  void forgetUntil(long time) {
    missed.forgetUntil(time);
    interrupted.forgetUntil(time);
  }
}
