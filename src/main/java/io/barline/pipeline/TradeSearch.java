package io.barline.pipeline;

import io.barline.market.Trade;
import org.jspecify.annotations.Nullable;

/**
 * Trades that may have been missed: those after one that was seen, until one that was, or until
 * now.
 *
 * @param hole tells the search from others of the instrument
 * @param last the newest trade before the hole
 * @param next the first trade after it; null where none came yet
 * @param since when what is asked for must be from at least, where {@code next} is null: the
 *     gateway's time from which on trades are streamed again, nanoseconds since the epoch
 * @param exchangeSince what is believed to be the exchange's time then
 * @param sampled whether {@code next} was polled at {@code since}: trades before it may be reported
 *     later, which nothing streams
 */
public record TradeSearch(
    long hole, Trade last, @Nullable Trade next, long since, long exchangeSince, boolean sampled) {

  /** Where what comes after the hole is streamed. */
  public TradeSearch(long hole, Trade last, @Nullable Trade next, long since, long exchangeSince) {
    this(hole, last, next, since, exchangeSince, false);
  }
}
