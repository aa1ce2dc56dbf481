package io.barline.simulator;

import org.jspecify.annotations.Nullable;

/** A diff depth stream of one period: what has changed in the book since it last spoke. */
final class DepthFeed {
  final MarketStream stream;
  private final long period;
  private @Nullable Ladder bids;
  private @Nullable Ladder asks;
  private long lastTold;
  private long firstId;
  private long previousId;

  DepthFeed(MarketStream stream, long period) {
    this.stream = stream;
    this.period = period;
  }

  /** Begins with the book as it is once somebody listens; forgets it when nobody does. */
  void listen(Book book, long time) {
    if (!stream.isWanted()) {
      bids = null;
      asks = null;
    } else if (bids == null) {
      remember(book, time);
    }
  }

  /** The book's next change has the id {@code id}. */
  void changed(long id) {
    if (firstId == 0) {
      firstId = id;
    }
  }

  /** Whether there is something to tell, and it is time. */
  boolean isDue(long time) {
    return bids != null && firstId != 0 && time / period > lastTold / period;
  }

  long firstId() {
    return firstId;
  }

  long previousId() {
    return previousId;
  }

  /** Tells the changes of one side since {@link #remember}. */
  void changes(Book book, boolean bidSide, Ladder.Change change) {
    Ladder before = bidSide ? bids : asks;
    if (before != null) {
      (bidSide ? book.bids : book.asks).changesSince(before, change);
    }
  }

  /** The book as it is has been told. */
  void remember(Book book, long time) {
    bids = book.bids.copy();
    asks = book.asks.copy();
    lastTold = time;
    firstId = 0;
    previousId = book.lastUpdateId();
  }
}
