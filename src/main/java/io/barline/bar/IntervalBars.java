package io.barline.bar;

import io.barline.market.Bar;
import io.barline.market.Interval;
import io.barline.market.Trade;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bars of one interval. Windows that start before the frontier are closed, whether or not
 * anything was traded in them; what trades of an open window add up to is handed to the longer
 * intervals when it closes, and a trade of a closed window goes on to them by itself. Trades,
 * closing and gaps move the same frontier over the same windows, so they stand together.
 */
final class IntervalBars {
  /** Most flat bars made in one go, when the clock jumps; the rest of the span is skipped. */
  static final int MOST_FLATS = ClosedBars.MOST_FLATS;

  static final IntervalBars[] NONE = {};

  final Interval interval;

  /** The interval whose closed windows are merged into this one's; null where trades are added. */
  @Nullable IntervalBars feeder;

  /** The intervals that this one feeds, shortest first. */
  IntervalBars[] fed = NONE;

  private final BarSink sink;
  private final Watermark watermark;
  private final Holes holes;
  private final OpenBar open;
  private final Windows windows = new Windows();
  private final Coverage coverage;
  private final ClosedBars closed;

  /** The start of the first window: none before it is ever begun for what was missed. */
  private final long first;

  private long frontier;
  private long frontierEnd;
  private @Nullable Window recent;

  IntervalBars(
      Interval interval,
      Coverage coverage,
      long openFrom,
      BarSettings settings,
      BarSink sink,
      BarWriter writer,
      Watermark watermark,
      Holes holes) {
    this.interval = interval;
    this.coverage = coverage;
    this.sink = sink;
    this.watermark = watermark;
    this.holes = holes;
    closed = new ClosedBars(interval, windows, coverage, sink, writer);
    open = new OpenBar(this, settings.liveInterval().toNanos(), sink, writer, watermark);
    first = interval.start(openFrom);
    setFrontier(first);
  }

  void want(boolean live, boolean wantFlat) {
    open.want(live);
    closed.want(wantFlat);
  }

  OpenBar open() {
    return open;
  }

  /** The start of the first window that is not closed. */
  long frontier() {
    return frontier;
  }

  boolean keeps(long start) {
    int index = windows.from(start);
    return index < windows.size() && windows.get(index).start == start;
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
    if (window == null || isTooLate(window)) {
      sink.tooLate(trade, interval);
    } else if (window.replacement == null) {
      window.traded.add(trade, arrival);
      closed.revise(window);
    }
    for (IntervalBars longer : fed) {
      longer.add(trade, arrival);
    }
  }

  private boolean isTooLate(Window window) {
    return watermark.isPast(window.end) && !holes.touch(window.start, window.end);
  }

  /** Adds a trade that was missed; what is closed is sent by {@link #settle}. */
  void restore(Trade trade, long arrival) {
    long start = interval.start(trade.exchangeTime());
    Window window = windowAt(start);
    if (window != null && start >= frontier) {
      window.traded.add(trade, arrival);
      return;
    }
    if (window == null) {
      if (start >= first) {
        sink.tooLate(trade, interval);
      }
    } else if (window.replacement == null) {
      window.traded.add(trade, arrival);
      window.changed = true;
    }
    for (IntervalBars longer : fed) {
      longer.restore(trade, arrival);
    }
  }

  /** Adds a bar of the exchange that was missed; it is sent by {@link #settle}. */
  void restore(Bar part) {
    long start = interval.start(part.timestamp());
    Window window = windowAt(start);
    if (window != null) {
      window.traded.add(part);
      window.changed = start < frontier;
    } else if (start >= first) {
      sink.tooLate(part, interval);
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
        closed.revise(window);
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
    closed.empty(index);
  }

  /** The window, begun if it was not there; null where it is too late to begin it. */
  private @Nullable Window windowAt(long start) {
    return windowAt(start, false);
  }

  private @Nullable Window windowAt(long start, boolean always) {
    int index = windows.from(start);
    if (index < windows.size() && windows.get(index).start == start) {
      return windows.get(index);
    }
    long end = interval.end(start);
    boolean touched = start >= first && holes.touch(start, end);
    boolean mayBegin = !watermark.isPast(end) || (touched && !windows.isForgotten(start));
    if (start < frontier && !mayBegin && !always) {
      return null;
    }
    Window window = new Window(start, end);
    window.sent = closed.keep(start);
    windows.insert(index, window);
    return window;
  }

  /** What was open in the shorter interval is never too late for this one. */
  private void merge(Window shorter) {
    long start = interval.start(shorter.start);
    Window window = windowAt(start, start >= first);
    if (window != null) {
      if (window.start >= frontier) {
        window.traded.merge(shorter.traded);
        return;
      }
      if (window.replacement == null) {
        window.traded.merge(shorter.traded);
        closed.revise(window);
      }
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

  /** A trade of that time is held back: a window that was dropped is not begun again for it. */
  void suspect(long time) {
    long start = interval.start(time);
    long end = interval.end(start);
    boolean gone = start < frontier && watermark.isPast(end) && !holes.touch(start, end);
    if (gone && !keeps(start) && !closed.isDropped(start)) {
      windows.forget(start, end);
    }
    open.changed(time, time + 1);
  }

  /** The time was told, after what is due was closed. */
  void tellTime() {
    windows.tellTime();
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
      int made = closed.makeFlats(frontier, window.start, MOST_FLATS - flats);
      flats += made;
      index += made + 1;
      close(window);
    }
    closed.makeFlats(frontier, boundary, MOST_FLATS - flats);
    setFrontier(boundary);
  }

  private void close(Window window) {
    setFrontier(window.end);
    closed.close(window);
    mergeIntoLonger(window);
  }

  /** Forgets what can no longer change. */
  void prune() {
    closed.prune(mergedUntil(), watermark, holes);
    recent = null;
  }

  /** Up to where no shorter interval still has something open to be merged into closed windows. */
  private long mergedUntil() {
    return feeder == null ? frontier : Math.min(frontier, feeder.mergedUntil());
  }

  // What was missed

  Coverage coverage() {
    return coverage;
  }

  /** Data was missed for good, both inclusive: the closed bars concerned are sent again. */
  void markGap(long from, long to) {
    coverage.markGap(from, to);
    doubt(from, to);
  }

  /** Data was missed, as the holes tell: the closed bars concerned are sent again. */
  void doubt(long from, long to) {
    closed.doubt(from, to, frontier);
    open.changed(from, to);
  }

  /** Trades of that span that were held back are decided: the closed bars concerned are sent. */
  void decide(long from, long to) {
    closed.decide(from, to, frontier);
    open.changed(from, to);
  }

  /** What was missed, both inclusive, is known now: the closed bars concerned are sent once. */
  void settle(long from, long to) {
    closed.settle(from, to, frontier);
    open.changed(from, to);
  }

  /** Takes the exchange's own bars of closed windows, within {@code [from, to)}. */
  void replace(long from, long to, List<Bar> bars) {
    closed.replace(from, Math.min(to, frontier), bars, frontier);
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
