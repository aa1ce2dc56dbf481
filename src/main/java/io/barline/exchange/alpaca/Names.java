package io.barline.exchange.alpaca;

import io.barline.exchange.JsonText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Names to subscribe to: {@code <channel>:<symbol>}, for example {@code trades:AAPL}. */
final class Names {
  private static final String BARS = "bars";

  private Names() {}

  static String of(String channel, String symbol) {
    return channel + ":" + symbol;
  }

  /** Whether {@code name} is one of bars, of which Alpaca allows any number. */
  static boolean isOfBars(String name) {
    return name.startsWith("bars:");
  }

  /** The symbols of each channel that is named. */
  static Map<String, List<String>> symbols(List<String> names) {
    Map<String, List<String>> symbols = new LinkedHashMap<>();
    Market.channels().forEach(channel -> symbols.put(channel, new ArrayList<>()));
    for (String name : names) {
      int colon = name.indexOf(':');
      List<String> channel = symbols.get(name.substring(0, Math.max(colon, 0)));
      if (channel == null) {
        throw new IllegalArgumentException("not a name of alpaca: " + name);
      }
      channel.add(name.substring(colon + 1));
    }
    symbols.values().removeIf(List::isEmpty);
    return symbols;
  }

  /**
   * <a href="https://docs.alpaca.markets/docs/streaming-market-data#subscribe">Subscribing</a>.
   * Bars come with their corrections, the {@code updatedBars}; an empty list would be an error.
   *
   * <pre>{@code
   * {"action":"subscribe","trades":["AAPL"],"bars":["MSFT"],"updatedBars":["MSFT"]}
   * }</pre>
   */
  static String request(String action, List<String> names) {
    StringBuilder frame = new StringBuilder("{\"action\":\"").append(action).append('"');
    symbols(names)
        .forEach(
            (channel, symbols) -> {
              String list = JsonText.array(symbols);
              frame.append(",\"").append(channel).append("\":").append(list);
              if (channel.equals(BARS)) {
                frame.append(",\"updatedBars\":").append(list);
              }
            });
    return frame.append('}').toString();
  }
}
