package io.barline.quality;

import io.barline.market.Decimal;
import io.barline.market.Trade;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Held trades about one price, the oldest first, and what is known about them. */
final class SuspectLevel {
  /** The price that the first of them was too far away from. */
  final Decimal reference;

  /** When the first was held, by the gateway's clock. */
  final long since;

  private final List<Trade> trades = new ArrayList<>();
  private int distinct;
  private boolean severalTimes;
  private int contradictions;

  SuspectLevel(Decimal reference, long since) {
    this.reference = reference;
    this.since = since;
  }

  void add(Trade trade) {
    count(trade);
    trades.add(trade);
  }

  private void count(Trade trade) {
    if (!trades.isEmpty()) {
      severalTimes |= trade.exchangeTime() != trades.getFirst().exchangeTime();
    }
    if (!holds(trade)) {
      distinct++;
    }
  }

  /** As {@link #isConfirmedBy}, with a trade near it that was accepted. */
  boolean isConfirmedWith(Trade accepted, int confirmations) {
    count(accepted);
    return isConfirmedBy(confirmations);
  }

  private boolean holds(Trade trade) {
    if (trade.sequence() == Trade.NO_SEQUENCE && trade.textId() == null) {
      return false;
    }
    for (Trade each : trades) {
      if (isSame(each, trade)) {
        return true;
      }
    }
    return false;
  }

  /** Whether both have the same id. */
  private static boolean isSame(Trade one, Trade other) {
    return one.sequence() == other.sequence() && Objects.equals(one.textId(), other.textId());
  }

  /**
   * Whether so many trades agree that it is no mistake: trades of their own, and not all of one
   * moment, since one order that sweeps the book makes many.
   */
  boolean isConfirmedBy(int confirmations) {
    return distinct >= confirmations && severalTimes;
  }

  /** Whether one of {@code found} is one of these: same id, same price. */
  boolean isAmong(List<Trade> found) {
    for (Trade each : found) {
      for (Trade trade : trades) {
        if (isSame(each, trade)
            && (each.sequence() != Trade.NO_SEQUENCE || each.textId() != null)
            && each.price().equals(trade.price())) {
          return true;
        }
      }
    }
    return false;
  }

  /** A trade elsewhere was accepted. */
  void contradict() {
    contradictions++;
  }

  int contradictions() {
    return contradictions;
  }

  Decimal price() {
    return trades.getLast().price();
  }

  int size() {
    return trades.size();
  }

  List<Trade> trades() {
    return trades;
  }
}
