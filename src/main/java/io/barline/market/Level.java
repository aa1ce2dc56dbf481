package io.barline.market;

/**
 * A price in an order book and what is offered at it.
 *
 * @param size in the unit of {@link Trade#size}; 0 says that nothing is left there
 */
public record Level(Decimal price, Decimal size) {}
