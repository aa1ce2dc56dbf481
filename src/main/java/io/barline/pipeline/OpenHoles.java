package io.barline.pipeline;

import io.barline.bar.BarSeries;
import io.barline.market.Gap;
import io.barline.market.GapFilled;
import io.barline.market.Instrument;
import io.barline.market.Trade;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The holes that there are in the trades of one instrument, and what becomes of each: the trades
 * that are found count, what is filled is told, and what can't be is left to the exchange's own
 * bars. When there are as many as there may be, the oldest is given up; of those that are given up,
 * the oldest is no longer looked after, except for its bars.
 */
final class OpenHoles {
  static final int MOST = 64;

  private final Pipeline.Shared shared;
  private final TradeSuccession trades;
  private final BarSeries series;
  private final ExchangeBarSearch bars;
  private final AuditedMinutes minutes;
  private final HoleNotices notices;

  /** The oldest first. */
  private final List<TradeHole> holes = new ArrayList<>();

  /** The searches for their trades. */
  final HoleSearches searches;

  /** That of the interruption after which no trade came yet. */
  @Nullable TradeHole endless;

  OpenHoles(
      Instrument instrument,
      Pipeline.Shared shared,
      TradeSuccession trades,
      BarSeries series,
      ExchangeBarSearch bars,
      AuditedMinutes minutes,
      HoleNotices notices) {
    this.shared = shared;
    this.trades = trades;
    this.series = series;
    this.bars = bars;
    this.minutes = minutes;
    this.notices = notices;
    this.searches = new HoleSearches(instrument, shared, holes);
  }

  /** All of them, the oldest first. */
  List<TradeHole> all() {
    return holes;
  }

  /** Another one, after {@code last}. */
  TradeHole open(Trade last, long from, Gap.Cause cause, String reason) {
    TradeHole hole = new TradeHole(shared.gaps().nextId(), last, from, cause, reason);
    adopt(hole);
    return hole;
  }

  /** One that was none so far. */
  void adopt(TradeHole hole) {
    holes.removeIf(each -> each.over);
    holes.add(hole);
    makeRoom();
    rememberEnough();
  }

  /** Those that are given up wait for the exchange's bars, which may take until a month is over. */
  private void makeRoom() {
    TradeHole oldest = null;
    TradeHole oldestGivenUp = null;
    int open = 0;
    int givenUp = 0;
    for (TradeHole hole : holes) {
      if (hole.givenUp) {
        oldestGivenUp = oldestGivenUp == null ? hole : oldestGivenUp;
        givenUp++;
      } else {
        oldest = oldest == null ? hole : oldest;
        open++;
      }
    }
    if (oldest != null && open > MOST) {
      abandon(oldest, "too many other holes are open");
    }
    if (oldestGivenUp != null && givenUp > MOST) {
      holes.remove(oldestGivenUp);
    }
  }

  /** Nothing more is done about it: it stays. */
  void abandon(TradeHole hole, String reason) {
    bring(hole, hole.newestFound.receiveTime());
    minutes.exclude(hole.from, hole == endless ? Long.MAX_VALUE : end(hole));
    close(hole);
    bars.forget(hole);
    notices.unfilled(hole, reason);
    series.release(hole.id);
  }

  private void close(TradeHole hole) {
    hole.over = true;
    holes.remove(hole);
    if (endless == hole) {
      endless = null;
    }
    rememberEnough();
    searches.drop(hole);
  }

  /** Of those that are given up no trades are told any more. */
  private void rememberEnough() {
    boolean more = false;
    for (TradeHole hole : holes) {
      more |= !hole.over && !hole.givenUp;
    }
    trades.rememberMore(more);
  }

  /** Whether trades from {@code from} to before {@code to} may still be found. */
  boolean touch(long from, long to) {
    for (int i = 0; i < holes.size(); i++) {
      TradeHole hole = holes.get(i);
      boolean open = !hole.over && !hole.givenUp;
      if (open && hole.from < to && (hole == endless || end(hole) >= from)) {
        return true;
      }
    }
    return false;
  }

  /** Nothing of it is missing any more. */
  void fill(TradeHole hole, GapFilled.By by, long now) {
    long to = end(hole);
    if (endless == hole) {
      var _ = trades.resume();
      series.end(hole.id, to);
    }
    close(hole);
    bars.forget(hole);
    publish(hole, to, hole.known, now);
    series.fill(hole.id, hole.found, hole.rebuilt, now);
    notices.filled(hole, to, by, now);
  }

  /** Tells the trades that were found so far, though more of them come. */
  void publishPart(TradeHole hole, long now) {
    long to = hole.hasEnd() ? end(hole) : Math.max(end(hole), shared.clock().at(now));
    publish(hole, to, Gap.UNKNOWN, now);
  }

  /** Tells the trades that were found, and of the hole before them if it was not told. */
  private void publish(TradeHole hole, long to, long missing, long now) {
    if (hole.published == hole.found.size()) {
      return;
    }
    if (hole.told.isEmpty()) {
      notices.missed(
          hole,
          to,
          new TradeSuccession.Missed(
              hole.from,
              missing,
              hole.cause,
              hole.isSpan() ? hole.reason : hole.reason + ": trades in between were not seen",
              true),
          now);
    }
    List<Trade> untold = hole.found.subList(hole.published, hole.found.size());
    notices.found(untold);
    untold.forEach(minutes::add);
    hole.published = hole.found.size();
  }

  /** The exchange time that it ends with. */
  long end(TradeHole hole) {
    if (hole.isSpan()) {
      return hole.until;
    }
    Trade next = hole.next;
    long end = next != null ? next.exchangeTime() : shared.clock().at(hole.since);
    return Math.max(Math.max(hole.from, end), hole.newestFound.exchangeTime());
  }

  /** Its trades can't be had: the exchange's own bars may be. */
  void giveUp(TradeHole hole, String reason, long now) {
    bring(hole, now);
    giveUp(hole, reason);
  }

  /** Tells and counts what was found so far. */
  void bring(TradeHole hole, long now) {
    if (!hole.found.isEmpty()) {
      publish(hole, end(hole), hole.known, now);
      series.add(hole.id, List.copyOf(hole.found), now);
      hole.found.clear();
      hole.published = 0;
    }
  }

  /** As {@link #giveUp(TradeHole, String, long)}, where none was found. */
  void giveUp(TradeHole hole, String reason) {
    hole.givenUp = true;
    hole.wanted = false;
    rememberEnough();
    notices.tradesUnfilled(hole, reason);
    minutes.exclude(hole.from, end(hole));
    bars.want(hole, end(hole), reason);
    searches.drop(hole);
  }
}
