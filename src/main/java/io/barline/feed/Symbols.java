package io.barline.feed;

import java.util.List;

/** What the symbols of exchanges name. For any thread. */
public interface Symbols {
  /** The ids of the exchanges that are served, sorted. */
  List<String> exchanges();

  /** Whether an exchange's instruments are listed, or are to be: others are listed on demand. */
  default boolean isWanted(String exchange) {
    return true;
  }

  /**
   * What {@code symbol} names. It is a demand: the exchange's instruments are listed from now on.
   *
   * @throws IllegalArgumentException if there is no such exchange
   */
  Lookup lookUp(String exchange, String symbol);

  /** Up to {@code most} symbols that are written much like that one, the likeliest first. */
  List<String> nearest(String exchange, String symbol, int most);
}
