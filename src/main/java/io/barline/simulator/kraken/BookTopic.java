package io.barline.simulator.kraken;

import io.barline.market.Level;
import io.barline.simulator.BookChanges;
import io.barline.simulator.MarketBook;
import io.barline.simulator.SyntheticMarket;
import java.util.List;
import java.util.stream.Collectors;

/**
 * {@code book}: a snapshot, then what changes, each with the checksum of the book that a client has
 * by then. Levels that only fall out of the depth are not told: clients cut their books.
 *
 * @see <a href="https://docs.kraken.com/api/docs/websocket-v2/book">Book</a>
 */
final class BookTopic extends KrakenTopic {
  private final int depth;
  private final BookChanges changes;
  private boolean changed;
  private boolean loses;

  BookTopic(KrakenInstrument instrument, SyntheticMarket market, int depth) {
    super("book", "\"depth\":" + depth + ",", instrument, market);
    this.depth = depth;
    this.changes = market.changes(depth);
  }

  @Override
  String snapshot() {
    tell();
    MarketBook book = market.book(depth);
    return frame("snapshot", entry(book.bids(), book.asks(), book, ""));
  }

  @Override
  public void bookChanged() {
    changed = true;
  }

  @Override
  public void settled() {
    if (changed && isWanted()) {
      tell();
    }
  }

  /** The next change is told to nobody. */
  void loseNext() {
    loses = true;
  }

  private void tell() {
    changed = false;
    MarketBook what = changes.changes();
    if (what == null) {
      return;
    }
    if (loses) {
      loses = false;
      return;
    }
    MarketBook book = market.book(depth);
    String time = ",\"timestamp\":\"" + text(book.time()) + "\"";
    List<Level> bids = within(what.bids(), book.bids(), -1);
    List<Level> asks = within(what.asks(), book.asks(), 1);
    publish(frame("update", entry(bids, asks, book, time)));
  }

  /** {@code changed} without what is worse than all of {@code side}. */
  private static List<Level> within(List<Level> changed, List<Level> side, int direction) {
    Level worst = side.getLast();
    return changed.stream()
        .filter(level -> direction * Integer.signum(level.price().compareTo(worst.price())) <= 0)
        .toList();
  }

  private String entry(List<Level> bids, List<Level> asks, MarketBook book, String time) {
    return "{\"symbol\":\"%s\",\"bids\":%s,\"asks\":%s,\"checksum\":%d%s}"
        .formatted(symbol(), side(bids), side(asks), BookChecksum.of(book, instrument), time);
  }

  private String side(List<Level> levels) {
    return levels.stream()
        .map(
            level ->
                "{\"price\":%s,\"qty\":%s}"
                    .formatted(instrument.price(level.price()), instrument.size(level.size())))
        .collect(Collectors.joining(",", "[", "]"));
  }
}
