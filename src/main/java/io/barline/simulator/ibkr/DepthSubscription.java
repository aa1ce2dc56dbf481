package io.barline.simulator.ibkr;

import io.barline.market.Decimal;
import io.barline.market.Level;
import io.barline.simulator.MarketBook;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The book as rows that are inserted, updated and deleted by their places. */
final class DepthSubscription extends Subscription {
  private static final int INSERT = 0;
  private static final int UPDATE = 1;
  private static final int DELETE = 2;
  private static final int ASK = 0;
  private static final int BID = 1;
  private static final Level NONE = new Level(Decimal.ZERO, Decimal.ZERO);

  private final int rows;
  private final boolean smart;
  private final List<Level> bids = new ArrayList<>();
  private final List<Level> asks = new ArrayList<>();

  DepthSubscription(
      IbkrConnection connection, int reqId, IbkrMarket market, int rows, boolean smart) {
    super(connection, reqId, RequestKind.DEPTH, market);
    this.rows = rows;
    this.smart = smart;
  }

  @Override
  void begin() {
    bids.clear();
    asks.clear();
    bookChanged(null);
  }

  @Override
  void bookChanged(Quotes.@Nullable Best best) {
    MarketBook book = market.market.book(rows);
    change(BID, bids, book.bids());
    change(ASK, asks, book.asks());
  }

  /** A row that falls out at the end is deleted before another one is inserted. */
  private void change(int side, List<Level> rowsTold, List<Level> now) {
    for (int i = 0; i < now.size(); i++) {
      Level level = now.get(i);
      while (i < rowsTold.size() && isGone(rowsTold.get(i), now)) {
        rowsTold.remove(i);
        tell(i, DELETE, side, NONE);
      }
      if (i < rowsTold.size() && rowsTold.get(i).price().equals(level.price())) {
        if (!rowsTold.set(i, level).equals(level)) {
          tell(i, UPDATE, side, level);
        }
        continue;
      }
      if (rowsTold.size() == rows) {
        rowsTold.removeLast();
        tell(rows - 1, DELETE, side, NONE);
      }
      rowsTold.add(i, level);
      tell(i, INSERT, side, level);
    }
    while (rowsTold.size() > now.size()) {
      rowsTold.removeLast();
      tell(rowsTold.size(), DELETE, side, NONE);
    }
  }

  private static boolean isGone(Level level, List<Level> now) {
    return now.stream().noneMatch(other -> other.price().equals(level.price()));
  }

  private void tell(int position, int operation, int side, Level level) {
    if (smart) {
      String maker = market.instrument.primaryExchange();
      publish(
          13, 1, reqId, position, maker, operation, side, level.price(), size(level.size()), true);
    } else {
      publish(12, 1, reqId, position, operation, side, level.price(), size(level.size()));
    }
  }
}
