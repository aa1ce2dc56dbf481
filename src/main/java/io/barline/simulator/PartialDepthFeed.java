package io.barline.simulator;

/** A stream of the best levels of the book, told whole each period. */
final class PartialDepthFeed {
  final MarketStream stream;
  final int levels;
  private final long period;
  private long lastTold;
  private long lastId;

  PartialDepthFeed(MarketStream stream, int levels, long period) {
    this.stream = stream;
    this.levels = levels;
    this.period = period;
  }

  boolean isDue(Book book, long time) {
    return stream.isWanted() && book.lastUpdateId() != lastId && time / period > lastTold / period;
  }

  long previousId() {
    return lastId;
  }

  void told(Book book, long time) {
    lastTold = time;
    lastId = book.lastUpdateId();
  }
}
