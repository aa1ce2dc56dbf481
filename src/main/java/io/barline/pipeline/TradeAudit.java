package io.barline.pipeline;

import io.barline.market.Bar;
import io.barline.market.Instrument;
import io.barline.market.Trade;
import io.barline.market.UtcNanos;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Compares each minute of one instrument's trades, once it is over, with what the exchange tells of
 * it then: where ids do not count up by one, nothing else shows that single trades were not
 * streamed. A minute with a hole waits until that is filled, and is left out where it can't be.
 *
 * <p>It looks at the exchange's own bar; where the exchange weighs trades for that, at the trades.
 * Of a difference it makes sure {@link #SURE} later.
 */
final class TradeAudit {
  /** How long a trade may be on its way. */
  static final long SURE = 5 * UtcNanos.SECOND;

  private final Instrument instrument;
  private final Pipeline.Shared shared;
  private final ComparedSpans spans;
  private final TradeSuccession trades;
  private final AuditedMinutes minutes;

  TradeAudit(
      Instrument instrument,
      Pipeline.Shared shared,
      ComparedSpans spans,
      TradeSuccession trades,
      AuditedMinutes minutes) {
    this.instrument = instrument;
    this.shared = shared;
    this.spans = spans;
    this.trades = trades;
    this.minutes = minutes;
  }

  /** All trades from that exchange time on are streamed, or known to be missing. */
  void begin(long time) {
    boolean audited =
        !trades.isContiguous()
            && shared.repairs().audits(instrument)
            && (shared.weighed() || shared.repairs().hasBars(instrument, AuditedMinutes.MINUTE));
    if (audited) {
      minutes.begin(time);
    }
  }

  /**
   * Time passed.
   *
   * @param exchangeNow the exchange's
   * @param now the gateway's
   * @param undecided whether trades are held back of which it is not known whether they count
   */
  void advance(long exchangeNow, long now, boolean undecided) {
    minutes.advance(exchangeNow);
    for (int i = 0; i < minutes.size(); i++) {
      AuditedMinute minute = minutes.get(i);
      if (minute.excluded && !minute.asked) {
        minutes.end(minute);
        i--;
      } else if (!minute.asked && exchangeNow >= minute.due && !undecided && !isHoled(minute)) {
        ask(minute, now);
      }
    }
  }

  private boolean isHoled(AuditedMinute minute) {
    return spans.touch(minute.start, minute.end);
  }

  private void ask(AuditedMinute minute, long now) {
    minute.asked = true;
    if (!shared.weighed()) {
      shared.repairs().audit(instrument, minute.start);
      return;
    }
    Trade before = minute.before;
    if (before == null || !trades.recalls(before)) {
      minutes.skip(minute);
      return;
    }
    TradeHole look = spans.look(minute.start, minute.end, before, minute.next, now);
    minute.look = look;
    shared
        .repairs()
        .audit(
            instrument,
            new TradeSearch(
                look.id, before, minute.next, look.since, shared.clock().at(look.since)));
  }

  /** The answer to a look at a bar. */
  void audited(long from, List<Bar> bars, boolean undecided, long now) {
    AuditedMinute minute = asked(from);
    if (minute == null) {
      return;
    }
    Bar bar = bars.isEmpty() ? null : bars.getFirst();
    boolean decided = !undecided && !isHoled(minute);
    if (minute.excluded) {
      minutes.end(minute);
    } else if (minute.isLike(bar)) {
      count(PipelineCounts.Audit.SAME);
      minutes.end(minute);
    } else if (!decided || !minute.doubted) {
      minute.doubted = decided;
      minute.asked = false;
      minute.due = shared.clock().at(now) + SURE;
    } else {
      count(PipelineCounts.Audit.DIFFERENT);
      spans.different(
          minute.start, minute.end, minute.before, minute.next, minute.difference(bar), now);
      minutes.end(minute);
    }
  }

  void unavailable(long from) {
    AuditedMinute minute = asked(from);
    if (minute != null) {
      minutes.skip(minute);
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
    if (look != null && !minute.excluded) {
      minute.look = null;
      count(spans.looked(look, found, now));
    }
    minutes.end(minute);
    return true;
  }

  /** As {@link #found}, where trades can't be had. */
  boolean unavailableTrades(long hole) {
    AuditedMinute minute = lookedAt(hole);
    if (minute != null) {
      minutes.skip(minute);
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

  private void count(PipelineCounts.Audit outcome) {
    PipelineCounts.increase(shared.counts().audits(outcome), 1);
  }
}
