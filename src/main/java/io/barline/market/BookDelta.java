package io.barline.market;

import java.util.List;

/**
 * What changed in an order book: the new size at each price that changed, 0 where none is left. No
 * price stands twice on a side.
 *
 * @param depth as {@link BookSnapshot#depth}
 * @param first the first of the exchange's update ids that it covers, or {@link Trade#NO_SEQUENCE}
 * @param previous the last update id of the delta before, or {@link Trade#NO_SEQUENCE}
 * @param sequence the last update id that it covers, or {@link Trade#NO_SEQUENCE}
 * @param bids in any order from an exchange, the highest first to clients
 * @param asks in any order from an exchange, the lowest first to clients
 * @param exchangeTime the exchange's time, or 0 where it gives none
 */
public record BookDelta(
    Instrument instrument,
    int depth,
    long first,
    long previous,
    long sequence,
    List<Level> bids,
    List<Level> asks,
    long exchangeTime,
    long receiveTime)
    implements MarketEvent {}
