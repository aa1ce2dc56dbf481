package io.barline.book;

import io.barline.market.BookDelta;
import io.barline.market.BookSnapshot;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Level;
import java.util.ArrayList;
import java.util.List;

/** Messages of a book, written short: sides as {@code "100 5, 99 2"}, price and size. */
final class Messages {
  static final Instrument INSTRUMENT =
      new Instrument(
          "binance",
          "spot",
          "BTC/USDT",
          "BTCUSDT",
          Instrument.Type.SPOT,
          "BTC",
          "USDT",
          null,
          null,
          null,
          null,
          true,
          false);

  private Messages() {}

  static List<Level> side(String text) {
    List<Level> levels = new ArrayList<>();
    if (!text.isEmpty()) {
      for (String level : text.split(", ", -1)) {
        int space = level.indexOf(' ');
        levels.add(
            new Level(
                Decimal.parse(level.substring(0, space)),
                Decimal.parse(level.substring(space + 1))));
      }
    }
    return levels;
  }

  /** A snapshot that was to have at most {@code depth} levels a side. */
  static BookSnapshot snapshot(int depth, long sequence, String bids, String asks) {
    return new BookSnapshot(INSTRUMENT, depth, sequence, side(bids), side(asks), 7, 8);
  }

  static BookDelta delta(long first, long previous, long sequence, String bids, String asks) {
    return new BookDelta(
        INSTRUMENT, 500, first, previous, sequence, side(bids), side(asks), sequence * 10, 9);
  }
}
