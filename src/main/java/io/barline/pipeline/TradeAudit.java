package io.barline.pipeline;

import io.barline.bar.BarSeries;
import io.barline.market.Bar;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Trade;
import io.barline.market.UtcNanos;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares each minute of one instrument's trades, once it is over, with what the exchange tells of
 * it then: where ids do not count up by one, nothing else shows that single trades were not
 * streamed. Left out are minutes of which part was not streamed, or is known to be missing.
 *
 * <p>It looks at the exchange's own bar; where the exchange weighs trades for that, at the trades.
 * Of a difference it makes sure {@link #SURE} later.
 */
final class TradeAudit {
  /** Most minutes that are not compared yet; the oldest is given up for another. */
  static final int MOST = 5;

  /** How long a trade may be on its way. */
  static final long SURE = 5 * UtcNanos.SECOND;

  private static final Interval MINUTE = Interval.M1;

  private final Instrument instrument;
  private final Pipeline.Shared shared;
  private final BarSeries series;
  private final TradeHoles holes;
  private final TradeSuccession trades;

  /** The oldest first. */
  private final List<AuditedMinute> minutes = new ArrayList<>(MOST);

  private final ArrayDeque<AuditedMinute> spare = new ArrayDeque<>(MOST);
  private @Nullable AuditedMinute newest;

  /** Minutes that begin then or later are streamed as a whole. */
  private long since = Long.MAX_VALUE;

  /** Those of {@link BarSeries#retain}, which nobody else has. */
  private long lastId = Long.MIN_VALUE;

  TradeAudit(
      Instrument instrument,
      Pipeline.Shared shared,
      BarSeries series,
      TradeHoles holes,
      TradeSuccession trades) {
    this.instrument = instrument;
    this.shared = shared;
    this.series = series;
    this.holes = holes;
    this.trades = trades;
  }

  // What is streamed

  /** All trades are streamed from that exchange time on, if they were not. */
  void begin(long time) {
    if (since == Long.MAX_VALUE && isAudited()) {
      since = time;
    }
  }

  private boolean isAudited() {
    return !trades.isContiguous()
        && shared.repairs().audits(instrument)
        && (shared.weighed() || shared.repairs().hasBars(instrument, MINUTE));
  }

  /** Whatever is from {@code time} on may have been missed, until {@link #begin}. */
  void interrupt(long time) {
    miss(time, Long.MAX_VALUE);
    since = Long.MAX_VALUE;
  }

  /** Something is or may be missing from {@code from} to {@code to}, both inclusive. */
  void miss(long from, long to) {
    for (int i = 0; i < minutes.size(); i++) {
      AuditedMinute minute = minutes.get(i);
      if (minute.start <= to && minute.end > from) {
        minute.excluded = true;
      }
    }
  }

  /** A trade counts. */
  void on(Trade trade) {
    long time = trade.exchangeTime();
    AuditedMinute minute = newest;
    if (minute == null || time < minute.start || time >= minute.end) {
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

  // Comparing

  /**
   * Time passed.
   *
   * @param exchangeNow the exchange's
   * @param now the gateway's
   * @param undecided whether trades are held back of which it is not known whether they count
   */
  void advance(long exchangeNow, long now, boolean undecided) {
    if (since == Long.MAX_VALUE && minutes.isEmpty()) {
      return;
    }
    AuditedMinute last = newest;
    if (last == null || exchangeNow >= last.end) {
      var _ = begunAt(MINUTE.start(exchangeNow));
    }
    for (int i = 0; i < minutes.size(); i++) {
      AuditedMinute minute = minutes.get(i);
      if (minute.excluded && !minute.asked) {
        end(minute);
        i--;
      } else if (!minute.asked && !undecided && exchangeNow >= minute.due) {
        ask(minute, now);
      }
    }
  }

  private void ask(AuditedMinute minute, long now) {
    minute.asked = true;
    if (!shared.weighed()) {
      shared.repairs().audit(instrument, minute.start);
      return;
    }
    Trade before = minute.before;
    if (before == null || !trades.recalls(before)) {
      skip(minute);
      return;
    }
    TradeHole look = holes.look(minute.start, minute.end, before, minute.next, now);
    minute.look = look;
    shared.repairs().audit(instrument, new TradeSearch(look.id, before, minute.next, look.since));
  }

  /** The answer to a look at a bar. */
  void audited(long from, List<Bar> bars, boolean undecided, long now) {
    AuditedMinute minute = asked(from);
    if (minute == null) {
      return;
    }
    Bar bar = bars.isEmpty() ? null : bars.getFirst();
    if (minute.excluded) {
      end(minute);
    } else if (minute.isLike(bar)) {
      count(PipelineCounts.Audit.SAME);
      end(minute);
    } else if (undecided || !minute.doubted) {
      minute.doubted = true;
      minute.asked = false;
      minute.due = shared.clock().at(now) + SURE;
    } else {
      count(PipelineCounts.Audit.DIFFERENT);
      holes.different(
          minute.start, minute.end, minute.before, minute.next, minute.difference(bar), now);
      end(minute);
    }
  }

  void unavailable(long from) {
    AuditedMinute minute = asked(from);
    if (minute != null) {
      skip(minute);
    }
  }

  private @Nullable AuditedMinute asked(long from) {
    for (int i = 0; i < minutes.size(); i++) {
      if (minutes.get(i).start == from && minutes.get(i).asked) {
        return minutes.get(i);
      }
    }
    return null;
  }

  /** The answer to a look at trades; false where it is to another search. */
  boolean found(long hole, List<Trade> found, long now) {
    AuditedMinute minute = lookedAt(hole);
    if (minute == null) {
      return false;
    }
    TradeHole look = minute.look;
    minute.look = null;
    if (look != null && minute.excluded) {
      holes.forget(look);
    } else if (look != null) {
      boolean missed = holes.looked(look, found, now);
      count(missed ? PipelineCounts.Audit.DIFFERENT : PipelineCounts.Audit.SAME);
    }
    end(minute);
    return true;
  }

  /** As {@link #found}, where trades can't be had. */
  boolean unavailableTrades(long hole) {
    AuditedMinute minute = lookedAt(hole);
    if (minute != null) {
      skip(minute);
    }
    return minute != null;
  }

  private @Nullable AuditedMinute lookedAt(long hole) {
    for (int i = 0; i < minutes.size(); i++) {
      TradeHole look = minutes.get(i).look;
      if (look != null && look.id == hole) {
        return minutes.get(i);
      }
    }
    return null;
  }

  private void skip(AuditedMinute minute) {
    if (!minute.excluded) {
      count(PipelineCounts.Audit.SKIPPED);
    }
    end(minute);
  }

  private void count(PipelineCounts.Audit outcome) {
    PipelineCounts.increase(shared.counts().audits(outcome), 1);
  }

  private void end(AuditedMinute minute) {
    TradeHole look = minute.look;
    minute.look = null;
    if (look != null) {
      holes.forget(look);
    }
    minutes.remove(minute);
    series.release(minute.id);
    if (newest != minute) {
      spare.add(minute);
    }
  }
}
