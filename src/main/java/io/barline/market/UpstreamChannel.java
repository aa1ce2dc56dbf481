package io.barline.market;

/** What can be streamed from an exchange, and what the channels that clients know are made of. */
public sealed interface UpstreamChannel {
  record Trades() implements UpstreamChannel {}

  /** Best bid and ask. */
  record Quotes() implements UpstreamChannel {}

  /**
   * An order book, as the exchange cuts it.
   *
   * @param depth the most levels a side that it tells
   */
  record Book(int depth) implements UpstreamChannel {
    public Book {
      if (depth < 1) {
        throw new IllegalArgumentException("book depth must be at least 1: " + depth);
      }
    }
  }

  /** The exchange's own bars. */
  record Klines(Interval interval) implements UpstreamChannel {}

  /** Rolling 24-hour statistics. */
  record Ticker() implements UpstreamChannel {}

  /** Its name: that of the channel which is made of it alone. */
  default String code() {
    return switch (this) {
      case Trades _ -> "trades";
      case Quotes _ -> "quotes";
      case Book book -> "book." + book.depth;
      case Klines klines -> "bars." + klines.interval.code();
      case Ticker _ -> "ticker";
    };
  }
}
