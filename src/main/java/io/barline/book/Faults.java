package io.barline.book;

import io.barline.market.BookDelta;
import io.barline.market.BookSnapshot;
import io.barline.market.Decimal;
import io.barline.market.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What no message of a book may say, in sentences; null where nothing is wrong. */
final class Faults {
  private Faults() {}

  static @Nullable String in(BookSnapshot snapshot) {
    String fault = inSorted("bid", snapshot.bids(), true);
    if (fault == null) {
      fault = inSorted("ask", snapshot.asks(), false);
    }
    if (fault != null || snapshot.bids().isEmpty() || snapshot.asks().isEmpty()) {
      return fault;
    }
    Decimal bid = snapshot.bids().getFirst().price();
    Decimal ask = snapshot.asks().getFirst().price();
    return bid.compareTo(ask) < 0 ? null : crossed(bid, ask, snapshot.sequence());
  }

  static @Nullable String in(BookDelta delta) {
    String fault = in("bid", delta.bids());
    return fault == null ? in("ask", delta.asks()) : fault;
  }

  static String crossed(Decimal bid, Decimal ask, long sequence) {
    return "crossed at update " + sequence + ": bid " + bid + " is not below ask " + ask;
  }

  private static @Nullable String inSorted(String side, List<Level> levels, boolean highestFirst) {
    for (int i = 1; i < levels.size(); i++) {
      Decimal before = levels.get(i - 1).price();
      Decimal price = levels.get(i).price();
      int order = highestFirst ? price.compareTo(before) : before.compareTo(price);
      if (order >= 0) {
        return side + "s of a snapshot are not sorted: " + price + " follows " + before;
      }
    }
    return in(side, levels);
  }

  private static @Nullable String in(String side, List<Level> levels) {
    for (int i = 0; i < levels.size(); i++) {
      Level level = levels.get(i);
      if (level.price().signum() <= 0) {
        return side + " price " + level.price() + " is not above 0";
      }
      if (level.size().signum() < 0) {
        return side + " size " + level.size() + " at " + level.price() + " is negative";
      }
    }
    return null;
  }
}
