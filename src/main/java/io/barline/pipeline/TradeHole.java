package io.barline.pipeline;

import io.barline.market.Gap;
import io.barline.market.Trade;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A span in which trades were or may have been missed, while it may still be filled. */
final class TradeHole {
  private static final long OPEN = Long.MIN_VALUE;

  final long id;
  final Gap.Cause cause;
  final String reason;

  /** The newest trade before it. */
  final Trade last;

  /** The exchange time that it begins with. */
  final long from;

  /** The first trade after it; null while none came. */
  @Nullable Trade next;

  /** The last nanosecond of it, where it is a span of its own; else the trade after it ends it. */
  long until = OPEN;

  /** How many are known to be missing; {@link Gap#UNKNOWN} where that is not known. */
  long missing = Gap.UNKNOWN;

  /** How many of them the metrics have. */
  long counted;

  /** The gateway's time from which on trades are streamed again, where they are searched. */
  long since;

  /** Whether a search is to be asked for. */
  boolean wanted;

  /** Whether {@link #next} was polled, so that trades before it may be reported yet. */
  boolean sampled;

  /** When a trade that was sent again showed that nothing is missing; 0 where none did. */
  long continuedAt;

  /** Whether it reaches further than the search that is under way. */
  boolean outgrown;

  /** Why it can't be filled even if trades of it are found; null where it can. */
  @Nullable String lacking;

  /** Whether the exchange withheld data in it on a connection that was well. */
  boolean withheld;

  /** Whether its trades were given up. */
  boolean givenUp;

  /** Whether the ids of its trades mean nothing any more. */
  boolean lost;

  /** When it was first looked at, in the gateway's time; 0 before. */
  long noticed;

  /** Whether nothing can become of it any more. */
  boolean over;

  /** The end that was told last. */
  long toldUntil = OPEN;

  /** The topics that were told of it. */
  List<Outlet> told = List.of();

  /** The trades that were found and are not in bars yet, each once. */
  final List<Trade> found = new ArrayList<>();

  /** How many of {@link #found}, from the first on, were told. */
  int published;

  /** Whether any were found. */
  boolean rebuilt;

  /** How many of what was missed are known. */
  long known;

  /** The newest of those that were found. */
  Trade newestFound;

  /** The trade that a further search begins with. */
  Trade searchedTo;

  TradeHole(long id, Trade last, long from, Gap.Cause cause, String reason) {
    this.id = id;
    this.last = last;
    this.from = from;
    this.cause = cause;
    this.reason = reason;
    this.newestFound = last;
    this.searchedTo = last;
  }

  /** Whether it is a span of its own. */
  boolean isSpan() {
    return until != OPEN;
  }

  /** Whether its end is known. */
  boolean hasEnd() {
    return next != null || isSpan();
  }

  /** Whether what happened then is to be found in it. */
  boolean spans(long time) {
    return !isSpan() || (time >= from && time <= until);
  }

  /** What is told as its end, which is {@code end} unless it is a span. */
  long toldEnd(long end) {
    return isSpan() ? until + 1 : end;
  }

  /** Whether a trade of that id lies in it. */
  boolean holds(Trade trade) {
    return next != null && trade.sequence() > last.sequence() && trade.sequence() < next.sequence();
  }

  /** What is told of it while nothing is known of its trades. */
  TradeSuccession.Missed missed(String detail) {
    return new TradeSuccession.Missed(from, Gap.UNKNOWN, cause, detail, true);
  }
}
