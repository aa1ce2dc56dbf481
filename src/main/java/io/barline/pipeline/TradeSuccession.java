package io.barline.pipeline;

import io.barline.market.Gap;
import io.barline.market.Trade;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The succession of one instrument's trades: which are new, which repeated, and what was missed
 * between them.
 */
final class TradeSuccession {
  /** How many ids are remembered, to know repeated trades by, where they are not in order. */
  private static final int REMEMBERED = 10_000;

  /** How many newer trades with older ids show that the exchange counts anew. */
  static final int RESTART = 3;

  private final Pipeline.TradeOrder order;
  private final TradeIds ids;
  private final Map<Id, Boolean> seen =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Id, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };
  private boolean begun;
  private int behind;
  private boolean interrupted;
  private boolean polled;
  private long lastSequence;
  private long lastTime;
  private Missed missed = new Missed(0, 0, Gap.Cause.DISCONNECTED, "");

  enum Step {
    NEXT,
    /** It fills a hole that was told before. */
    LATE,
    REPEATED,
    /** As {@link #REPEATED}; it also shows that none is missing after the interruption. */
    CONTINUED,
    /** It is new, and {@link #missed()} says what is missing before it. */
    MISSED
  }

  /**
   * A hole in the flow.
   *
   * @param since the exchange time of the newest trade before it
   */
  record Missed(long since, long count, Gap.Cause cause, String detail) {}

  /** Some exchanges' ids are unique only together with the time. */
  private record Id(long sequence, @Nullable String text, long time) {}

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
      step = missed(Gap.Cause.POLLED, "polled: trades between two looks are not seen");
    }
    if (step == Step.NEXT || step == Step.MISSED) {
      begun = true;
      lastSequence = trade.sequence();
      lastTime = Math.max(lastTime, trade.exchangeTime());
    }
    return step;
  }

  private Step numbered(Trade trade) {
    return switch (ids.see(trade.sequence())) {
      case NEXT ->
          interrupted && order != Pipeline.TradeOrder.CONTIGUOUS ? missedWhileDown() : Step.NEXT;
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
            "trade ids begin anew: after %d came %d".formatted(lastSequence, trade.sequence()));
    return Step.MISSED;
  }

  private Step unnumbered(Trade trade) {
    Id id = new Id(trade.sequence(), trade.textId(), trade.exchangeTime());
    boolean known = trade.sequence() != Trade.NO_SEQUENCE || trade.textId() != null;
    if (known && seen.putIfAbsent(id, Boolean.TRUE) != null) {
      if (interrupted && order == Pipeline.TradeOrder.REPLAYED) {
        interrupted = false;
        return Step.CONTINUED;
      }
      return Step.REPEATED;
    }
    return interrupted ? missedWhileDown() : Step.NEXT;
  }

  private Step jump(Trade trade) {
    long count = trade.sequence() - lastSequence - 1;
    missed =
        new Missed(
            lastTime,
            count,
            interrupted ? Gap.Cause.DISCONNECTED : Gap.Cause.SEQUENCE_JUMP,
            "expected trade id %d, got %d".formatted(lastSequence + 1, trade.sequence()));
    return Step.MISSED;
  }

  private Step missedWhileDown() {
    return missed(Gap.Cause.DISCONNECTED, "the feed was down: trades in between were not seen");
  }

  private Step missed(Gap.Cause cause, String detail) {
    missed = new Missed(lastTime, Gap.UNKNOWN, cause, detail);
    return Step.MISSED;
  }

  /** What the last {@link Step#MISSED} was about. */
  Missed missed() {
    return missed;
  }

  /**
   * Whether trades are polled from now on: then each new one may come after a hole, unless its id
   * shows that it doesn't.
   */
  void poll(boolean on) {
    polled = on;
  }

  boolean isPolled() {
    return polled;
  }

  /** The connection was lost. True where trades had been seen, so that a hole may follow. */
  boolean interrupt() {
    interrupted = begun;
    return begun;
  }

  /** Whether the trade just seen was the first one after an interruption. */
  boolean resume() {
    boolean resumed = interrupted;
    interrupted = false;
    return resumed;
  }

  /** The exchange time of the newest trade. */
  long lastTime() {
    return lastTime;
  }
}
