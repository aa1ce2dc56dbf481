package io.barline.pipeline;

import io.barline.market.Instrument;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The searches for the trades of an instrument's holes: the oldest first, one at a time. */
final class HoleSearches {
  private final Instrument instrument;
  private final Pipeline.Shared shared;

  /** All that there are, the oldest first. */
  private final List<TradeHole> holes;

  private @Nullable TradeHole searched;

  /** Whether the search that is under way has an end. */
  private boolean untilNext;

  HoleSearches(Instrument instrument, Pipeline.Shared shared, List<TradeHole> holes) {
    this.instrument = instrument;
    this.shared = shared;
    this.holes = holes;
  }

  void want(TradeHole hole) {
    hole.wanted = true;
    next();
  }

  /** Begins the next one, unless one is under way. */
  void next() {
    if (searched != null) {
      return;
    }
    for (TradeHole hole : holes) {
      if (hole.wanted) {
        hole.wanted = false;
        hole.outgrown = false;
        searched = hole;
        untilNext = hole.next != null;
        shared
            .repairs()
            .trades(
                instrument,
                new TradeSearch(
                    hole.id,
                    hole.searchedTo,
                    hole.next,
                    hole.since,
                    shared.clock().at(hole.since),
                    hole.sampled));
        return;
      }
    }
  }

  /** Nothing of the hole is to be found any more: the next one need not wait for it. */
  void drop(TradeHole hole) {
    hole.wanted = false;
    if (searched == hole) {
      searched = null;
      shared.repairs().withdraw(instrument, hole.id);
      next();
    }
  }

  boolean isSearched(TradeHole hole) {
    return searched == hole;
  }

  /** Whether the search that was answered last ended with a trade that was seen. */
  boolean hadEnd() {
    return untilNext;
  }

  /** The hole that the search is about; null where it is of no interest any more. */
  @Nullable TradeHole underWay(long id) {
    TradeHole hole = searched;
    return hole == null || hole.id != id ? null : hole;
  }

  /** As {@link #underWay}; nothing more comes of the search. */
  @Nullable TradeHole answered(long id) {
    TradeHole hole = underWay(id);
    if (hole != null) {
      searched = null;
    }
    return hole;
  }
}
