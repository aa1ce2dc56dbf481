package io.barline.simulator.okx;

import io.barline.simulator.BookChanges;
import io.barline.simulator.MarketBook;
import io.barline.simulator.SyntheticMarket;

/**
 * {@code books}: a snapshot of 400 levels, then what changed within each tenth of a second. Each
 * message names the number of the one before; after a minute without changes an empty one comes.
 */
final class BookTopic extends OkxTopic {
  private static final int LEVELS = 400;
  private static final long PERIOD = 100_000_000L;
  private static final long REPEAT = 60_000_000_000L;
  private static final long NONE = -1;

  private final BookChanges changes;
  private long toldAt;
  private long told = NONE;
  private boolean loses;

  BookTopic(OkxInstrument instrument, SyntheticMarket market) {
    super("books", instrument, market);
    this.changes = market.changes(LEVELS);
  }

  @Override
  void greet(OkxConversation listener, long now) {
    tell(now);
    MarketBook book = market.book(LEVELS);
    listener.publish(frame("snapshot", book, book, NONE));
  }

  @Override
  void tick(long now) {
    if (!isWanted() || now - toldAt < PERIOD || tell(now) || now - toldAt < REPEAT) {
      return;
    }
    toldAt = now;
    MarketBook book = market.book(LEVELS);
    publish(frame("update", market.book(0), book, told));
  }

  /** The next change is told to nobody. */
  void loseNext() {
    loses = true;
  }

  private boolean tell(long now) {
    MarketBook changed = changes.changes();
    if (changed == null) {
      return false;
    }
    long before = told;
    toldAt = now;
    told = changed.updateId();
    if (loses) {
      loses = false;
    } else {
      publish(frame("update", changed, market.book(LEVELS), before));
    }
    return true;
  }

  private String frame(String action, MarketBook what, MarketBook book, long before) {
    return "{\"arg\":%s,\"action\":\"%s\",\"data\":[{\"asks\":%s,\"bids\":%s,\"ts\":\"%d\",\"checksum\":%d,\"prevSeqId\":%d,\"seqId\":%d}]}"
        .formatted(
            argument(),
            action,
            OkxRows.side(what.asks()),
            OkxRows.side(what.bids()),
            book.time() / 1_000_000,
            BookChecksum.of(book),
            before,
            book.updateId());
  }
}
