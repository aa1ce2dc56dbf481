package io.barline.simulator.alpaca;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import tools.jackson.databind.JsonNode;

/** What one connection is subscribed to; {@code *} stands for all symbols. */
final class AlpacaSubscriptions {
  private static final List<String> STOCKS =
      List.of("trades", "quotes", "bars", "updatedBars", "dailyBars", "statuses", "lulds");
  private static final List<String> CRYPTO =
      List.of("trades", "quotes", "bars", "updatedBars", "dailyBars", "orderbooks");
  private static final int INVALID_SYNTAX = 400;
  private static final int SYMBOL_LIMIT = 405;

  private final boolean crypto;
  private Map<String, Set<String>> symbols;

  AlpacaSubscriptions(boolean crypto) {
    this.crypto = crypto;
    this.symbols = empty();
  }

  private Map<String, Set<String>> empty() {
    Map<String, Set<String>> empty = new LinkedHashMap<>();
    (crypto ? CRYPTO : STOCKS).forEach(channel -> empty.put(channel, new LinkedHashSet<>()));
    return empty;
  }

  boolean has(String channel, String symbol) {
    Set<String> subscribed = symbols.getOrDefault(channel, Set.of());
    return subscribed.contains(symbol) || subscribed.contains("*");
  }

  int size() {
    return size(symbols, symbols.keySet());
  }

  private static int size(Map<String, Set<String>> symbols, Set<String> channels) {
    return channels.stream()
        .mapToInt(channel -> symbols.getOrDefault(channel, Set.of()).size())
        .sum();
  }

  /**
   * Adds what a request names, unless there is a fault in it.
   *
   * @param limit most symbols of trades and quotes together
   * @return 0, or the code of an error that leaves everything as it was
   */
  int add(JsonNode request, int limit) {
    Map<String, Set<String>> changed = empty();
    symbols.forEach((channel, some) -> changed.getOrDefault(channel, Set.of()).addAll(some));
    if (!apply(request, changed, true)) {
      return INVALID_SYNTAX;
    }
    if (size(changed, Set.of("trades", "quotes")) > limit) {
      return SYMBOL_LIMIT;
    }
    symbols = changed;
    return 0;
  }

  int remove(JsonNode request) {
    return apply(request, symbols, false) ? 0 : INVALID_SYNTAX;
  }

  private boolean apply(JsonNode request, Map<String, Set<String>> to, boolean add) {
    if (request.size() < 2) {
      return false;
    }
    for (var field : request.properties()) {
      if (field.getKey().equals("action")) {
        continue;
      }
      Set<String> channel = to.get(field.getKey());
      if (channel == null || !field.getValue().isArray() || field.getValue().isEmpty()) {
        return false;
      }
      for (JsonNode symbol : field.getValue()) {
        String name = symbol.asString("");
        if (name.isEmpty() || (!name.equals("*") && (name.indexOf('/') >= 0) != crypto)) {
          return false;
        }
        var _ = add ? channel.add(name) : channel.remove(name);
      }
    }
    return true;
  }

  /** The acknowledgement: all that is subscribed now, empty channels left out. */
  String state() {
    StringJoiner state = new StringJoiner(",", "{", "}").add("\"T\":\"subscription\"");
    symbols.forEach((channel, some) -> add(state, channel, some));
    if (!crypto) {
      Set<String> trades = symbols.getOrDefault("trades", Set.of());
      add(state, "corrections", trades);
      add(state, "cancelErrors", trades);
    }
    return state.toString();
  }

  private static void add(StringJoiner state, String channel, Set<String> symbols) {
    if (!symbols.isEmpty()) {
      state.add("\"" + channel + "\":[\"" + String.join("\",\"", symbols) + "\"]");
    }
  }
}
