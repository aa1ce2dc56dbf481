package io.barline.pipeline;

import io.barline.book.DepthView;
import io.barline.book.OrderBook;
import io.barline.hub.TopicStream;
import io.barline.market.BookReset;
import io.barline.market.BookSnapshot;
import io.barline.market.Decimal;
import io.barline.market.Gap;
import io.barline.market.Instrument;
import io.barline.market.Level;
import io.barline.market.MarketEvent;
import io.barline.market.Quote;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What is published of one order book: to each wanted depth, and as quotes. */
final class BookViews {
  private static final Level NONE = new Level(Decimal.ZERO, Decimal.ZERO);

  private final Instrument instrument;
  private final OrderBook book;
  private final QuoteFlow quotes;
  private final DepthView touch;
  private final Map<Integer, View> byDepth = new TreeMap<>();
  private View[] views = {};
  private boolean quoted;

  /** Whether those who listen have a snapshot. */
  private boolean known;

  private long receiveTime;

  private record View(int depth, DepthView of, TopicStream to) {}

  BookViews(Instrument instrument, OrderBook book, QuoteFlow quotes) {
    this.instrument = instrument;
    this.book = book;
    this.quotes = quotes;
    this.touch = new DepthView(instrument, 1);
  }

  void put(int depth, TopicStream stream) {
    View view = new View(depth, new DepthView(instrument, depth), stream);
    byDepth.put(depth, view);
    views = byDepth.values().toArray(new View[0]);
    stream.snapshots(() -> view.of.snapshot(book, receiveTime));
    publish(view);
  }

  void remove(int depth) {
    byDepth.remove(depth);
    views = byDepth.values().toArray(new View[0]);
  }

  /** Whether quotes are made of it from now on. */
  void quote(boolean wanted) {
    if (wanted != quoted) {
      quoted = wanted;
      touch.reset();
      quotes.beginAnew();
      publishTouch();
    }
  }

  /** The book changed. */
  void publish(long now) {
    known = true;
    receiveTime = now;
    for (View view : views) {
      publish(view);
    }
    publishTouch();
  }

  private void publish(View view) {
    MarketEvent event = view.of.next(book, receiveTime);
    if (event != null) {
      view.to.publish(event);
    }
  }

  private void publishTouch() {
    BookSnapshot top = quoted ? touch.changed(book, receiveTime) : null;
    if (top != null) {
      quotes.onTouch(quote(top));
    }
  }

  private Quote quote(BookSnapshot top) {
    Level bid = best(top.bids());
    Level ask = best(top.asks());
    return new Quote(
        instrument,
        top.sequence(),
        bid.price(),
        bid.size(),
        ask.price(),
        ask.size(),
        top.exchangeTime(),
        receiveTime);
  }

  /** The best bid and ask as of the last change of the book; null while it is not known. */
  @Nullable Quote bestBidAndAsk() {
    BookSnapshot top = known ? new DepthView(instrument, 1).snapshot(book, receiveTime) : null;
    return top == null ? null : quote(top);
  }

  private static Level best(List<Level> side) {
    return side.isEmpty() ? NONE : side.getFirst();
  }

  /**
   * The book is not known any more: says so to those who have a snapshot.
   *
   * @return whether anybody had one
   */
  boolean reset(Gap.Cause cause, String reason, long now) {
    boolean wasKnown = known;
    known = false;
    receiveTime = now;
    touch.reset();
    if (wasKnown && quoted) {
      quotes.interrupted(cause, reason);
    }
    for (View view : views) {
      view.of.reset();
      if (wasKnown) {
        view.to.publish(new BookReset(instrument, view.depth, reason, now));
      }
    }
    return wasKnown;
  }
}
