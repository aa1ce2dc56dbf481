package io.barline.exchange.hyperliquid;

import io.barline.exchange.Excerpt;
import io.barline.exchange.Inbound;
import io.barline.exchange.JsonCursor;
import io.barline.exchange.MalformedFrame;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Answers to requests, which they repeat instead of naming them.
 *
 * <pre>{@code
 * {"channel":"subscriptionResponse","data":{"method":"subscribe","subscription":{
 *   "type":"l2Book","coin":"BTC","nSigFigs":null,"mantissa":null,"fast":false}}}
 * {"channel":"error","data":"Already subscribed: {\"type\":\"trades\",\"coin\":\"BTC\"}"}
 * {"channel":"error","data":"Error parsing JSON into valid websocket request: {...}"}
 * }</pre>
 */
final class Replies {
  private final JsonCursor json;
  private final JsonCursor quoted = new JsonCursor();

  Replies(JsonCursor json) {
    this.json = json;
  }

  /** What {@code subscriptionResponse} says. */
  Inbound response() {
    String method = "";
    String name = null;
    json.beginObject();
    while (json.nextField()) {
      switch (json.text()) {
        case "method" -> method = json.readText();
        case "subscription" -> name = Subscription.read(json);
        default -> json.skip();
      }
    }
    boolean subscribed = method.equals("subscribe");
    if (name == null || !(subscribed || method.equals("unsubscribe"))) {
      throw new MalformedFrame("a response to no request of ours");
    }
    return new Inbound.Confirmed(subscribed, Set.of(name));
  }

  /** What {@code error} says; after none of them the socket is closed. */
  Inbound error() {
    String text = json.readText();
    String name = quotedName(text);
    if (name != null && text.startsWith("Already subscribed")) {
      return new Inbound.Confirmed(true, Set.of(name));
    }
    if (name != null && text.startsWith("Already unsubscribed")) {
      return new Inbound.Confirmed(false, Set.of(name));
    }
    return new Inbound.Rejected(
        Inbound.NO_REQUEST,
        name == null ? List.of() : List.of(name),
        "error",
        Excerpt.of(text),
        text.startsWith("Error parsing JSON"));
  }

  /** The name of the subscription that {@code text} ends with, or null where there is none. */
  private @Nullable String quotedName(String text) {
    int from = text.indexOf('{');
    if (from < 0) {
      return null;
    }
    byte[] object = text.substring(from).getBytes(StandardCharsets.UTF_8);
    quoted.reset(object, 0, object.length);
    try {
      return Subscription.read(quoted);
    } catch (MalformedFrame _) {
      return null;
    }
  }
}
