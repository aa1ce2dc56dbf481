package io.barline.simulator;

import io.barline.market.Level;
import java.util.List;

/**
 * The best levels of a generated market, best first, or what has changed among them: then a size of
 * 0 says that a level is gone.
 *
 * @param updateId counts the changes of single levels; it grows with every change
 * @param time when the book last changed, in nanoseconds since the epoch
 */
public record MarketBook(long updateId, long time, List<Level> bids, List<Level> asks) {
  public MarketBook {
    bids = List.copyOf(bids);
    asks = List.copyOf(asks);
  }
}
