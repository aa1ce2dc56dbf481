package io.barline.market;

/**
 * The best bid and ask.
 *
 * @param sequence the exchange's update id, or {@link Trade#NO_SEQUENCE}
 * @param exchangeTime the exchange's time, or 0 where it gives none
 */
public record Quote(
    Instrument instrument,
    long sequence,
    Decimal bid,
    Decimal bidSize,
    Decimal ask,
    Decimal askSize,
    long exchangeTime,
    long receiveTime)
    implements MarketEvent {}
