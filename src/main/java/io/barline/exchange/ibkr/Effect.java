package io.barline.exchange.ibkr;

import java.util.Locale;

/**
 * What follows for a request that an error or a warning is about. See <a
 * href="https://www.interactivebrokers.com/campus/ibkr-api-page/twsapi-doc/#error-handling">message
 * codes</a>.
 */
enum Effect {
  /** The same request would be refused again. */
  REFUSED,
  /** There is no market data subscription for it. */
  NOT_SUBSCRIBED,
  /** It is delivered, but delayed. */
  DELAYED,
  /** It may be asked for again in a minute or later. */
  LATER,
  /** It is asked for anew at once. */
  ANEW,
  /** There are as many of the kind as may be. */
  FULL,
  /** It has ended, and is asked for again after a while. */
  ENDED,
  /** Its order book is not what it was. */
  BOOK_RESET,
  /** Nothing. */
  NONE,
  /** Not known: it failed where nothing came of it yet. */
  UNKNOWN;

  /** How long to wait before it is asked for {@link #LATER}. */
  static final long LATER_MILLIS = 60_000;

  private static final int FIRST_WARNING = 2_100;
  private static final int LAST_WARNING = 2_169;

  static Effect of(int code, String text) {
    return switch (code) {
      case 200, 321, 322, 10_299 -> REFUSED;
      case 101, 309, 10_190 -> FULL;
      case 354, 10_089, 10_168, 10_186 -> NOT_SUBSCRIBED;
      case 10_167 -> DELAYED;
      case 102, 10_225 -> ANEW;
      case 162, 420 -> ofPast(text.toLowerCase(Locale.ROOT));
      case 10_197 -> LATER;
      case 316 -> ENDED;
      case 317 -> BOOK_RESET;
      case 165, 300, 310, 366, 10_090 -> NONE;
      default -> code >= FIRST_WARNING && code <= LAST_WARNING ? NONE : UNKNOWN;
    };
  }

  /** Only the text tells a pace that is too fast from what is not permitted. */
  private static Effect ofPast(String text) {
    if (text.contains("pacing")) {
      return LATER;
    }
    if (text.contains("cancelled") || text.contains("canceled")) {
      return NONE;
    }
    return text.contains("permission") || text.contains("subscri") ? REFUSED : LATER;
  }
}
