package io.barline.simulator.alpaca;

import io.barline.simulator.Faults;
import java.util.HashSet;
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
  private final Faults faults;
  private Map<String, Set<String>> symbols;

  /** Confirmed, but without data. */
  private final Set<String> unserved = new HashSet<>();

  AlpacaSubscriptions(boolean crypto, Faults faults) {
    this.faults = faults;
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
    return isServed(subscribed, channel, symbol) || isServed(subscribed, channel, "*");
  }

  private boolean isServed(Set<String> subscribed, String channel, String name) {
    return subscribed.contains(name) && !unserved.contains(channel + name);
  }

  /** What comes anew is served again; a symbol that is refused is confirmed and has no data. */
  private void serve(String channel, String name) {
    if (faults.isAckOnly() || faults.rejects(name)) {
      unserved.add(channel + name);
    } else {
      unserved.remove(channel + name);
    }
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
    Map<String, Set<String>> before = symbols;
    symbols = changed;
    for (var field : request.properties()) {
      for (JsonNode symbol : field.getValue()) {
        String name = symbol.asString("");
        boolean repeated = before.getOrDefault(field.getKey(), Set.of()).contains(name);
        if (!repeated || unserved.contains(field.getKey() + name)) {
          serve(field.getKey(), name);
        }
      }
    }
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
