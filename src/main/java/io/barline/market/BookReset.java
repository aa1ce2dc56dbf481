package io.barline.market;

/**
 * An order book is not known any more; a snapshot follows when it is.
 *
 * @param depth as {@link BookSnapshot#depth}
 * @param reason why, in a sentence, with the numbers that show it
 */
public record BookReset(Instrument instrument, int depth, String reason, long receiveTime)
    implements MarketEvent {}
