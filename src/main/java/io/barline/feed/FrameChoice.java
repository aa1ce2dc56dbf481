package io.barline.feed;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Whose frames are meant by what an operator writes: an exchange's id, an exchange and a symbol, or
 * {@code *} for all.
 */
final class FrameChoice {
  /** For all exchanges, or all symbols. */
  private static final String ALL = "*";

  private static final int SUGGESTIONS = 5;

  private final Symbols symbols;

  /** One of those that are wanted. */
  private record Choice(String exchange, String symbol) {
    static Choice of(String text) {
      int colon = text.indexOf(':');
      return colon < 0
          ? new Choice(text, ALL)
          : new Choice(text.substring(0, colon), text.substring(colon + 1).strip());
    }

    boolean isOfAllSymbols() {
      return symbol.equals(ALL);
    }
  }

  FrameChoice(Symbols symbols) {
    this.symbols = symbols;
  }

  private Collection<String> exchanges(Choice choice) {
    if (!choice.exchange.equals(ALL)) {
      return List.of(choice.exchange);
    }
    return choice.isOfAllSymbols()
        ? symbols.exchanges()
        : symbols.exchanges().stream().filter(symbols::isWanted).toList(); // it is no demand
  }

  /** Of each exchange that is concerned. Symbols may be known by now that were not. */
  Map<String, FrameFilter> filters(List<String> wanted) {
    Map<String, FrameFilter> all = new HashMap<>();
    for (String each : wanted) {
      Choice choice = Choice.of(each);
      for (String exchange : exchanges(choice)) {
        all.merge(exchange, filter(exchange, choice), FrameFilter::or);
      }
    }
    return Map.copyOf(all);
  }

  /**
   * A unified symbol or an alias names one instrument, and so the market that lists it. The
   * exchange's own name may be in use in several: then all are meant.
   */
  private FrameFilter filter(String exchange, Choice choice) {
    if (choice.isOfAllSymbols()) {
      return FrameFilter.ALL;
    }
    return switch (symbols.lookUp(exchange, choice.symbol)) {
      case Lookup.Found(var instrument)
          when instrument.nativeSymbol().equalsIgnoreCase(choice.symbol) ->
          FrameFilter.ofName(instrument.nativeSymbol());
      // Frames of a bridge hold the unified symbol.
      case Lookup.Found(var instrument) ->
          FrameFilter.ofName(instrument.nativeSymbol(), instrument.segment())
              .or(FrameFilter.ofName(instrument.symbol(), instrument.segment()));
      case Lookup.Unknown _, Lookup.Missing _ -> FrameFilter.ofName(choice.symbol);
    };
  }

  /**
   * Looks whether all that is wanted makes sense, as far as that is known by now.
   *
   * @throws IllegalArgumentException if an exchange is not served, or has no such symbol
   */
  void check(List<String> wanted) {
    for (String each : wanted) {
      Choice choice = Choice.of(each);
      if (!choice.exchange.equals(ALL) && !symbols.exchanges().contains(choice.exchange)) {
        throw new IllegalArgumentException(
            "frames are of an exchange that is served, such as binance, binance:BTC/USDT or *: \""
                + each
                + "\"; served are "
                + symbols.exchanges());
      }
      if (choice.symbol.isEmpty()) {
        throw new IllegalArgumentException(
            "after the colon comes a symbol, such as binance:BTC/USDT; \"%s\" has none: all frames of %s are \"%s\""
                .formatted(each, choice.exchange, choice.exchange));
      }
      if (isUnknown(choice)) {
        throw new IllegalArgumentException(
            "%s \"%s\"%s"
                .formatted(
                    choice.exchange.equals(ALL)
                        ? "no exchange that is served has a symbol"
                        : choice.exchange + " has no symbol",
                    choice.symbol,
                    suggestions(choice)));
      }
    }
  }

  /** Those that name nothing, as far as that is known by now. */
  List<String> unknown(List<String> wanted) {
    return wanted.stream().filter(each -> isUnknown(Choice.of(each))).toList();
  }

  private boolean isUnknown(Choice choice) {
    return !choice.isOfAllSymbols()
        && exchanges(choice).stream()
            .allMatch(
                exchange -> symbols.lookUp(exchange, choice.symbol) instanceof Lookup.Unknown);
  }

  private String suggestions(Choice choice) {
    List<String> near = new ArrayList<>();
    for (String exchange : exchanges(choice)) {
      near.addAll(symbols.nearest(exchange, choice.symbol, SUGGESTIONS));
    }
    return near.isEmpty()
        ? "; a symbol is the unified one, such as BTC/USDT, or the exchange's own"
        : near.stream()
            .distinct()
            .limit(SUGGESTIONS)
            .collect(Collectors.joining(", ", "; did you mean ", "?"));
  }
}
