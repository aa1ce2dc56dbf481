package io.barline.simulator.bybit;

import io.barline.simulator.SimulatorProtocol;
import io.barline.simulator.SimulatorSession;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One client's connection to a category.
 *
 * @see <a href="https://bybit-exchange.github.io/docs/v5/ws/connect">Connect</a>
 */
final class BybitConversation implements SimulatorProtocol.Conversation {
  private static final int MOST_SPOT_ARGS = 10;
  private static final int LONGEST_ARGS = 21_000;
  private static final JsonMapper MAPPER = new JsonMapper();

  private final BybitProtocol exchange;
  private final BybitCategory category;
  private final SimulatorSession session;
  private final String id;
  private final Map<String, BybitTopic> subscribed = new LinkedHashMap<>();

  BybitConversation(
      BybitProtocol exchange, BybitCategory category, SimulatorSession session, String id) {
    this.exchange = exchange;
    this.category = category;
    this.session = session;
    this.id = id;
  }

  @Override
  public void received(String text) {
    JsonNode message;
    try {
      message = MAPPER.readTree(text);
    } catch (JacksonException e) {
      refuse("", "", "Invalid JSON");
      return;
    }
    String request = message.path("req_id").asString("");
    String operation = message.path("op").asString("");
    List<String> args = new ArrayList<>();
    message.path("args").forEach(arg -> args.add(arg.asString("")));
    switch (operation) {
      case "ping" -> reply(true, "pong", request, operation);
      case "subscribe" -> subscribe(request, args);
      case "unsubscribe" -> {
        unsubscribe(args);
        reply(true, isSpot() ? "unsubscribe" : "", request, operation);
      }
      default -> refuse(request, operation, "error:unknown op,op:" + operation);
    }
  }

  /** One topic that is wrong spoils the whole request. */
  private void subscribe(String request, List<String> args) {
    String fault = fault(args);
    if (fault != null) {
      refuse(request, "subscribe", fault);
      return;
    }
    if (!exchange.acksLate()) {
      reply(true, isSpot() ? "subscribe" : "", request, "subscribe");
    }
    for (String name : args) {
      BybitTopic topic = exchange.topic(category, name);
      if (topic != null && subscribed.putIfAbsent(name, topic) == null && !exchange.isAckOnly()) {
        topic.add(session, exchange.now());
      }
    }
    session.subscribed(args.size());
    if (exchange.acksLate()) {
      reply(true, isSpot() ? "subscribe" : "", request, "subscribe");
    }
  }

  private @Nullable String fault(List<String> args) {
    if (isSpot() && args.size() > MOST_SPOT_ARGS) {
      return "args size >" + MOST_SPOT_ARGS;
    }
    int length = subscribed.keySet().stream().mapToInt(String::length).sum();
    if (length + args.stream().mapToInt(String::length).sum() > LONGEST_ARGS) {
      return "args length >" + LONGEST_ARGS;
    }
    for (String name : args) {
      if (!exchange.offers(category, name)) {
        return isSpot()
            ? "Invalid symbol :[" + name + "]"
            : "error:handler not found,topic:" + name;
      }
      if (subscribed.containsKey(name)) {
        return "error:already subscribed,topic:" + name;
      }
    }
    return null;
  }

  private void unsubscribe(List<String> args) {
    for (String name : args) {
      BybitTopic topic = subscribed.remove(name);
      if (topic != null) {
        topic.remove(session);
      }
    }
    session.unsubscribed(args.size());
  }

  private boolean isSpot() {
    return category == BybitCategory.SPOT;
  }

  private void refuse(String request, String operation, String message) {
    session.rejected();
    reply(false, message, request, operation);
  }

  /** Spot's refusals don't say what they refuse. */
  private void reply(boolean success, String message, String request, String operation) {
    boolean named = success || !isSpot();
    session.reply(
        "{\"success\":%b,\"ret_msg\":%s,\"conn_id\":\"%s\",%s\"op\":%s}"
            .formatted(
                success,
                quoted(message),
                id,
                named ? "\"req_id\":" + quoted(request) + "," : "",
                quoted(operation)));
  }

  private static String quoted(String text) {
    return MAPPER.writeValueAsString(text);
  }

  /** Closes the connection if the client was silent for too long. */
  void tick(long now) {
    if (now - session.lastReceived() > exchange.idleTimeout()) {
      session.silent(1000, "no ping");
    }
  }

  @Override
  public void ended() {
    subscribed.values().forEach(topic -> topic.remove(session));
    exchange.ended(this);
  }
}
