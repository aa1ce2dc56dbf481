package io.barline.simulator;

import io.barline.market.Decimal;
import io.barline.market.Side;

/**
 * A trade that happened on a generated market, whether or not anybody was told.
 *
 * @param id counts the market's trades; contiguous unless a test skips some
 * @param time nanoseconds since the epoch
 */
public record MarketTrade(long id, Decimal price, Decimal size, Side taker, long time) {}
