package io.barline.market;

import java.util.List;

/**
 * A whole order book, to {@code depth} levels a side.
 *
 * @param depth the most levels a side that the source tells: {@link UpstreamChannel.Book#depth}
 *     from an exchange, {@link Channel.Book#depth} to clients
 * @param sequence the exchange's update id that it stands at, or {@link Trade#NO_SEQUENCE}
 * @param bids the highest first
 * @param asks the lowest first
 * @param exchangeTime the exchange's time, or 0 where it gives none
 */
public record BookSnapshot(
    Instrument instrument,
    int depth,
    long sequence,
    List<Level> bids,
    List<Level> asks,
    long exchangeTime,
    long receiveTime)
    implements MarketEvent {}
