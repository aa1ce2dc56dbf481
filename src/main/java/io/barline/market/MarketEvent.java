package io.barline.market;

/**
 * Something that happened in a market, or to the feed that tells of it. Times are nanoseconds since
 * the epoch, UTC.
 */
public sealed interface MarketEvent
    permits Trade,
        RepairedTrade,
        Quote,
        BookSnapshot,
        BookDelta,
        BookReset,
        Bar,
        Ticker,
        FeedStatus,
        Gap,
        GapFilled,
        Quarantine {
  /** When the gateway received what caused the event. */
  long receiveTime();
}
