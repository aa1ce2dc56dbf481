package io.barline.exchange.ibkr;

import io.barline.exchange.MalformedFrame;
import io.barline.market.UtcNanos;

/** Times as messages tell them. */
final class Times {
  private static final long LATEST =
      Long.MAX_VALUE / UtcNanos.SECOND - 86_400; // the end of a bar can be told too

  private Times() {}

  /**
   * Nanoseconds since the epoch.
   *
   * @throws MalformedFrame if {@code seconds} since then lie outside of what can be told so
   */
  static long seconds(long seconds) {
    if (seconds < 0 || seconds > LATEST) {
      throw new MalformedFrame("no time in seconds since the epoch: " + seconds);
    }
    return seconds * UtcNanos.SECOND;
  }
}
