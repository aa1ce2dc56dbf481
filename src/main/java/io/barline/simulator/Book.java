package io.barline.simulator;

import java.util.SplittableRandom;
import java.util.function.LongSupplier;

/**
 * A small order book around the walk. Each change of a level has an update id; where ids are shared
 * by all symbols, some lie between.
 */
final class Book {
  private final boolean sharedIds;
  private final SplittableRandom others;
  final Ladder bids;
  final Ladder asks;
  private long lastUpdateId;
  private long time;

  /** {@code levels} is the number of levels of each side. */
  Book(MarketTerms terms, long seed, int levels, boolean sharedIds) {
    this.sharedIds = sharedIds;
    this.others = new SplittableRandom(seed);
    long tick = terms.price(terms.tickSize());
    long gap = Math.max(1, terms.price(terms.startPrice()) / tick / 50_000) * tick;
    this.bids = new Ladder(-1, gap, levels);
    this.asks = new Ladder(1, gap, levels);
    this.lastUpdateId = sharedIds ? 1_000_000_000L : 1_000_000L;
  }

  /**
   * Sets the best bid and ask; what crosses them is gone.
   *
   * @return the id of the first change; 0 where nothing changed
   */
  long touch(
      long bid, long bidSize, long ask, long askSize, long touchTime, LongSupplier newSizes) {
    // An upward move takes asks first, a downward one bids: either order, both are done at once.
    int changes = asks.moveTo(ask, askSize, newSizes) + bids.moveTo(bid, bidSize, newSizes);
    if (changes == 0) {
      return 0;
    }
    long first = lastUpdateId + 1 + (sharedIds ? others.nextInt(20) : 0);
    lastUpdateId = first + changes - 1 + (sharedIds ? others.nextInt(20) : 0);
    time = touchTime;
    return first;
  }

  long lastUpdateId() {
    return lastUpdateId;
  }

  /** When it last changed. */
  long time() {
    return time;
  }
}
