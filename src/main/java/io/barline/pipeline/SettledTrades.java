package io.barline.pipeline;

import io.barline.market.Trade;
import io.barline.market.UtcNanos;
import org.jspecify.annotations.Nullable;

/**
 * Trades of the last seconds, for exchanges whose trades come in any order: which is the newest
 * before which none is under way any more.
 */
final class SettledTrades {
  /** How much later than a newer one a trade may come. */
  static final long MARGIN = 2 * UtcNanos.SECOND;

  private static final int MARKS = 32;
  private static final long MARK_APART = UtcNanos.SECOND / 10;

  /** In the order of their times; a ring. */
  private final @Nullable Trade[] marks = new @Nullable Trade[MARKS];

  private int newest = -1;

  /** A trade came that can be known again. */
  void add(Trade trade) {
    Trade last = newest < 0 ? null : marks[newest];
    if (last == null || trade.exchangeTime() >= last.exchangeTime() + MARK_APART) {
      newest = (newest + 1) % MARKS;
      marks[newest] = trade;
    }
  }

  /**
   * The newest that is old enough, or else the oldest that is known; null where none came.
   *
   * @param lastTime the time of the newest trade
   */
  @Nullable Trade at(long lastTime) {
    Trade settled = null;
    for (int i = 0; i < MARKS && newest >= 0; i++) {
      Trade mark = marks[Math.floorMod(newest - i, MARKS)];
      if (mark == null) {
        break;
      }
      settled = mark;
      if (mark.exchangeTime() <= lastTime - MARGIN) {
        break;
      }
    }
    return settled;
  }
}
