package io.barline.bar;

import io.barline.market.Bar;
import org.jspecify.annotations.Nullable;

/**
 * The open bar of an interval: the window of the newest trade, sent as it changes if that is
 * wanted, at most once per live interval of receive time.
 */
final class OpenBar {
  private final IntervalBars bars;
  private final long liveInterval;
  private final BarSink sink;
  private final BarWriter writer;
  private final Watermark watermark;
  private final Accumulator sum = new Accumulator();

  private boolean live;
  private long start = Watermark.NONE;
  private long end = Watermark.NONE;
  private long sentAt = Watermark.NONE;

  /** Whether it changed since it was last sent. */
  private boolean held;

  OpenBar(
      IntervalBars bars, long liveInterval, BarSink sink, BarWriter writer, Watermark watermark) {
    this.bars = bars;
    this.liveInterval = liveInterval;
    this.sink = sink;
    this.writer = writer;
    this.watermark = watermark;
  }

  void want(boolean wantLive) {
    live = wantLive;
    held &= wantLive;
  }

  /** A trade of that time was added, to this interval or to a shorter one that feeds it. */
  void traded(long time) {
    if (live) {
      follow();
      if (time >= start && time < end) {
        held = true;
        send();
      }
    }
  }

  /** What is known of {@code [from, to)} changed. */
  void changed(long from, long to) {
    held |= live && start < to && end > from;
  }

  private void follow() {
    long newest = watermark.newestTrade();
    if (newest != Watermark.NONE && newest >= end) {
      start = bars.interval.start(newest);
      end = bars.interval.end(start);
    }
  }

  /** Sends it if it changed and the live interval is over. */
  void send() {
    if (!held) {
      return;
    }
    long elapsed = writer.receiveTime - sentAt;
    if (sentAt != Watermark.NONE && elapsed >= 0 && elapsed < liveInterval) {
      return;
    }
    held = false;
    Bar bar = current();
    if (bar != null) {
      sentAt = writer.receiveTime;
      sink.bar(bar);
    }
  }

  /** The open bar; null where the newest trade's window is closed. */
  @Nullable Bar current() {
    follow();
    if (start < bars.frontier()) {
      return null;
    }
    sum.clear();
    for (IntervalBars part = bars; part != null; part = part.feeder) {
      part.collectOpen(start, end, sum);
    }
    return sum.isEmpty()
        ? null
        : writer.bar(bars.interval, start, sum, false, 0, bars.coverage().quality(start, end));
  }
}
