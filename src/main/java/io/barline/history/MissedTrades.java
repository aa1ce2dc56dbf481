package io.barline.history;

import io.barline.exchange.HistoryPage;
import io.barline.exchange.HistoryRequests;
import io.barline.exchange.HistoryRequests.Reach;
import io.barline.exchange.RestRequest;
import io.barline.market.Instrument;
import io.barline.market.Trade;
import io.barline.market.UtcNanos;
import io.barline.pipeline.TradeSearch;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The trades of one search, gathered page by page.
 *
 * <p>What is gathered reaches from the last known trade to the {@code cursor} without a hole: each
 * page has to join on to it. It is all there is once a page holds the trade after the hole, or a
 * later one. Where none came yet, the page has to end the list, and either to hold a trade of the
 * time from which on trades are streamed again, or to have been asked for so late that REST can't
 * lag behind any more.
 *
 * <p>A trade's time is the exchange's. Where the exchange's clock is behind the gateway's, it is
 * only asked again in vain; where it is ahead, {@link TradeSearch#exchangeSince} counts, which is
 * early by no more than a trade takes to arrive: a trade after it would have to be withheld by REST
 * for longer than {@link RepairSettings#delay}, while REST had this one.
 */
final class MissedTrades {
  /** How much newer than the trade after the hole one that was missed may be, in nanoseconds. */
  private static final long BEYOND = 2 * UtcNanos.SECOND;

  private final HistoryRequests requests;
  private final Instrument instrument;
  private final TradeSearch search;

  /** From when on the end of the list is believed as it is, nanoseconds since the epoch. */
  private final long settled;

  private final int most;
  private final List<Trade> found = new ArrayList<>();
  private final Set<Id> ids = new HashSet<>();
  private Trade cursor;

  /** Ids alone are not unique everywhere. */
  private record Id(long sequence, @Nullable String textId, long time) {
    static Id of(Trade trade) {
      return new Id(trade.sequence(), trade.textId(), trade.exchangeTime());
    }
  }

  /**
   * @param settled from when on REST knows all that happened until {@link TradeSearch#since}
   * @param most how many trades are gathered at most
   */
  MissedTrades(
      HistoryRequests requests, Instrument instrument, TradeSearch search, long settled, int most) {
    this.requests = requests;
    this.instrument = instrument;
    this.search = search;
    this.settled = settled;
    this.most = most;
    this.cursor = search.last();
  }

  /** What is to be asked for next. */
  RestRequest request() {
    return requests.trades(instrument, cursor.sequence(), cursor.exchangeTime());
  }

  /**
   * Takes the answer.
   *
   * @param askedAt when it was asked for, nanoseconds since the epoch
   */
  Step take(HistoryPage<Trade> page, long askedAt) {
    List<Trade> trades = page.list();
    Trade next = search.next();
    if (trades.isEmpty()) {
      return new Step.Later("REST tells no trades");
    }
    if (!joins(trades)) {
      return new Step.Never(
          "REST reaches back to %s only, and the trade before the hole was at %s"
              .formatted(time(trades.getFirst()), time(cursor)));
    }
    boolean grew = gather(trades);
    if (found.size() > most) {
      return new Step.Never("too many: more than %d trades were missed".formatted(most));
    }
    if (next != null && reach(trades, next)) {
      return new Step.Done();
    }
    boolean follows = reach(trades, cursor);
    if (isCut(page)) {
      if (!grew) {
        return new Step.Never(
            "more trades happened at %s than REST tells at once".formatted(time(cursor)));
      }
      cursor = trades.getLast();
      return new Step.Further();
    }
    if (next == null && follows && (isPast(trades) || askedAt >= settled)) {
      return new Step.Done();
    }
    if (follows) {
      cursor = trades.getLast();
    }
    return next != null && follows
        ? new Step.Later(
            "REST tells trades until %s, and the one after the hole was at %s"
                .formatted(time(cursor), time(next)))
        : new Step.Later(
            "REST does not tell yet what happened after %s".formatted(time(cursor)),
            follows ? settled : 0);
  }

  /** Whether the page holds a trade from when trades were streamed again. */
  private boolean isPast(List<Trade> trades) {
    return trades.getLast().exchangeTime() >= Math.max(search.since(), search.exchangeSince());
  }

  /** Whether no trade can be missing between the cursor and the page. */
  private boolean joins(List<Trade> trades) {
    Trade first = trades.getFirst();
    return switch (requests.reach()) {
      // It is asked for from the cursor on, which exists: where it is gone, others may be.
      case ID -> first.sequence() <= cursor.sequence();
      case TIME -> true;
      case NEWEST ->
          (requests.tellsStreamedIds() && first.exchangeTime() < cursor.exchangeTime())
              || holds(trades, cursor);
    };
  }

  /** Whether the page holds {@code trade} or a later one. */
  private boolean reach(List<Trade> trades, Trade trade) {
    Trade newest = trades.getLast();
    return requests.reach() == Reach.ID
        ? newest.sequence() >= trade.sequence()
        : newest.exchangeTime() > trade.exchangeTime() || holds(trades, trade);
  }

  private static boolean holds(List<Trade> trades, Trade trade) {
    for (Trade each : trades) {
      if (each.exchangeTime() == trade.exchangeTime()
          && each.sequence() == trade.sequence()
          && Objects.equals(each.textId(), trade.textId())) {
        return true;
      }
    }
    return false;
  }

  /** Whether more than the page holds may have happened by now. */
  private boolean isCut(HistoryPage<Trade> page) {
    return page.more()
        || (requests.reach() != Reach.NEWEST
            && page.list().size() >= requests.maxTrades(instrument));
  }

  /** Keeps what lies between the two known trades, these included; whether anything was new. */
  private boolean gather(List<Trade> trades) {
    int before = found.size();
    for (Trade trade : trades) {
      if (found.size() <= most && isWithin(trade) && ids.add(Id.of(trade))) {
        found.add(trade);
      }
    }
    return found.size() > before;
  }

  private boolean isWithin(Trade trade) {
    Trade last = search.last();
    Trade next = search.next();
    return requests.reach() == Reach.ID
        ? trade.sequence() >= last.sequence()
            && (next == null || trade.sequence() <= next.sequence())
        : trade.exchangeTime() >= last.exchangeTime()
            && (next == null || trade.exchangeTime() <= next.exchangeTime() + beyond());
  }

  /** Where trades come in any order, one that was missed may be newer than the one after it. */
  private long beyond() {
    return requests.reach() == Reach.NEWEST ? BEYOND : 0;
  }

  /** All that was gathered, in order. */
  List<Trade> found() {
    if (requests.reach() != Reach.ID) {
      found.sort(Comparator.comparingLong(Trade::exchangeTime));
    }
    return List.copyOf(found);
  }

  private static String time(Trade trade) {
    return UtcNanos.format(trade.exchangeTime());
  }
}
