package io.barline.pipeline;

import io.barline.bar.BarSeries;
import io.barline.market.Interval;
import io.barline.market.Trade;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The minutes of one instrument's trades that are not compared yet, and what counted in each. Their
 * windows are kept until then. Of more than {@link #MOST} the oldest is given up.
 */
final class AuditedMinutes {
  static final int MOST = 5;

  static final Interval MINUTE = Interval.M1;

  private final Pipeline.Shared shared;
  private final BarSeries series;
  private final TradeSuccession trades;

  /** The oldest first. */
  private final List<AuditedMinute> minutes = new ArrayList<>(MOST);

  private final ArrayDeque<AuditedMinute> spare = new ArrayDeque<>(MOST);
  private @Nullable AuditedMinute newest;

  /** Minutes that begin then or later are compared. */
  private long since = Long.MAX_VALUE;

  /** Those of {@link BarSeries#retain}, which nobody else has. */
  private long lastId = Long.MIN_VALUE;

  AuditedMinutes(Pipeline.Shared shared, BarSeries series, TradeSuccession trades) {
    this.shared = shared;
    this.series = series;
    this.trades = trades;
  }

  /** All trades from that exchange time on are streamed, or known to be missing. */
  void begin(long time) {
    if (since == Long.MAX_VALUE) {
      since = time;
    }
  }

  /** What is from {@code time} on is not seen as a whole, until {@link #begin}. */
  void stop(long time) {
    exclude(time, Long.MAX_VALUE);
    since = Long.MAX_VALUE;
  }

  /** Something from {@code from} to {@code to}, both inclusive, is missing for good. */
  void exclude(long from, long to) {
    for (int i = 0; i < minutes.size(); i++) {
      AuditedMinute minute = minutes.get(i);
      if (minute.start <= to && minute.end > from) {
        minute.excluded = true;
      }
    }
  }

  /** A trade counts, streamed or found. */
  void add(Trade trade) {
    long time = trade.exchangeTime();
    AuditedMinute minute = newest;
    if (minute == null || !minute.holds(time)) {
      minute = find(time);
      if (minute == null) {
        return;
      }
    }
    if (minute.add(trade)) {
      follow(trade);
    }
  }

  /** It is the first of its minute: it comes after those before. */
  private void follow(Trade trade) {
    for (int i = 0; i < minutes.size(); i++) {
      AuditedMinute before = minutes.get(i);
      if (before.next == null && before.end <= trade.exchangeTime()) {
        before.next = trade;
      }
    }
  }

  /** The minute of that time, begun if it is new; null where it is not compared. */
  private @Nullable AuditedMinute find(long time) {
    if (minutes.isEmpty() && time < since) {
      return null; // as always where ids are contiguous
    }
    for (int i = 0; i < minutes.size(); i++) {
      if (minutes.get(i).holds(time)) {
        return minutes.get(i);
      }
    }
    return begunAt(MINUTE.start(time));
  }

  private @Nullable AuditedMinute begunAt(long start) {
    AuditedMinute last = newest;
    if (start < since || (last != null && start <= last.start)) {
      return null;
    }
    if (minutes.size() == MOST) {
      skip(minutes.getFirst());
    }
    AuditedMinute minute = spare.isEmpty() ? new AuditedMinute() : spare.removeLast();
    Trade before = trades.before();
    Trade latest = trades.last();
    if (latest != null && latest.exchangeTime() < start) {
      before = latest;
    }
    lastId++;
    minute.begin(
        lastId,
        start,
        MINUTE.end(start),
        before != null && before.exchangeTime() < start ? before : null);
    series.retain(lastId, start, minute.end - 1);
    minutes.add(minute);
    newest = minute;
    return minute;
  }

  /** Time passed: a minute in which nothing trades is compared, too. */
  void advance(long exchangeNow) {
    AuditedMinute last = newest;
    if (since != Long.MAX_VALUE && (last == null || exchangeNow >= last.end)) {
      var _ = begunAt(MINUTE.start(exchangeNow));
    }
  }

  int size() {
    return minutes.size();
  }

  /** The oldest is that at 0. */
  AuditedMinute get(int index) {
    return minutes.get(index);
  }

  /** It is not found out whether anything of it was missed. */
  void skip(AuditedMinute minute) {
    if (!minute.excluded) {
      PipelineCounts.increase(shared.counts().audits(PipelineCounts.Audit.SKIPPED), 1);
    }
    end(minute);
  }

  /** Nothing more is to be found out. */
  void end(AuditedMinute minute) {
    TradeHole look = minute.look;
    minute.look = null;
    if (look != null) {
      series.release(look.id);
    }
    minutes.remove(minute);
    series.release(minute.id);
    if (newest != minute) {
      spare.add(minute);
    }
  }
}
