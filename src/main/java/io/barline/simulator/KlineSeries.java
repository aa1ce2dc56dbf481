package io.barline.simulator;

import io.barline.market.Interval;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The bars of one interval: the closed ones, of which the newest are kept, and the open one. */
final class KlineSeries {
  static final int KEPT = 1_500;

  final Interval interval;
  final MarketStream stream;
  private final Consumer<KlineSeries> onClose;
  private final Deque<Kline> closed = new ArrayDeque<>();
  private @Nullable Kline current;
  private boolean changed;
  private long lastTold;

  /** {@code onClose} is called while the bar that closes is still {@link #current}. */
  KlineSeries(Interval interval, MarketStream stream, Consumer<KlineSeries> onClose) {
    this.interval = interval;
    this.stream = stream;
    this.onClose = onClose;
  }

  void add(Execution trade, long quoteVolume) {
    long start = interval.start(trade.time());
    Kline bar = current;
    if (bar == null) {
      bar = new Kline(start, interval.end(start), trade.price());
      current = bar;
    } else if (start < bar.start) {
      addLate(start, trade, quoteVolume);
      return;
    } else if (start > bar.start) {
      bar = closeUntil(trade.time(), bar);
    }
    bar.add(trade, quoteVolume);
    changed = true;
  }

  /** The exchange's REST tells late trades in the closed bar; its stream doesn't tell it again. */
  private void addLate(long start, Execution trade, long quoteVolume) {
    for (Iterator<Kline> bars = closed.descendingIterator(); bars.hasNext(); ) {
      Kline bar = bars.next();
      if (bar.start == start) {
        bar.add(trade, quoteVolume);
        return;
      }
    }
  }

  /** Closes every bar that ends at or before {@code time}, in order, empty ones included. */
  void closeUntil(long time) {
    if (current != null) {
      closeUntil(time, current);
    }
  }

  private Kline closeUntil(long time, Kline open) {
    Kline bar = open;
    while (bar.end <= time) {
      onClose.accept(this);
      closed.add(bar);
      if (closed.size() > KEPT) {
        closed.remove();
      }
      long start = nextStart(bar, time);
      bar = new Kline(start, interval.end(start), bar.close);
      current = bar;
      changed = false;
    }
    return bar;
  }

  /** A leap of the clock makes no more empty bars than are kept. */
  private long nextStart(Kline bar, long time) {
    long length = bar.end - bar.start;
    return (time - bar.end) / length <= KEPT ? bar.end : interval.start(time - KEPT * length);
  }

  @Nullable Kline current() {
    return current;
  }

  /** The open bar if it is time to tell it, once. */
  @Nullable Kline due(long time, long period) {
    if (!changed || time < lastTold + period) {
      return null;
    }
    changed = false;
    lastTold = time;
    return current;
  }

  /** All bars, the open one last. */
  List<Kline> all() {
    List<Kline> bars = new ArrayList<>(closed);
    if (current != null) {
      bars.add(current);
    }
    return bars;
  }
}
