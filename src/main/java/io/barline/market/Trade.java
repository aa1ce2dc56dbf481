package io.barline.market;

import org.jspecify.annotations.Nullable;

/**
 * An execution, or several of one taker order at one price where the exchange aggregates them.
 *
 * @param sequence the exchange's numeric trade id, which orders trades of the instrument; {@link
 *     #NO_SEQUENCE} if it has none
 * @param textId the exchange's id where it is not a number; null otherwise
 * @param size in base units, or in contracts where the instrument has a contract size
 * @param count how many executions this stands for: one, or more where the exchange aggregates
 */
public record Trade(
    Instrument instrument,
    long sequence,
    @Nullable String textId,
    Decimal price,
    Decimal size,
    Side taker,
    long count,
    long exchangeTime,
    long receiveTime)
    implements MarketEvent {

  public static final long NO_SEQUENCE = -1;
}
