package io.barline.pipeline;

import io.barline.bar.BarSeries;
import io.barline.market.Channel;
import io.barline.market.Gap;
import io.barline.market.GapFilled;
import io.barline.market.Instrument;
import io.barline.market.Trade;
import io.barline.market.UtcNanos;
import java.util.ArrayList;
import java.util.List;

/** The holes in the trades of one instrument: what the stream and searches show of them. */
final class TradeHoles {
  /** How long a hole whose end is not known stays untold. */
  static final long UNTOLD = 30 * UtcNanos.SECOND;

  /** So long an exchange takes at most to send trades again on subscribing, once it began. */
  static final long SENDING_AGAIN = UtcNanos.SECOND / 5;

  private final Instrument instrument;
  private final Pipeline.Shared shared;
  private final TradeSuccession trades;
  private final BarSeries series;
  private final HoleNotices notices;
  private final OpenHoles open;
  private final HoleSearches searches;
  private final FoundTrades finding;
  private final ComparedSpans compared;

  TradeHoles(
      Instrument instrument,
      Pipeline.Shared shared,
      Admission admission,
      OpenStreams streams,
      TradeSuccession trades,
      BarSeries series,
      ExchangeBarSearch bars,
      AuditedMinutes minutes) {
    this.instrument = instrument;
    this.shared = shared;
    this.trades = trades;
    this.series = series;
    this.notices = new HoleNotices(instrument, shared, streams);
    this.open = new OpenHoles(instrument, shared, trades, series, bars, minutes, notices);
    this.searches = open.searches;
    this.finding = new FoundTrades(admission, trades);
    this.compared = new ComparedSpans(shared, trades, series, notices, open, finding);
  }

  /** The spans that are compared with what the exchange tells of them. */
  ComparedSpans compared() {
    return compared;
  }

  // What the stream shows

  /** What comes next may come after a hole. */
  void interrupted(Gap.Cause cause, String reason, long now) {
    if (!trades.interrupt(cause, reason, now)) {
      return;
    }
    TradeHole hole = open.endless;
    Trade last = trades.settled(now);
    if (hole == null && last != null) {
      hole = open.open(last, trades.settledTime(now), cause, reason);
      open.endless = hole;
      series.down(hole.id, hole.from);
    }
    if (hole != null) {
      hole.wanted = false;
      hole.continuedAt = 0;
      hole.outgrown = true;
      hole.withheld |= cause == Gap.Cause.STALE;
    }
  }

  /**
   * The trade that just came was sent before the source was confirmed: what lies between it and the
   * confirmation may be missed too.
   */
  void straggled(long now) {
    trades.straggle();
    if (open.endless == null) {
      interrupted(trades.cause(), trades.reason(), now);
      trades.straggle();
    }
  }

  /**
   * A sample of what is polled came: trades may be missing before it, and after it.
   *
   * @return whether the hole goes on; else it is not looked after any more, and ends
   */
  boolean sampled(Trade sample) {
    TradeHole hole = open.endless;
    if (hole == null) {
      missed(sample);
      return false;
    }
    notices.missed(
        hole, Math.max(hole.from, sample.exchangeTime()), trades.missed(), sample.receiveTime());
    return true;
  }

  /** Trades may have been missed before the first one came. */
  void unseen(long from, long to, Gap.Cause cause, String reason, long now) {
    notices.unseen(from, to, cause, reason, now);
  }

  /** Trades are streamed again: what was missed before is searched for, if anything was. */
  void streamed(long now) {
    TradeHole hole = open.endless;
    if (hole != null && !trades.isPolled()) {
      hole.since = now;
      searches.want(hole);
    }
  }

  /**
   * A trade was sent again, so that none after it is missing once all of them were: until then the
   * bars of that time lack some.
   */
  void continued(long now) {
    TradeHole hole = open.endless;
    if (hole != null) {
      hole.continuedAt = now;
      searches.drop(hole);
    }
  }

  /** No trade is missing before the one that just came. */
  void unbroken(long now) {
    TradeHole hole = open.endless;
    if (hole != null && hole.lacking != null) {
      endUnknown(hole, hole.lacking, now);
    } else if (hole != null) {
      open.fill(hole, GapFilled.By.STREAM, now);
    }
  }

  /** Time passed: a hole is told in the end even where no trade ends it. */
  void advance(long now) {
    TradeHole hole = open.endless;
    if (hole == null || trades.isSampling()) {
      return;
    }
    if (hole.continuedAt != 0) {
      if (now - hole.continuedAt >= SENDING_AGAIN) {
        unbroken(now);
      }
      return;
    }
    if (hole.noticed == 0) {
      hole.noticed = now;
    } else if (hole.told.isEmpty() && now - hole.noticed >= UNTOLD) {
      tellEndless(hole, Math.max(hole.from, shared.clock().at(now)), now);
    }
  }

  private void tellEndless(TradeHole hole, long to, long now) {
    notices.missed(hole, to, hole.missed(hole.reason + ": trades may be missing since"), now);
  }

  /** Tells of a hole without a known end up to now; returns the end that it is told with. */
  private long tellUnknown(TradeHole hole, long now) {
    long to = open.end(hole);
    if (hole.told.isEmpty() || to > hole.toldUntil) {
      tellEndless(hole, to, now);
    }
    return to;
  }

  /** Whether anything is missing in a hole that no trade ended can't be found out. */
  private void endUnknown(TradeHole hole, String reason, long now) {
    long to = tellUnknown(hole, now);
    if (trades.isContiguous() && hole.lacking == null) {
      // The id of the next trade will show it.
      notices.unfilled(hole, reason);
      return;
    }
    if (open.endless == hole) {
      open.endless = null;
      var _ = trades.resume();
    }
    series.gap(hole.id, hole.from, to);
    open.giveUp(hole, reason, now);
  }

  /** Trades are missing before that one. */
  void missed(Trade next) {
    TradeSuccession.Missed missed = trades.missed();
    Trade before = trades.before();
    TradeHole hole = open.endless;
    if (missed.anew()) {
      lose(next.receiveTime());
    }
    if (hole == null) {
      long from = Math.min(missed.since(), next.exchangeTime());
      hole = open.open(before == null ? next : before, from, missed.cause(), missed.detail());
    }
    open.endless = null;
    hole.next = next;
    hole.sampled = trades.isPolled();
    hole.since = hole.sampled ? next.receiveTime() : hole.since;
    hole.missing = missed.count();
    notices.missed(
        hole,
        Math.max(hole.from, next.exchangeTime()),
        missed.besides(hole.known),
        next.receiveTime());
    series.gap(hole.id, hole.from, next.exchangeTime());
    if (hole.sampled && !missed.findable()) {
      open.abandon(hole, "polled trades are samples, which are not repaired");
    } else if (!missed.findable()) {
      hole.lost = true;
      open.giveUp(hole, missed.detail(), next.receiveTime());
    } else if (hole.lacking != null && !searches.isSearched(hole)) {
      open.giveUp(hole, hole.lacking, next.receiveTime());
    } else if (!searches.isSearched(hole) || hole.outgrown) {
      searches.want(hole);
    }
  }

  /** Ids begin anew: none shows any more what was missed before. */
  private void lose(long now) {
    List<TradeHole> lost = new ArrayList<>();
    for (TradeHole hole : open.all()) {
      if (hole != open.endless && !hole.over && !hole.lost) {
        hole.lost = true;
        hole.wanted = false;
        lost.add(hole);
      }
    }
    for (TradeHole hole : lost) {
      if (!hole.givenUp) {
        open.giveUp(hole, "trade ids begin anew", now);
      }
    }
  }

  /**
   * Trades came that were not believed: only the exchange's own bars can tell whether they were
   * right.
   */
  void rejected(List<Trade> rejected, String reason, long now) {
    Trade newest = rejected.getFirst();
    long from = newest.exchangeTime();
    for (Trade trade : rejected) {
      from = Math.min(from, trade.exchangeTime());
      newest = trade.exchangeTime() >= newest.exchangeTime() ? trade : newest;
    }
    TradeHole hole = open.open(newest, from, Gap.Cause.REJECTED, reason);
    hole.next = newest;
    hole.missing = rejected.size();
    notices.rejected(hole, newest.exchangeTime(), now);
    series.gap(hole.id, from, newest.exchangeTime());
    if (trades.isPolled()) {
      open.abandon(hole, reason);
    } else {
      open.giveUp(hole, reason);
    }
  }

  /** A trade came that had been missed, and counts by now. */
  void late(Trade trade) {
    List<TradeHole> holes = open.all();
    for (int i = 0; i < holes.size(); i++) {
      TradeHole hole = holes.get(i);
      if (!hole.over && !hole.lost && hole.holds(trade)) {
        hole.known++;
        Trade next = hole.next;
        if (next != null && trades.isWhole(hole.last, next)) {
          open.fill(hole, GapFilled.By.STREAM, trade.receiveTime());
        }
        return;
      }
    }
  }

  // What a search shows

  /** Some of what is found: the trades are told at once, and the bars when all are there. */
  void coming(long id, List<Trade> part, long now) {
    TradeHole hole = searches.underWay(id);
    if (hole != null) {
      var _ = finding.take(hole, part);
      open.publishPart(hole, now);
    }
  }

  void found(long id, List<Trade> answer, long now) {
    TradeHole hole = searches.answered(id);
    if (hole != null) {
      var _ = finding.take(hole, answer);
      String lacking = hole.lacking;
      if (lacking == null || hole.outgrown) {
        found(hole, now);
      } else if (hole.hasEnd()) {
        open.giveUp(hole, lacking, now);
      } else if (awaitsData(hole)) {
        tellUnknown(hole, now);
      } else {
        endUnknown(hole, lacking, now);
      }
    }
    searches.next();
  }

  /**
   * Whether only data shows that nothing is withheld any more: where it was before, a confirmation
   * does not.
   */
  private boolean awaitsData(TradeHole hole) {
    return hole == open.endless && hole.withheld && !trades.isContiguous();
  }

  private void found(TradeHole hole, long now) {
    Trade next = hole.next;
    if (hole.outgrown || awaitsData(hole)) {
      open.bring(hole, now);
      hole.searchedTo = hole.newestFound;
      if (next != null && !hole.wanted) {
        searches.want(hole);
      }
    } else if (next != null && !searches.hadEnd() && !trades.isWhole(hole.last, next)) {
      searches.want(hole);
    } else if (next != null && trades.hasLostTrackSince(hole.last)) {
      open.giveUp(hole, FoundTrades.FORGOTTEN, now);
    } else {
      open.fill(hole, GapFilled.By.TRADES, now);
    }
  }

  void unavailable(long id, String reason, long now) {
    TradeHole hole = searches.answered(id);
    if (hole != null && !hole.wanted) {
      if (hole.hasEnd()) {
        open.giveUp(hole, reason, now);
      } else if (awaitsData(hole)) {
        hole.lacking = reason;
        tellUnknown(hole, now);
      } else if (!hole.outgrown) {
        endUnknown(hole, reason, now);
      }
    }
    searches.next();
  }

  /** Nobody wants what is made of the trades there any more. */
  void drop(Channel channel) {
    open.all().forEach(hole -> notices.drop(hole, channel));
  }

  /** Nobody wants the trades any more. */
  void end() {
    for (TradeHole hole : List.copyOf(open.all())) {
      open.bring(hole, hole.newestFound.receiveTime());
      notices.unfilled(hole, "nobody wants the trades any more");
    }
    open.all().clear();
    shared.repairs().forget(instrument);
  }
}
