package io.barline.exchange.ibkr;

import io.barline.exchange.StreamName;
import java.util.Arrays;
import java.util.Optional;

/** The names that are subscribed to: a kind of stream, a colon and the contract's native symbol. */
enum Names {
  /** Trades by RTVolume, as the exchange samples them. */
  TRADES("trades"),
  /** Every trade, tick by tick. */
  TICKS("ticks"),
  QUOTES("quotes"),
  BOOK("book"),
  /** Real-time bars of five seconds. */
  BARS("bars"),
  /** Bars of five seconds by history that is kept up to date. */
  KEPT_UP("history");

  private final String prefix;

  Names(String word) {
    this.prefix = word + ":";
  }

  StreamName on(String route, String nativeSymbol) {
    return new StreamName(route, prefix + nativeSymbol);
  }

  /** The name of this kind of stream of that contract. */
  String of(String nativeSymbol) {
    return prefix + nativeSymbol;
  }

  /** The kind of stream that a name is of. */
  static Optional<Names> kind(String name) {
    return Arrays.stream(values()).filter(each -> name.startsWith(each.prefix)).findFirst();
  }

  /** The native symbol in a name of this kind. */
  String nativeSymbol(String name) {
    return name.substring(prefix.length());
  }

  /** Whether it is one of the market data lines of the account, which trades and quotes share. */
  boolean isLine() {
    return switch (this) {
      case TRADES, QUOTES, BARS -> true;
      case TICKS, BOOK, KEPT_UP -> false;
    };
  }
}
