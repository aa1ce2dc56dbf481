package io.barline.market;

import org.jspecify.annotations.Nullable;

/**
 * Rolling statistics of the last 24 hours, as the exchange computes them. What it does not tell is
 * null.
 *
 * @param open the price 24 hours ago
 * @param volume in the unit of {@link Trade#size}
 * @param quoteVolume in quote units
 * @param mark the price that positions are valued at
 * @param index the price of the underlying
 * @param fundingRate what longs pay shorts at the next funding, as a fraction
 * @param nextFunding when that is; 0 where not told
 * @param openInterest in the unit of {@link Trade#size}
 * @param exchangeTime the exchange's time, or 0 where it gives none
 */
public record Ticker(
    Instrument instrument,
    @Nullable Decimal last,
    @Nullable Decimal open,
    @Nullable Decimal high,
    @Nullable Decimal low,
    @Nullable Decimal volume,
    @Nullable Decimal quoteVolume,
    @Nullable Decimal bid,
    @Nullable Decimal bidSize,
    @Nullable Decimal ask,
    @Nullable Decimal askSize,
    @Nullable Decimal mark,
    @Nullable Decimal index,
    @Nullable Decimal fundingRate,
    long nextFunding,
    @Nullable Decimal openInterest,
    long exchangeTime,
    long receiveTime)
    implements MarketEvent {}
