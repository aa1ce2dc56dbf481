package io.barline.simulator.okx;

import io.barline.market.Level;
import io.barline.simulator.MarketBook;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.StringJoiner;
import java.util.zip.CRC32;

/**
 * The checksum of a book: CRC-32, as a signed number, over its best 25 bids and asks by turns, of
 * each the price and the size as they are sent, with colons between.
 *
 * @see <a
 *     href="https://www.okx.com/docs-v5/en/#order-book-trading-market-data-ws-order-book-channel">
 *     Order book channel</a>
 */
final class BookChecksum {
  private static final int LEVELS = 25;

  private BookChecksum() {}

  static int of(MarketBook book) {
    StringJoiner text = new StringJoiner(":");
    for (int i = 0; i < LEVELS; i++) {
      add(text, book.bids(), i);
      add(text, book.asks(), i);
    }
    CRC32 checksum = new CRC32();
    checksum.update(text.toString().getBytes(StandardCharsets.US_ASCII));
    return (int) checksum.getValue();
  }

  private static void add(StringJoiner text, List<Level> side, int at) {
    if (at < side.size()) {
      text.add(side.get(at).price().toString()).add(side.get(at).size().toString());
    }
  }
}
