package io.barline.pipeline;

import io.barline.bar.ExactSum;
import io.barline.market.Bar;
import io.barline.market.Decimal;
import io.barline.market.Trade;
import org.jspecify.annotations.Nullable;

/** What was counted in one minute of exchange time, to be compared; used for one after another. */
final class AuditedMinute {
  private final ExactSum volume = new ExactSum();
  private Decimal high = Decimal.ZERO;
  private Decimal low = Decimal.ZERO;
  private long trades;
  private boolean empty;

  long id;
  long start;

  /** Exclusive. */
  long end;

  /** The newest trade before it; null where none is known. */
  @Nullable Trade before;

  /** The first trade that came after it; null where none came yet. */
  @Nullable Trade next;

  /** From which exchange time on it is asked for. */
  long due;

  /** Whether the exchange was asked and has not answered yet. */
  boolean asked;

  /** Whether it was not the same once. */
  boolean doubted;

  /** Whether something of it is known to be missing, or may be: it is not compared. */
  boolean excluded;

  /** The search for its trades that is under way. */
  @Nullable TradeHole look;

  void begin(long newId, long from, long to, @Nullable Trade newestBefore) {
    id = newId;
    start = from;
    end = to;
    before = newestBefore;
    next = null;
    due = to + TradeAudit.SURE;
    asked = false;
    doubted = false;
    excluded = false;
    look = null;
    volume.clear();
    trades = 0;
    empty = true;
  }

  boolean holds(long time) {
    return time >= start && time < end;
  }

  /** Counts a trade; whether it is the first. */
  boolean add(Trade trade) {
    Decimal price = trade.price();
    boolean first = empty;
    high = first || price.compareTo(high) > 0 ? price : high;
    low = first || price.compareTo(low) < 0 ? price : low;
    volume.add(trade.size());
    trades += trade.count();
    empty = false;
    return first;
  }

  /**
   * Whether the exchange's bar tells the same. How many trades it counts is not compared: one that
   * was left out shows in the volume, and exchanges differ in what they count as one.
   *
   * @param bar null where nothing traded
   */
  boolean isLike(@Nullable Bar bar) {
    if (bar == null || empty) {
      return bar == null && empty;
    }
    return bar.volume().compareTo(volume.toDecimal()) == 0
        && bar.high().compareTo(high) == 0
        && bar.low().compareTo(low) == 0;
  }

  /** How the exchange's bar differs, in a sentence. */
  String difference(@Nullable Bar bar) {
    String told =
        bar == null ? "nothing" : figures(bar.volume(), bar.trades(), bar.low(), bar.high());
    String streamed = empty ? "nothing" : figures(volume.toDecimal(), trades, low, high);
    return "the exchange's own bar of the minute tells %s, streamed was %s"
        .formatted(told, streamed);
  }

  private static String figures(Decimal volume, long trades, Decimal low, Decimal high) {
    return "volume %s%s at %s to %s"
        .formatted(volume, trades == Bar.UNKNOWN ? "" : " in " + trades + " trades", low, high);
  }
}
