package io.barline.exchange.hyperliquid;

import io.barline.exchange.JsonCursor;
import io.barline.exchange.JsonCursor.Kind;
import io.barline.exchange.JsonText;
import org.jspecify.annotations.Nullable;

/**
 * What can be subscribed to: a short text of our own, {@code trades:BTC} or {@code candle.1m:BTC},
 * stands for Hyperliquid's <a
 * href="https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api/websocket/subscriptions">object</a>.
 *
 * <pre>{@code
 * {"method":"subscribe","subscription":{"type":"candle","coin":"BTC","interval":"1m"}}
 * }</pre>
 */
final class Subscription {
  static final String BOOK = "l2Book";

  /** Before the interval. */
  static final String CANDLE = "candle.";

  private Subscription() {}

  static String name(String type, String coin) {
    return type + ":" + coin;
  }

  /** The request about {@code name}; the route tells whether a book is a fast one. */
  static String request(String method, String name, boolean fast) {
    int colon = name.indexOf(':'); // coins may have another one
    String type = name.substring(0, colon);
    String coin = JsonText.quoted(name.substring(colon + 1));
    String option =
        type.startsWith(CANDLE)
            ? ",\"interval\":\"" + type.substring(CANDLE.length()) + "\""
            : fast ? ",\"fast\":true" : "";
    return "{\"method\":\"%s\",\"subscription\":{\"type\":\"%s\",\"coin\":%s%s}}"
        .formatted(method, type.startsWith(CANDLE) ? "candle" : type, coin, option);
  }

  /** The name of the object that follows, or of that in a whole request; null if it has none. */
  static @Nullable String read(JsonCursor json) {
    String type = null;
    String coin = null;
    String interval = null;
    String inner = null;
    json.beginObject();
    while (json.nextField()) {
      switch (json.text()) {
        case "type" -> type = string(json);
        case "coin" -> coin = string(json);
        case "interval" -> interval = string(json);
        case "subscription" -> inner = read(json);
        default -> json.skip();
      }
    }
    if (inner != null || type == null || coin == null) {
      return inner;
    }
    return name(interval == null ? type : CANDLE + interval, coin);
  }

  private static @Nullable String string(JsonCursor json) {
    if (json.peek() != Kind.STRING) {
      json.skip();
      return null;
    }
    return json.readText();
  }
}
