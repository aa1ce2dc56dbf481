package io.barline.pipeline;

import io.barline.market.Gap;
import io.barline.market.Trade;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The succession of one instrument's trades: which are new, which repeated, and what was missed
 * between them.
 */
final class TradeSuccession {
  /** How many text ids are remembered, to know repeated trades by, where ids are not in order. */
  private static final int REMEMBERED = 10_000;

  /** How many newer trades with older ids show that the exchange counts anew. */
  static final int RESTART = 3;

  private final Pipeline.TradeOrder order;
  private final TradeIds ids;
  private final Map<Object, Boolean> seen =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Object, Boolean> eldest) {
          return size() > REMEMBERED;
        }
      };
  private boolean begun;
  private int behind;
  private boolean interrupted;
  private long lastSequence;
  private long lastTime;
  private Missed missed = new Missed(0, 0, Gap.Cause.DISCONNECTED, "");

  enum Step {
    NEXT,
    /** It fills a hole that was told before. */
    LATE,
    REPEATED,
    /** It is new, and {@link #missed()} says what is missing before it. */
    MISSED
  }

  /**
   * A hole in the flow.
   *
   * @param since the exchange time of the newest trade before it
   */
  record Missed(long since, long count, Gap.Cause cause, String detail) {}

  TradeSuccession(Pipeline.TradeOrder order) {
    this.order = order;
    this.ids = new TradeIds(order == Pipeline.TradeOrder.CONTIGUOUS);
  }

  Step see(Trade trade) {
    Step step = order == Pipeline.TradeOrder.UNORDERED ? unordered(trade) : ordered(trade);
    if (step == Step.NEXT || step == Step.MISSED) {
      begun = true;
      lastSequence = trade.sequence();
      lastTime = Math.max(lastTime, trade.exchangeTime());
    }
    return step;
  }

  private Step ordered(Trade trade) {
    return switch (ids.see(trade.sequence())) {
      case NEXT ->
          interrupted && order != Pipeline.TradeOrder.CONTIGUOUS ? unknownMissed() : Step.NEXT;
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

  private Step unordered(Trade trade) {
    Object id = trade.textId() == null ? (Object) trade.sequence() : trade.textId();
    if (seen.putIfAbsent(id, Boolean.TRUE) != null) {
      return Step.REPEATED;
    }
    return interrupted ? unknownMissed() : Step.NEXT;
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

  private Step unknownMissed() {
    missed =
        new Missed(
            lastTime,
            Gap.UNKNOWN,
            Gap.Cause.DISCONNECTED,
            "the feed was down: trades in between were not seen");
    return Step.MISSED;
  }

  /** What the last {@link Step#MISSED} was about. */
  Missed missed() {
    return missed;
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
