package io.barline.book;

import io.barline.market.BookDelta;
import io.barline.market.BookSnapshot;
import io.barline.market.Instrument;
import io.barline.market.Level;
import io.barline.market.MarketEvent;
import io.barline.market.Trade;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What clients see of an {@link OrderBook}: its best levels, as a snapshot first and then as
 * deltas. Whoever applies the deltas to the snapshot has the book's best {@code depth} known levels
 * a side. One thread uses it.
 */
public final class DepthView {
  private final Instrument instrument;
  private final int depth;
  private final ViewedSide bids;
  private final ViewedSide asks;
  private boolean published;
  private long sequence = Trade.NO_SEQUENCE;
  private long exchangeTime;

  /** A view of which nothing is published. */
  public DepthView(Instrument instrument, int depth) {
    this.instrument = instrument;
    this.depth = depth;
    this.bids = new ViewedSide(depth, true);
    this.asks = new ViewedSide(depth, false);
  }

  /**
   * What a newcomer starts from: the state that the next delta follows. It changes nothing.
   *
   * @return null where the book is not ready
   */
  public @Nullable BookSnapshot snapshot(OrderBook book, long receiveTime) {
    if (!book.isReady()) {
      return null;
    }
    return published
        ? whole(receiveTime)
        : new BookSnapshot(
            instrument,
            depth,
            book.sequence(),
            bids.all(book.bids()),
            asks.all(book.asks()),
            book.exchangeTime(),
            receiveTime);
  }

  /**
   * What is to be published now that the book has changed: a {@link BookSnapshot} the first time,
   * then the {@link BookDelta} since the last call.
   *
   * @return null where nothing in view changed, or the book is not ready
   */
  public @Nullable MarketEvent next(OrderBook book, long receiveTime) {
    if (!book.isReady()) {
      return null;
    }
    boolean first = !published;
    long previous = sequence;
    List<Level> changedBids = bids.update(book.bids());
    List<Level> changedAsks = asks.update(book.asks());
    if (!first && changedBids.isEmpty() && changedAsks.isEmpty()) {
      return null;
    }
    remember(book);
    return first
        ? whole(receiveTime)
        : new BookDelta(
            instrument,
            depth,
            Trade.NO_SEQUENCE,
            previous,
            sequence,
            changedBids,
            changedAsks,
            exchangeTime,
            receiveTime);
  }

  /**
   * As {@link #next}, but always the whole view, for few levels.
   *
   * @return null where nothing in view changed, or the book is not ready
   */
  public @Nullable BookSnapshot changed(OrderBook book, long receiveTime) {
    if (!book.isReady()) {
      return null;
    }
    List<Level> changedBids = bids.update(book.bids());
    List<Level> changedAsks = asks.update(book.asks());
    if (published && changedBids.isEmpty() && changedAsks.isEmpty()) {
      return null;
    }
    remember(book);
    return whole(receiveTime);
  }

  /** All that is published. */
  private BookSnapshot whole(long receiveTime) {
    return new BookSnapshot(
        instrument, depth, sequence, bids.all(), asks.all(), exchangeTime, receiveTime);
  }

  private void remember(OrderBook book) {
    published = true;
    sequence = book.sequence();
    exchangeTime = book.exchangeTime();
  }

  /** Forgets what was published: a snapshot is next. */
  public void reset() {
    published = false;
    sequence = Trade.NO_SEQUENCE;
    exchangeTime = 0;
    bids.clear();
    asks.clear();
  }
}
