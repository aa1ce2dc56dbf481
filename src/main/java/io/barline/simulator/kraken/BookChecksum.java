package io.barline.simulator.kraken;

import io.barline.market.Decimal;
import io.barline.market.Level;
import io.barline.simulator.MarketBook;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.CRC32;

/**
 * The checksum of a book: CRC-32 over its best 10 asks and then its best 10 bids, of each the price
 * and the size with all their decimals, without the point and without leading zeros.
 *
 * @see <a href="https://docs.kraken.com/api/docs/guides/spot-ws-book-v2">Book checksum</a>
 */
final class BookChecksum {
  private static final int LEVELS = 10;

  private BookChecksum() {}

  static long of(MarketBook book, KrakenInstrument instrument) {
    StringBuilder text = new StringBuilder();
    append(text, book.asks(), instrument);
    append(text, book.bids(), instrument);
    CRC32 checksum = new CRC32();
    checksum.update(text.toString().getBytes(StandardCharsets.US_ASCII));
    return checksum.getValue();
  }

  private static void append(StringBuilder text, List<Level> levels, KrakenInstrument instrument) {
    for (Level level : levels.subList(0, Math.min(LEVELS, levels.size()))) {
      text.append(digits(level.price(), instrument.terms().tickSize()));
      text.append(digits(level.size(), instrument.terms().lotSize()));
    }
  }

  private static String digits(Decimal value, Decimal step) {
    return value.toBigDecimal().setScale(step.scale()).unscaledValue().toString();
  }
}
