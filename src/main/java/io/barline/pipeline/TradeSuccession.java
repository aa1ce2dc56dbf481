package io.barline.pipeline;

import io.barline.market.Gap;
import io.barline.market.Trade;
import io.barline.market.UtcNanos;
import org.jspecify.annotations.Nullable;

/**
 * The succession of one instrument's trades: which are new, which repeated, and what was missed
 * between them.
 */
final class TradeSuccession {
  /** How many newer trades with older ids show that the exchange counts anew. */
  static final int RESTART = 3;

  /** So long, by the exchange's time, polling counts as an interruption of what is streamed. */
  static final long LONGEST_SAMPLED = 3_600 * UtcNanos.SECOND;

  private final Pipeline.TradeOrder order;
  private final TradeIds ids;
  private final SeenTrades seen = new SeenTrades();
  private final SettledTrades settled = new SettledTrades();
  private boolean begun;
  private int behind;

  /** Whether the exchange has not confirmed yet that it streams again. */
  private boolean unconfirmed;

  /** Whether a trade came all the same. */
  private boolean straggling;

  /** Whether nothing was lost since the exchange began to send again. */
  private boolean sentAgain;

  private boolean interrupted;

  /** Until when, by the exchange's time, no trade was missed when it was interrupted. */
  private long intactUntil;

  /** The newest time, by the exchange's, that was seen before the last interruption. */
  private long seenUntil = -1;

  private Gap.Cause cause = Gap.Cause.DISCONNECTED;
  private String reason = "";
  private boolean polled;

  /** Whether polling began with an interruption that lasts. */
  private boolean sampled;

  private long lastSequence;
  private long lastTime;
  private long firstTime;
  private @Nullable Trade last;
  private @Nullable Trade before;
  private Missed missed = new Missed(0, 0, Gap.Cause.DISCONNECTED, "", false);

  enum Step {
    NEXT,
    /** It fills a hole that was told before. */
    LATE,
    REPEATED,
    /** As {@link #REPEATED}; it also shows that none is missing after the interruption. */
    CONTINUED,
    /** It is new, and {@link #missed()} says what is missing before it. */
    MISSED,
    /** As {@link #MISSED}, and so is what comes after it: it is one hole with what is before. */
    SAMPLED
  }

  /**
   * A hole in the flow.
   *
   * @param since the exchange time of the newest trade before it
   * @param findable whether the trades before and after it show what was missed between them
   */
  record Missed(long since, long count, Gap.Cause cause, String detail, boolean findable) {
    /** As this, of a hole of which as many more were missed and are found. */
    Missed besides(long found) {
      return count == Gap.UNKNOWN || found == 0
          ? this
          : new Missed(since, count + found, cause, detail, findable);
    }

    /** Whether ids begin anew. */
    boolean anew() {
      return !findable && cause == Gap.Cause.SEQUENCE_JUMP;
    }
  }

  TradeSuccession(Pipeline.TradeOrder order) {
    this.order = order;
    this.ids = new TradeIds(order == Pipeline.TradeOrder.CONTIGUOUS);
  }

  Step see(Trade trade) {
    Step step =
        switch (order) {
          case CONTIGUOUS, ASCENDING -> numbered(trade);
          case CHRONOLOGICAL, REPLAYED, UNORDERED -> unnumbered(trade);
        };
    if (step == Step.NEXT && polled && begun && order != Pipeline.TradeOrder.CONTIGUOUS) {
      step = missed(Gap.Cause.POLLED, "polled: trades between two looks are not seen", false);
    }
    if (step == Step.NEXT || step == Step.MISSED || step == Step.SAMPLED) {
      before = last;
      goOn(trade);
    }
    return step;
  }

  private void goOn(Trade trade) {
    if (!begun) {
      begun = true;
      firstTime = trade.exchangeTime();
    }
    boolean numbered =
        order == Pipeline.TradeOrder.CONTIGUOUS || order == Pipeline.TradeOrder.ASCENDING;
    if (last == null || numbered || trade.exchangeTime() >= lastTime) {
      last = trade;
    }
    lastSequence = trade.sequence();
    lastTime = Math.max(lastTime, trade.exchangeTime());
    if (mayBeLate() && SeenTrades.isIdentified(trade)) {
      settled.add(trade);
    }
  }

  /** Whether a trade may come after a newer one. */
  private boolean mayBeLate() {
    return order == Pipeline.TradeOrder.REPLAYED || order == Pipeline.TradeOrder.UNORDERED;
  }

  /**
   * The newest trade before which none is under way any more at {@code now}, the gateway's time;
   * the newest of all where they come in order. Null before the first.
   */
  @Nullable Trade settled(long now) {
    Trade mark = isUnderWay(now) ? settled.at(lastTime) : null;
    return mark == null ? last : mark;
  }

  /** The exchange time from which on trades may be missed if no more come. */
  long settledTime(long now) {
    Trade from = settled(now);
    return from != null && isUnderWay(now)
        ? Math.max(from.exchangeTime(), lastTime - SettledTrades.MARGIN)
        : lastTime;
  }

  private boolean isUnderWay(long now) {
    return mayBeLate() && last != null && now - last.receiveTime() < SettledTrades.MARGIN;
  }

  /**
   * Takes a trade that was found elsewhere, of a hole after {@code from}.
   *
   * @param until the first trade after the hole; null where none came yet
   * @return whether it had been missed
   */
  boolean restore(Trade found, Trade from, @Nullable Trade until) {
    boolean isNew =
        switch (order) {
          case CONTIGUOUS -> ids.restore(found.sequence(), until == null);
          case ASCENDING -> restoreAscending(found, from, until);
          case CHRONOLOGICAL, REPLAYED, UNORDERED -> restoreUnnumbered(found, from, until);
        };
    if (isNew && until == null) {
      goOn(found);
    }
    return isNew;
  }

  private boolean restoreAscending(Trade found, Trade from, @Nullable Trade until) {
    if (found.sequence() <= from.sequence()) {
      return false;
    }
    return until == null
        ? ids.restore(found.sequence(), true)
        : found.sequence() < until.sequence();
  }

  private boolean restoreUnnumbered(Trade found, Trade from, @Nullable Trade until) {
    if (found.exchangeTime() < firstTime) {
      return false;
    }
    if (SeenTrades.isIdentified(found)) {
      return seen.add(found);
    }
    return found.exchangeTime() > from.exchangeTime()
        && (until == null || found.exchangeTime() < until.exchangeTime());
  }

  /** Whether it is not known any more if that trade, which was found elsewhere, had been seen. */
  boolean isForgotten(Trade found) {
    return switch (order) {
      case CONTIGUOUS, ASCENDING -> false;
      case CHRONOLOGICAL, REPLAYED, UNORDERED ->
          seen.hasForgotten(found.exchangeTime())
              && found.exchangeTime() >= firstTime
              && SeenTrades.isIdentified(found)
              && !seen.holds(found);
    };
  }

  /**
   * Whether more ids are to be remembered, so that what is found can be told from what was seen.
   */
  void rememberMore(boolean more) {
    seen.rememberMore(more);
  }

  /** Whether no id is missing between those two trades; true where ids may jump. */
  boolean isWhole(Trade from, Trade until) {
    return order != Pipeline.TradeOrder.CONTIGUOUS
        || ids.missing(from.sequence() + 1, until.sequence() - 1) == 0;
  }

  /** Whether ids that were missing after that trade are not known any more. */
  boolean hasLostTrackSince(Trade trade) {
    return order == Pipeline.TradeOrder.CONTIGUOUS && ids.hasForgottenSince(trade.sequence());
  }

  /** Whether every trade since that one is known again by its id, wherever it is told. */
  boolean recalls(Trade trade) {
    return switch (order) {
      case CONTIGUOUS, ASCENDING -> false;
      case CHRONOLOGICAL, REPLAYED, UNORDERED ->
          SeenTrades.isIdentified(trade) && !seen.hasForgotten(trade.exchangeTime());
    };
  }

  /** Whether ids show what is missing between two trades. */
  boolean isContiguous() {
    return order == Pipeline.TradeOrder.CONTIGUOUS;
  }

  /** The newest trade; null before the first. */
  @Nullable Trade last() {
    return last;
  }

  /** The newest trade before the one that was seen last. */
  @Nullable Trade before() {
    return before;
  }

  private Step numbered(Trade trade) {
    return switch (ids.see(trade.sequence())) {
      case NEXT ->
          interrupted && order != Pipeline.TradeOrder.CONTIGUOUS
              ? missedWhileDown(trade)
              : Step.NEXT;
      case JUMP -> jump(trade);
      case LATE -> Step.LATE;
      case REPEATED -> repeated(trade);
    };
  }

  /**
   * A trade that was seen before is no newer than the newest; several that are show that the
   * exchange counts anew.
   */
  private Step repeated(Trade trade) {
    behind = trade.exchangeTime() > lastTime ? behind + 1 : 0;
    if (behind < RESTART) {
      return Step.REPEATED;
    }
    behind = 0;
    ids.restart(trade.sequence());
    missed =
        new Missed(
            lastTime,
            Gap.UNKNOWN,
            Gap.Cause.SEQUENCE_JUMP,
            "trade ids begin anew: after %d came %d".formatted(lastSequence, trade.sequence()),
            false);
    return Step.MISSED;
  }

  private Step unnumbered(Trade trade) {
    if (SeenTrades.isIdentified(trade) && !seen.add(trade)) {
      if (interrupted && sentAgain && trade.exchangeTime() <= intactUntil) {
        interrupted = false;
        return Step.CONTINUED;
      }
      return Step.REPEATED;
    }
    if (!SeenTrades.isIdentified(trade) && trade.exchangeTime() <= seenUntil) {
      return Step.REPEATED; // sent again after an interruption, as far as can be told
    }
    // Later stragglers are told from what was missed by their ids.
    return interrupted && !(straggling && SeenTrades.isIdentified(trade))
        ? missedWhileDown(trade)
        : Step.NEXT;
  }

  private Step jump(Trade trade) {
    long count = trade.sequence() - lastSequence - 1;
    missed =
        new Missed(
            lastTime,
            count,
            interrupted ? cause : Gap.Cause.SEQUENCE_JUMP,
            (interrupted ? reason + ": " : "")
                + "expected trade id %d, got %d".formatted(lastSequence + 1, trade.sequence()),
            true);
    return Step.MISSED;
  }

  private Step missedWhileDown(Trade next) {
    if (sampled && recalls(next) && next.exchangeTime() - intactUntil < LONGEST_SAMPLED) {
      var _ =
          missed(
              cause,
              reason + ": trades are polled, and searched for once they are streamed again",
              true);
      return Step.SAMPLED;
    }
    boolean findable = sampled || !polled;
    sampled = false;
    return missed(cause, reason + ": trades in between were not seen", findable);
  }

  private Step missed(Gap.Cause by, String detail, boolean findable) {
    missed = new Missed(lastTime, Gap.UNKNOWN, by, detail, findable);
    return Step.MISSED;
  }

  /** What the last {@link Step#MISSED} was about. */
  Missed missed() {
    return missed;
  }

  /**
   * Whether trades are polled from now on: then each new one may come after a hole, unless its id
   * shows that it doesn't. An interruption lasts until they are streamed again, or for {@link
   * #LONGEST_SAMPLED}.
   */
  void poll(boolean on) {
    polled = on;
    sampled = on && interrupted;
  }

  boolean isPolled() {
    return polled;
  }

  /**
   * What comes next may come after a hole, for that reason: the first one counts until then. True
   * where trades had been seen, so that a hole may follow. {@code now} is the gateway's time.
   */
  boolean interrupt(Gap.Cause by, String why, long now) {
    if (!interrupted) {
      cause = by;
      reason = why;
      intactUntil = settledTime(now);
      seenUntil = lastTime;
    }
    interrupted = begun;
    sentAgain = false;
    switch (by) {
      case DISCONNECTED, STALE -> {
        unconfirmed = true;
        straggling = false;
      }
      case SEQUENCE_JUMP, UNREADABLE, OVERFLOW, LATE_TRADE, POLLED, REJECTED, DIFFERENT -> {}
    }
    return begun;
  }

  /** The exchange confirmed that trades are streamed. */
  void confirm() {
    if (unconfirmed) {
      unconfirmed = false;
      straggling = false;
      sentAgain = order == Pipeline.TradeOrder.REPLAYED;
    }
  }

  /** Whether they are polled with success. */
  boolean isSampling() {
    return polled && !unconfirmed;
  }

  /** Whether what comes is no sign yet that all does: it may have been under way. */
  boolean isUnconfirmed() {
    return unconfirmed && !polled;
  }

  /** The trade just seen came before the confirmation: what comes next may come after a hole. */
  void straggle() {
    interrupted = true;
    straggling = true;
  }

  /** Whether the trade just seen, which was new, is no sign that nothing is missing before it. */
  boolean isStraggling() {
    return straggling && unconfirmed && order != Pipeline.TradeOrder.CONTIGUOUS;
  }

  /** Whether the trade just seen was the first one after an interruption. */
  boolean resume() {
    boolean resumed = interrupted;
    interrupted = false;
    sampled = false;
    return resumed;
  }

  /** Why it was interrupted the last time. */
  Gap.Cause cause() {
    return cause;
  }

  /** The same in words. */
  String reason() {
    return reason;
  }

  /** The exchange time of the newest trade. */
  long lastTime() {
    return lastTime;
  }
}
