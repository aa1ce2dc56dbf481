package io.barline.bar;

import io.barline.market.Bar;
import io.barline.market.Decimal;
import io.barline.market.Interval;
import io.barline.market.Trade;
import org.jspecify.annotations.Nullable;

/**
 * The bars of one interval. Windows that start before the frontier are closed, whether or not
 * anything was traded in them; what trades of an open window add up to is handed to the longer
 * intervals when it closes, and a trade of a closed window goes on to them by itself. Trades,
 * closing and gaps move the same frontier over the same windows, so they stand together.
 */
final class IntervalBars {
  /** Most flat bars made in one go, when the clock jumps; the rest of the span is skipped. */
  static final int MOST_FLATS = 3_600;

  static final IntervalBars[] NONE = {};

  final Interval interval;

  /** The interval whose closed windows are merged into this one's; null where trades are added. */
  @Nullable IntervalBars feeder;

  /** The intervals that this one feeds, shortest first. */
  IntervalBars[] fed = NONE;

  private final BarSink sink;
  private final BarWriter writer;
  private final Watermark watermark;
  private final Downtime downtime;
  private final Suspects suspects;
  private final OpenBar open;
  private final Windows windows = new Windows();
  private final Coverage coverage;
  private boolean flat;
  private boolean holding;

  private long frontier;
  private long frontierEnd;
  private @Nullable Window recent;
  private @Nullable Decimal lastClose;
  private long lastCloseStart;

  IntervalBars(
      Interval interval,
      Coverage coverage,
      long openFrom,
      BarSettings settings,
      BarSink sink,
      BarWriter writer,
      Watermark watermark,
      Downtime downtime,
      Suspects suspects) {
    this.interval = interval;
    this.coverage = coverage;
    this.sink = sink;
    this.writer = writer;
    this.watermark = watermark;
    this.downtime = downtime;
    this.suspects = suspects;
    open = new OpenBar(this, settings.liveInterval().toNanos(), sink, writer, watermark);
    setFrontier(interval.start(openFrom));
  }

  void want(boolean live, boolean wantFlat) {
    open.want(live);
    flat = wantFlat;
  }

  OpenBar open() {
    return open;
  }

  /** The start of the first window that is not closed. */
  long frontier() {
    return frontier;
  }

  int windows() {
    return windows.size();
  }

  /** The end of the first window that is not closed. */
  long frontierEnd() {
    return frontierEnd;
  }

  private void setFrontier(long start) {
    frontier = start;
    frontierEnd = interval.end(start);
  }

  // Trades

  /** Adds the trade to its window, or to the longer intervals' where that is merged already. */
  void add(Trade trade, long arrival) {
    long time = trade.exchangeTime();
    Window window = recent;
    if (window == null || !window.holds(time)) {
      window = windowAt(interval.start(time));
      recent = window;
    }
    if (window != null && window.start >= frontier) {
      window.traded.add(trade, arrival);
      return;
    }
    if (window == null || isPast(window.start, window.end)) {
      sink.tooLate(trade, interval);
    } else {
      window.traded.add(trade, arrival);
      revise(window);
    }
    for (IntervalBars longer : fed) {
      longer.add(trade, arrival);
    }
  }

  /** What was traded in the window is {@code content}: told by the exchange, not added up here. */
  void replace(long start, Accumulator content) {
    if (content.isEmpty()) {
      empty(start);
      return;
    }
    Window window = windowAt(start);
    if (window != null) {
      window.traded.clear();
      window.traded.merge(content);
      if (start < frontier) {
        revise(window);
      }
    }
  }

  /** Nothing was traded in the window after all: what was sent of it is revised. */
  private void empty(long start) {
    int index = windows.from(start);
    if (index == windows.size() || windows.get(index).start != start) {
      return;
    }
    Window window = windows.get(index);
    if (window.isFlat()) {
      return;
    }
    if (start >= frontier) {
      windows.remove(index);
      return;
    }
    window.flatPrice = previousClose(index);
    window.traded.clear();
    window.voided = true;
    revise(window);
  }

  /** The close before a window; where it is not known any more, the window's open comes nearest. */
  private Decimal previousClose(int index) {
    Window window = windows.get(index);
    if (index > 0) {
      return windows.get(index - 1).close();
    }
    return window.closeBefore == null ? window.traded.open() : window.closeBefore;
  }

  /** The window, begun if it was not there; null where it is too late to begin it. */
  private @Nullable Window windowAt(long start) {
    int index = windows.from(start);
    if (index < windows.size() && windows.get(index).start == start) {
      return windows.get(index);
    }
    long end = interval.end(start);
    if (start < frontier && isPast(start, end)) {
      return null;
    }
    Window window = new Window(start, end);
    windows.insert(index, window);
    return window;
  }

  /** Whether the window can no longer be revised. */
  private boolean isPast(long start, long end) {
    return watermark.isPast(end) && !suspects.reach(start, end);
  }

  private void merge(Window shorter) {
    Window window = windowAt(interval.start(shorter.start));
    if (window != null) {
      window.traded.merge(shorter.traded);
      if (window.start >= frontier) {
        return;
      }
      revise(window);
    }
    mergeIntoLonger(shorter);
  }

  /** Gives what the open windows hold to the longer intervals: this one is no longer wanted. */
  void handOver() {
    for (int i = windows.from(frontier); i < windows.size(); i++) {
      mergeIntoLonger(windows.get(i));
    }
  }

  private void mergeIntoLonger(Window window) {
    for (IntervalBars longer : fed) {
      longer.merge(window);
    }
  }

  // Closing

  /** Closes every window that ends at {@code time} or earlier. */
  void closeUntil(long time) {
    if (time >= frontierEnd) {
      closeBefore(interval.start(time));
    }
  }

  /** Closes the windows before that of {@code time} up to the last one that has trades. */
  void closeTradedUntil(long time) {
    int last = windows.from(interval.start(time)) - 1;
    if (last >= 0 && windows.get(last).start >= frontier) {
      closeBefore(windows.get(last).end);
    }
  }

  private void closeBefore(long boundary) {
    int flats = 0;
    int index = windows.from(frontier);
    while (index < windows.size() && windows.get(index).start < boundary) {
      Window window = windows.get(index);
      int made = makeFlats(window.start, MOST_FLATS - flats);
      flats += made;
      index += made + 1;
      close(window);
    }
    makeFlats(boundary, MOST_FLATS - flats);
    setFrontier(boundary);
  }

  private void close(Window window) {
    setFrontier(window.end);
    sendClosed(window);
    window.closeBefore = lastClose;
    lastClose = window.traded.close();
    lastCloseStart = window.start;
    mergeIntoLonger(window);
  }

  /** Makes at most {@code most} flat bars of the windows from the frontier to {@code boundary}. */
  private int makeFlats(long boundary, int most) {
    int made = 0;
    if (!flat || lastClose == null) {
      return made;
    }
    long start = coverage.unbroken(frontier);
    while (start < boundary && made < most) {
      long end = interval.end(start);
      Window window = new Window(start, end);
      window.flatPrice = lastClose;
      windows.insert(windows.from(start), window);
      sendClosed(window);
      made++;
      start = coverage.unbroken(end);
    }
    return made;
  }

  /**
   * Whether closed windows that change are sent when that is over, once, and not each time that
   * they do.
   */
  void holdRevisions(boolean on) {
    holding = on;
    for (int i = 0; !on && i < windows.size(); i++) {
      Window window = windows.get(i);
      if (window.revised || isCleared(window)) {
        window.revised = false;
        revise(window);
      }
    }
  }

  /** Whether it was sent as suspect and is so no more. */
  private boolean isCleared(Window window) {
    return window.start < frontier
        && window.sentQuality == Bar.Quality.SUSPECT
        && coverage.quality(window.start, window.end) != Bar.Quality.SUSPECT;
  }

  private void revise(Window window) {
    if (holding) {
      window.revised = true;
      return;
    }
    sendClosed(window);
    Decimal close = window.close();
    if (lastClose == null || window.start >= lastCloseStart) {
      lastClose = close;
      lastCloseStart = window.start;
    }
    for (int i = windows.from(window.end); i < windows.size(); i++) {
      Window next = windows.get(i);
      if (next.flatPrice == null || !next.isFlat() || next.flatPrice.equals(close)) {
        return;
      }
      next.flatPrice = close;
      sendClosed(next);
    }
  }

  private void sendClosed(Window window) {
    Bar.Quality quality = coverage.quality(window.start, window.end);
    int revision = window.sent++;
    if (window.flatPrice != null && window.isFlat()) {
      if (quality != Bar.Quality.GAP && quality != Bar.Quality.SUSPECT && !window.voided) {
        quality = Bar.Quality.SYNTHETIC;
      }
      window.sentQuality = quality;
      sink.bar(writer.flat(interval, window.start, window.flatPrice, revision, quality));
      return;
    }
    window.sentQuality = quality;
    sink.bar(writer.bar(interval, window.start, window.traded, true, revision, quality));
  }

  /** Forgets what can no longer change. */
  void prune() {
    windows.prune(frontier, watermark, downtime, suspects);
    coverage.forgetUntil(Math.min(frontier, watermark.pastUntil()));
    recent = null;
  }

  // What was missed

  Coverage coverage() {
    return coverage;
  }

  /** Data was missed: the closed bars concerned are sent again. */
  void markGap(long from, long to) {
    coverage.markGap(from, to);
    long start = interval.start(from);
    long end = interval.end(interval.start(to));
    for (int i = windows.from(start); i < windows.size(); i++) {
      Window window = windows.get(i);
      if (window.start >= Math.min(end, frontier)) {
        break;
      }
      if (window.sentQuality != Bar.Quality.GAP
          && coverage.quality(window.start, window.end) == Bar.Quality.GAP) {
        sendClosed(window);
      }
    }
    open.changed(start, end);
  }

  /** What is known of the window of that time changed. */
  void changedAt(long time) {
    open.changed(time, time + 1);
  }

  /** Adds what the open windows in {@code [from, to)} hold to {@code into}. */
  void collectOpen(long from, long to, Accumulator into) {
    for (int i = windows.from(Math.max(from, frontier)); i < windows.size(); i++) {
      if (windows.get(i).start >= to) {
        return;
      }
      into.merge(windows.get(i).traded);
    }
  }
}
