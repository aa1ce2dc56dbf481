package io.barline.simulator.hyperliquid;

import io.barline.simulator.SimulatorProtocol;
import io.barline.simulator.SimulatorSession;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** One connection: what it asks for, and what it is answered. */
final class Client implements SimulatorProtocol.Conversation {
  private final HyperliquidProtocol protocol;
  private final SimulatorSession session;
  private final Map<Topic, Coin> subscriptions = new LinkedHashMap<>();
  private long lastSent;

  Client(HyperliquidProtocol protocol, SimulatorSession session) {
    this.protocol = protocol;
    this.session = session;
    this.lastSent = protocol.now();
  }

  void greet() {
    if (protocol.pace().greeting()) {
      reply("Websocket connection established.");
    }
  }

  @Override
  public void received(String text) {
    JsonNode request;
    try {
      request = JsonMapper.shared().readTree(text);
    } catch (JacksonException e) {
      unreadable(text);
      return;
    }
    if (!protocol.messages.take(1, protocol.now())) {
      error("Too many messages");
      return;
    }
    String method = request.path("method").asString("");
    Topic topic = Topic.read(request.path("subscription"));
    if (method.equals("ping")) {
      reply("{\"channel\":\"pong\"}");
    } else if (topic == null) {
      unreadable(text);
    } else if (method.equals("subscribe")) {
      subscribe(topic);
    } else if (method.equals("unsubscribe")) {
      unsubscribe(topic);
    } else {
      unreadable(text);
    }
  }

  /** What it can't serve makes it cut the connection, without an error or a close frame. */
  private void subscribe(Topic topic) {
    Coin coin = protocol.coin(topic.coin());
    if (coin == null || !topic.isSound() || protocol.faults().rejects(topic.coin())) {
      session.drop();
      return;
    }
    if (protocol.subscriptions() >= protocol.mostSubscriptions) {
      error("Too many subscriptions");
      return;
    }
    if (subscriptions.putIfAbsent(topic, coin) != null) {
      error("Already subscribed: " + topic.toJson());
      return;
    }
    session.subscribed(1);
    boolean served = !protocol.faults().isAckOnly();
    if (served) {
      coin.add(topic, this);
    }
    confirm("subscribe", topic);
    if (served) {
      coin.begin(topic, this);
    }
  }

  int subscriptions() {
    return subscriptions.size();
  }

  private void unsubscribe(Topic topic) {
    Coin coin = subscriptions.remove(topic);
    if (coin == null) {
      error("Already unsubscribed: " + topic.toJson());
      return;
    }
    session.unsubscribed(1);
    coin.remove(topic, this);
    confirm("unsubscribe", topic);
  }

  private void confirm(String method, Topic topic) {
    reply(
        "{\"channel\":\"subscriptionResponse\",\"data\":{\"method\":\"%s\",\"subscription\":%s}}"
            .formatted(method, topic.toJson()));
  }

  private void unreadable(String text) {
    error("Error parsing JSON into valid websocket request: " + text);
  }

  private void error(String message) {
    session.rejected();
    reply(
        JsonNodeFactory.instance
            .objectNode()
            .put("channel", "error")
            .put("data", message)
            .toString());
  }

  private void reply(String text) {
    lastSent = protocol.now();
    session.reply(text);
  }

  void publish(String text) {
    lastSent = protocol.now();
    session.publish(text);
  }

  void closeIfIdle(long now) {
    if (now - lastSent >= protocol.pace().idle().toNanos()) {
      session.silent(1000, "Inactive");
    }
  }

  @Override
  public void ended() {
    subscriptions.forEach((topic, coin) -> coin.remove(topic, this));
    subscriptions.clear();
    protocol.ended(this);
  }
}
