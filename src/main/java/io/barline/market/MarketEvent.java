package io.barline.market;

/**
 * Something that happened in a market, or to the feed that tells of it. Times are nanoseconds since
 * the epoch, UTC.
 */
public sealed interface MarketEvent
    permits Trade, Quote, BookSnapshot, BookDelta, BookReset, Bar, Ticker, FeedStatus, Gap {
  /** When the gateway received what caused the event. */
  long receiveTime();
}
