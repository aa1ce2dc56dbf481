package io.barline.simulator.okx;

import io.barline.simulator.SimulatorProtocol;
import io.barline.simulator.SimulatorSession;
import java.util.LinkedHashSet;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One client's connection. It is closed when nothing has gone either way for a while; clients send
 * the text {@code ping} against that.
 *
 * @see <a href="https://www.okx.com/docs-v5/en/#overview-websocket-connect">Connect</a>
 */
final class OkxConversation implements SimulatorProtocol.Conversation {
  private static final JsonMapper MAPPER = new JsonMapper();

  private final OkxProtocol exchange;
  private final SimulatorSession session;
  private final boolean business;
  private final String id;
  private final Set<OkxTopic> subscribed = new LinkedHashSet<>();
  private long toldAt;

  /** {@code business} is whether this connection carries candles, rather than all the others. */
  OkxConversation(OkxProtocol exchange, SimulatorSession session, boolean business, String id) {
    this.exchange = exchange;
    this.session = session;
    this.business = business;
    this.id = id;
  }

  void publish(String frame) {
    if (!exchange.isMuted()) {
      toldAt = exchange.now();
    }
    session.publish(frame);
  }

  @Override
  public void received(String text) {
    if (text.equals("ping")) {
      session.reply("pong");
      return;
    }
    JsonNode message;
    try {
      message = MAPPER.readTree(text);
    } catch (JacksonException e) {
      refuse("60012", "Illegal request: " + text, "");
      return;
    }
    String operation = message.path("op").asString("");
    boolean known = operation.equals("subscribe") || operation.equals("unsubscribe");
    if (!known || !message.path("args").isArray()) {
      refuse("60012", "Illegal request: " + text, request(message));
      return;
    }
    for (JsonNode argument : message.path("args")) {
      answer(operation, argument, request(message));
    }
  }

  /** Each argument is answered by itself. */
  private void answer(String operation, JsonNode argument, String request) {
    String channel = argument.path("channel").asString("");
    String instId = argument.path("instId").asString("");
    OkxTopic topic = exchange.topic(instId, channel);
    if (topic == null || channel.startsWith("candle") != business || exchange.rejects(instId)) {
      String wrong = "Wrong URL or channel:" + channel + ",instId:" + instId + " doesn't exist.";
      refuse(
          "60018",
          wrong + " Please use the correct URL, channel and parameters referring to API document.",
          request);
    } else if (operation.equals("subscribe")) {
      subscribe(topic, argument, request);
    } else {
      accept("unsubscribe", argument, request);
      session.unsubscribed(1);
      if (subscribed.remove(topic)) {
        topic.remove(this);
      }
    }
  }

  /** Who asks again begins anew, with another snapshot: clients that lost a message count on it. */
  private void subscribe(OkxTopic topic, JsonNode argument, String request) {
    accept("subscribe", argument, request);
    session.subscribed(1);
    subscribed.add(topic);
    if (!exchange.isAckOnly()) {
      topic.add(this, exchange.now());
    }
  }

  private void accept(String event, JsonNode argument, String request) {
    session.reply(
        "{%s\"event\":\"%s\",\"arg\":%s,\"connId\":\"%s\"}"
            .formatted(request, event, argument, id));
  }

  private void refuse(String code, String message, String request) {
    session.rejected();
    session.reply(
        "{%s\"event\":\"error\",\"code\":\"%s\",\"msg\":%s,\"connId\":\"%s\"}"
            .formatted(request, code, MAPPER.writeValueAsString(message), id));
  }

  /** The id of the request, where it has one. */
  private static String request(JsonNode message) {
    return message.has("id") ? "\"id\":" + message.path("id") + "," : "";
  }

  void tick(long now) {
    if (now - Math.max(toldAt, session.lastReceived()) > exchange.idleTimeout()) {
      session.silent(4004, "No data received in 30s.");
    }
  }

  @Override
  public void ended() {
    subscribed.forEach(topic -> topic.remove(this));
    exchange.ended(this);
  }
}
