package io.barline.simulator;

import io.barline.market.Level;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The best levels of one market as somebody was told them, and what has changed since. */
public final class BookChanges {
  private final SyntheticMarket market;
  private final int levels;
  private @Nullable Ladder bids;
  private @Nullable Ladder asks;

  BookChanges(SyntheticMarket market, int levels) {
    this.market = market;
    this.levels = levels;
  }

  /** The best levels as they are now; the next changes are counted from here. */
  public MarketBook snapshot() {
    remember();
    return market.book(levels);
  }

  /**
   * What has changed since the last call of any method here, levels that left the best ones
   * included (with a size of 0); null where nothing has. Before the first snapshot everything has.
   */
  public @Nullable MarketBook changes() {
    Ladder oldBids = bids;
    Ladder oldAsks = asks;
    remember();
    if (oldBids == null || oldAsks == null) {
      return market.book(levels);
    }
    List<Level> bidChanges = changes(oldBids, market.bids());
    List<Level> askChanges = changes(oldAsks, market.asks());
    return bidChanges.isEmpty() && askChanges.isEmpty()
        ? null
        : new MarketBook(market.updateId(), market.bookTime(), bidChanges, askChanges);
  }

  private void remember() {
    bids = market.bids().copy(levels);
    asks = market.asks().copy(levels);
  }

  private List<Level> changes(Ladder before, Ladder now) {
    List<Level> changes = new ArrayList<>();
    now.copy(levels).changesSince(before, (price, size) -> changes.add(market.level(price, size)));
    return changes;
  }
}
