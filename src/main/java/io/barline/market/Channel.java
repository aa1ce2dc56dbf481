package io.barline.market;

import java.util.Optional;
import java.util.regex.Pattern;

/** What is told of an instrument; {@link #code} is its name in topics. */
public sealed interface Channel {
  record Trades() implements Channel {}

  /** Best bid and ask. */
  record Quotes() implements Channel {}

  /** The order book to {@code depth} levels a side. */
  record Book(int depth) implements Channel {
    /** The deepest that there can be. */
    public static final int MAX_DEPTH = 5_000;

    private static final Pattern CODE = Pattern.compile("book\\.[1-9][0-9]{0,3}");

    public Book {
      if (depth < 1 || depth > MAX_DEPTH) {
        throw new IllegalArgumentException(
            "book depth must be 1 to %d: %d".formatted(MAX_DEPTH, depth));
      }
    }
  }

  record Bars(Interval interval) implements Channel {}

  /** Rolling 24-hour statistics. */
  record Ticker() implements Channel {}

  /** The state of the feeds, without any data. */
  record Status() implements Channel {}

  /**
   * The name in topics: {@code trades}, {@code quotes}, {@code book.50}, {@code bars.1m}, {@code
   * ticker}, {@code status}.
   */
  default String code() {
    return switch (this) {
      case Trades _ -> "trades";
      case Quotes _ -> "quotes";
      case Book book -> "book." + book.depth;
      case Bars bars -> "bars." + bars.interval.code();
      case Ticker _ -> "ticker";
      case Status _ -> "status";
    };
  }

  /** The channel with that {@link #code}, or empty. */
  static Optional<Channel> of(String code) {
    return switch (code) {
      case "trades" -> Optional.of(new Trades());
      case "quotes" -> Optional.of(new Quotes());
      case "ticker" -> Optional.of(new Ticker());
      case "status" -> Optional.of(new Status());
      default -> parameterized(code);
    };
  }

  private static Optional<Channel> parameterized(String code) {
    if (code.startsWith("bars.")) {
      return Interval.of(code.substring(5)).map(Bars::new);
    }
    if (Book.CODE.matcher(code).matches()
        && Integer.parseInt(code.substring(5)) <= Book.MAX_DEPTH) {
      return Optional.of(new Book(Integer.parseInt(code.substring(5))));
    }
    return Optional.empty();
  }
}
