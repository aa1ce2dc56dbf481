package io.barline.bar;

import io.barline.market.Bar;
import io.barline.market.Decimal;
import io.barline.market.Interval;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The closed windows of one interval: sends their bars, and sends them again when something of them
 * is known otherwise. A flat bar has the price of the close before it and follows that.
 */
final class ClosedBars {
  /** Most flat bars made in one go, when the clock jumps; the rest of the span is skipped. */
  static final int MOST_FLATS = 3_600;

  private final Interval interval;
  private final Windows windows;
  private final Coverage coverage;
  private final BarSink sink;
  private final BarWriter writer;

  /** Flat windows after the newest trade that were sent and dropped. */
  private final Spans pruned = new Spans();

  private boolean flat;
  private @Nullable Decimal lastClose;
  private long lastCloseStart;

  ClosedBars(
      Interval interval, Windows windows, Coverage coverage, BarSink sink, BarWriter writer) {
    this.interval = interval;
    this.windows = windows;
    this.coverage = coverage;
    this.sink = sink;
    this.writer = writer;
  }

  void want(boolean wantFlat) {
    flat = wantFlat;
  }

  /** Sends the bar of a window that closed. */
  void close(Window window) {
    send(window);
    window.closeBefore = lastClose;
    lastClose = window.close();
    lastCloseStart = window.start;
  }

  /** Makes at most {@code most} flat bars of the windows from {@code from} to {@code boundary}. */
  int makeFlats(long from, long boundary, int most) {
    int made = 0;
    if (!flat || lastClose == null) {
      return made;
    }
    long start = coverage.unbroken(from);
    while (start < boundary && made < most) {
      Window window = flat(start, lastClose);
      windows.insert(windows.from(start), window);
      send(window);
      made++;
      start = coverage.unbroken(window.end);
    }
    return made;
  }

  /** Something was added to the window: sends it and the flat ones that follow it. */
  void revise(Window window) {
    send(window);
    Decimal close = window.close();
    if (lastClose == null || window.start >= lastCloseStart) {
      lastClose = close;
      lastCloseStart = window.start;
    }
    for (int i = windows.from(window.end); i < windows.size(); i++) {
      Window next = windows.get(i);
      boolean follows =
          next.flatPrice != null && next.isFlat() && !windows.isDetached(i, next.start);
      if (!follows || close.equals(next.flatPrice)) {
        return;
      }
      next.flatPrice = close;
      send(next);
    }
  }

  private void send(Window window) {
    window.changed = false;
    Bar.Quality quality = qualityOf(window);
    int revision = window.sent++;
    window.sentQuality = quality;
    window.justPartial = quality == Bar.Quality.PARTIAL;
    if (window.replacement != null) {
      sink.bar(writer.repaired(window.replacement, revision));
    } else if (window.flatPrice != null && window.isFlat()) {
      // Whoever is not told of flat bars was told of this one, and hears what becomes of it.
      window.voided |= quality == Bar.Quality.GAP;
      sink.bar(writer.flat(interval, window.start, window.flatPrice, revision, quality));
    } else {
      sink.bar(writer.bar(interval, window.start, window.traded, true, revision, quality));
    }
  }

  private Bar.Quality qualityOf(Window window) {
    if (window.replacement != null) {
      return Bar.Quality.REPAIRED;
    }
    Bar.Quality quality = coverage.quality(window.start, window.end);
    boolean synthetic = window.flatPrice != null && window.isFlat() && !window.voided;
    boolean sure = quality != Bar.Quality.GAP && quality != Bar.Quality.SUSPECT;
    return synthetic && sure ? Bar.Quality.SYNTHETIC : quality;
  }

  /** Whether a flat bar of the window was sent, and the window dropped. */
  boolean isDropped(long start) {
    return pruned.hold(start);
  }

  /** How often the bar of a window was sent that is kept from now on. */
  int keep(long start) {
    if (!pruned.hold(start)) {
      return 0;
    }
    pruned.clear(start, interval.end(start));
    return 1;
  }

  /** Forgets what can no longer change. */
  void prune(long frontier, Watermark watermark, Holes holes) {
    windows.prune(frontier, watermark, holes, pruned);
    long kept = Math.min(watermark.newestTrade(), holes.oldest());
    coverage.forgetUntil(Math.min(Math.min(frontier, watermark.pastUntil()), kept));
    pruned.forgetUntil(kept);
  }

  /** Data was missed, both inclusive: the bars concerned are sent again. */
  void doubt(long from, long to, long frontier) {
    recall(interval.start(from), to >= frontier ? frontier : interval.end(interval.start(to)));
    for (int i = windows.from(interval.start(from)); i < windows.size(); i++) {
      Window window = windows.get(i);
      if (window.start > to || window.start >= frontier) {
        return;
      }
      if (window.sentQuality != Bar.Quality.GAP && qualityOf(window) == Bar.Quality.GAP) {
        send(window);
      }
    }
  }

  /** Keeps the flat windows again that were dropped, at most {@value #MOST_FLATS} of them. */
  private void recall(long start, long until) {
    int made = 0;
    long at = pruned.next(start);
    while (at < until && made < MOST_FLATS) {
      int index = windows.from(at);
      boolean there = index < windows.size() && windows.get(index).start == at;
      Decimal before = closeBefore(index, at);
      if (!there && before != null) {
        windows.insert(index, flat(at, before));
        made++;
      }
      at = pruned.next(interval.end(at));
    }
  }

  /** A flat window as it was dropped, or that was never there. */
  private Window flat(long start, Decimal price) {
    Window window = new Window(start, interval.end(start));
    window.flatPrice = price;
    window.sent = keep(start);
    return window;
  }

  /**
   * What was missed from {@code from} to {@code to}, both inclusive, is known now: sends each bar
   * once that is another than it was, in the order of time, and those that were not sent yet.
   */
  void settle(long from, long to, long frontier) {
    settle(from, to, frontier, true);
  }

  /** As {@link #settle}, of trades that were held back: flat windows were made around them. */
  void decide(long from, long to, long frontier) {
    settle(from, to, frontier, false);
  }

  private void settle(long from, long to, long frontier, boolean missed) {
    long start = interval.start(from);
    long until = to >= frontier ? frontier : Math.min(frontier, interval.end(interval.start(to)));
    if (flat) {
      fillFlats(start, until, frontier, missed);
    }
    for (int i = windows.from(start); i < windows.size(); i++) {
      Window window = windows.get(i);
      boolean within = window.start < until;
      if (window.start >= frontier || !(follow(i) || within)) {
        break;
      }
      if (window.changed || window.sentQuality != qualityOf(window)) {
        send(window);
      }
    }
    int last = windows.from(frontier) - 1;
    if (last >= 0 && (lastClose == null || windows.get(last).start >= lastCloseStart)) {
      lastClose = windows.get(last).close();
      lastCloseStart = windows.get(last).start;
    }
  }

  /**
   * Makes the flat windows that were not known to be flat, and keeps those again that were dropped
   * and follow another close, even after {@code until}. The limit of one is not the other's.
   */
  private void fillFlats(long start, long until, long frontier, boolean missed) {
    int made = 0;
    int corrected = 0;
    for (long at = start; at < frontier; at = interval.end(at)) {
      int index = windows.from(at);
      boolean changed;
      if (index < windows.size() && windows.get(index).start == at) {
        changed = follow(index);
      } else if (pruned.hold(at)) {
        changed = index > 0 && windows.get(index - 1).changed && corrected < MOST_FLATS;
        corrected += changed ? 1 : 0;
      } else {
        boolean sure =
            missed
                && at < until
                && !windows.isForgotten(at)
                && !coverage.isBroken(at, interval.end(at));
        changed = sure && made < MOST_FLATS && closeBefore(index, at) != null;
        made += changed ? 1 : 0;
      }
      if (!changed && at >= until) {
        return;
      }
      if (changed) {
        correct(index, at);
      }
    }
  }

  private void correct(int index, long start) {
    boolean there = index < windows.size() && windows.get(index).start == start;
    Decimal before = closeBefore(index, start);
    if (!there && before != null) {
      Window window = flat(start, before);
      window.changed = true;
      windows.insert(index, window);
    }
  }

  private @Nullable Decimal closeBefore(int index, long start) {
    if (index > 0 && !windows.isDetached(index, start)) {
      return windows.get(index - 1).close();
    }
    if (lastClose != null && lastCloseStart < start) {
      return lastClose;
    }
    if (index > 0) {
      return null;
    }
    return windows.size() > 0 ? windows.get(0).closeBefore : null;
  }

  /** Whether the window's flat bar had to follow another close. */
  private boolean follow(int index) {
    Window window = windows.get(index);
    boolean follows = index > 0 && !windows.isDetached(index, window.start);
    if (follows && window.flatPrice != null && window.isFlat()) {
      Decimal close = windows.get(index - 1).close();
      if (!window.flatPrice.equals(close)) {
        window.flatPrice = close;
        window.changed = true;
      }
    }
    return window.changed;
  }

  /**
   * Takes the exchange's own bars in place of those that are not whole; one that is not among them
   * has nothing traded in it.
   *
   * @param from the start of a window
   * @param to the end of a window that is closed
   */
  void replace(long from, long to, List<Bar> bars, long frontier) {
    Spans traded = new Spans();
    for (Bar bar : bars) {
      if (bar.interval() == interval
          && bar.timestamp() >= from
          && bar.end() <= Math.min(to, frontier)
          && bar.isTraded()) {
        traded.mark(bar.timestamp(), bar.end());
        replace(bar);
      }
    }
    for (long at = from; at < to; at = interval.end(at)) {
      int index = windows.from(at);
      boolean there = index < windows.size() && windows.get(index).start == at;
      if (!traded.hold(at) && (!there || windows.get(index).isFlat())) {
        coverage.markWhole(at);
      }
    }
    settle(from, to - 1, frontier);
  }

  private void replace(Bar bar) {
    long start = bar.timestamp();
    Bar.Quality quality = coverage.quality(start, bar.end());
    if (quality != Bar.Quality.GAP && quality != Bar.Quality.PARTIAL) {
      return;
    }
    int index = windows.from(start);
    if (index == windows.size() || windows.get(index).start != start) {
      if (windows.isForgotten(start)) {
        return;
      }
      Window window = new Window(start, bar.end());
      window.sent = keep(start);
      windows.insert(index, window);
    }
    windows.get(index).replacement = bar;
    windows.get(index).changed = true;
    coverage.markWhole(start);
  }

  /** What is there to be sent where nothing was traded in a window after all. */
  void empty(int index) {
    Window window = windows.get(index);
    window.flatPrice = previousClose(index);
    window.traded.clear();
    window.voided = true;
    revise(window);
  }

  /** The close before a window; where it is not known any more, the window's open comes nearest. */
  private Decimal previousClose(int index) {
    Window window = windows.get(index);
    if (index > 0 && !windows.isDetached(index, window.start)) {
      return windows.get(index - 1).close();
    }
    return window.closeBefore == null ? window.traded.open() : window.closeBefore;
  }
}
