package io.barline.hub;

import io.barline.market.BookDelta;
import io.barline.market.BookReset;
import io.barline.market.BookSnapshot;
import io.barline.market.Decimal;
import io.barline.market.Level;
import io.barline.market.Trade;
import java.util.List;

/** Order book messages to publish. */
public final class Books {
  private Books() {}

  /** A book of one bid, of that price. */
  public static BookSnapshot snapshot(long price) {
    return new BookSnapshot(
        Quotes.BTC, 5, Trade.NO_SEQUENCE, List.of(level(price, 1)), List.of(), 0, 1);
  }

  /** Adds a bid of that price. */
  public static BookDelta delta(long price) {
    return new BookDelta(
        Quotes.BTC,
        5,
        Trade.NO_SEQUENCE,
        Trade.NO_SEQUENCE,
        Trade.NO_SEQUENCE,
        List.of(level(price, 1)),
        List.of(),
        0,
        1);
  }

  public static BookReset reset(String reason) {
    return new BookReset(Quotes.BTC, 5, reason, 1);
  }

  private static Level level(long price, long size) {
    return new Level(Decimal.of(price, 0), Decimal.of(size, 0));
  }
}
