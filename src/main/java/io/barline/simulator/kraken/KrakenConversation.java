package io.barline.simulator.kraken;

import io.barline.simulator.SimulatorProtocol;
import io.barline.simulator.SimulatorSession;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One client's connection. While it is subscribed to something and has been told nothing for a
 * second, it is sent a heartbeat.
 *
 * @see <a href="https://docs.kraken.com/api/docs/websocket-v2/heartbeat">Heartbeat</a>
 */
final class KrakenConversation implements SimulatorProtocol.Conversation {
  private static final long HEARTBEAT = 1_000_000_000L;
  private static final JsonMapper MAPPER = new JsonMapper();

  private final KrakenProtocol exchange;
  private final SimulatorSession session;
  private final Set<KrakenTopic> subscribed = new LinkedHashSet<>();
  private long toldAt;

  KrakenConversation(KrakenProtocol exchange, SimulatorSession session) {
    this.exchange = exchange;
    this.session = session;
  }

  /** What every client is told first. */
  void greet(long number) {
    session.reply(
        "{\"channel\":\"status\",\"type\":\"update\",\"data\":[{\"version\":\"2.0.10\",\"system\":\"online\",\"api_version\":\"v2\",\"connection_id\":%d,\"upcoming_maintenance\":[],\"emergency\":[]}]}"
            .formatted(number));
  }

  void publish(String frame) {
    if (!exchange.isMuted()) {
      toldAt = exchange.now();
    }
    session.publish(frame);
  }

  @Override
  public void received(String text) {
    JsonNode message;
    try {
      message = MAPPER.readTree(text);
    } catch (JacksonException e) {
      refuse(MAPPER.createObjectNode(), "Malformed request", null);
      return;
    }
    switch (message.path("method").asString("")) {
      case "ping" -> reply("{\"method\":\"pong\"," + request(message) + times() + "}");
      case "subscribe" -> each(message, this::subscribe);
      case "unsubscribe" -> each(message, this::unsubscribe);
      default -> refuse(message, "Method not supported", null);
    }
  }

  /** What a request asks for one of its symbols. */
  private interface Request {
    void accept(JsonNode message, KrakenTopic topic);
  }

  /** Each symbol is answered by itself. */
  private void each(JsonNode message, Request request) {
    JsonNode params = message.path("params");
    if (!params.path("symbol").isArray()) {
      refuse(message, "Pair field must be an array", null);
      return;
    }
    for (JsonNode name : params.path("symbol")) {
      String symbol = name.asString("");
      KrakenMarket market = exchange.market(symbol);
      KrakenTopic topic = market == null ? null : topic(market, params);
      if (market == null || exchange.rejects(symbol)) {
        refuse(message, "Currency pair not supported " + symbol, symbol);
      } else if (topic == null) {
        refuse(message, fault(params.path("channel").asString("")), symbol);
      } else {
        request.accept(message, topic);
      }
    }
  }

  private static @Nullable KrakenTopic topic(KrakenMarket market, JsonNode params) {
    String channel = params.path("channel").asString("");
    return market.topic(
        channel,
        switch (channel) {
          case "book" -> Integer.toString(params.path("depth").asInt(10));
          case "ohlc" -> Integer.toString(params.path("interval").asInt(1));
          case "ticker" -> params.path("event_trigger").asString("trades");
          default -> "";
        });
  }

  private static String fault(String channel) {
    return switch (channel) {
      case "book" -> "Subscription depth not supported";
      case "ohlc" -> "Subscription ohlc interval not supported";
      case "ticker" -> "Event trigger not supported";
      default -> "Channel not supported";
    };
  }

  private void subscribe(JsonNode message, KrakenTopic topic) {
    if (!subscribed.add(topic)) {
      refuse(message, "Already subscribed", topic.symbol());
      return;
    }
    boolean greeted = message.path("params").path("snapshot").asBoolean(true);
    String warnings =
        topic.channel().equals("ohlc")
            ? ",\"warnings\":[\"timestamp is deprecated, use interval_begin\"]"
            : "";
    toldAt = exchange.now();
    session.subscribed(1);
    accept(message, topic, topic.option() + "\"snapshot\":" + greeted + ",", warnings);
    if (!exchange.isAckOnly()) {
      topic.add(this, greeted);
    }
  }

  private void unsubscribe(JsonNode message, KrakenTopic topic) {
    if (!subscribed.remove(topic)) {
      refuse(message, "Subscription Not Found", topic.symbol());
      return;
    }
    topic.remove(this);
    session.unsubscribed(1);
    accept(message, topic, topic.option(), "");
  }

  private void accept(JsonNode message, KrakenTopic topic, String options, String warnings) {
    reply(
        "{\"method\":%s,%s\"result\":{\"channel\":\"%s\",%s\"symbol\":\"%s\"%s},\"success\":true,%s}"
            .formatted(
                message.path("method"),
                request(message),
                topic.channel(),
                options,
                topic.symbol(),
                warnings,
                times()));
  }

  private void refuse(JsonNode message, String error, @Nullable String symbol) {
    session.rejected();
    reply(
        "{\"error\":%s,%s%s\"success\":false,%s%s}"
            .formatted(
                quoted(error),
                message.has("method") ? "\"method\":" + message.path("method") + "," : "",
                request(message),
                symbol == null ? "" : "\"symbol\":" + quoted(symbol) + ",",
                times()));
  }

  private void reply(String text) {
    session.reply(text);
  }

  /** The number of the request, where it has one. */
  private static String request(JsonNode message) {
    return message.has("req_id") ? "\"req_id\":" + message.path("req_id") + "," : "";
  }

  private String times() {
    String now = KrakenTopic.text(exchange.clockTime());
    return "\"time_in\":\"%s\",\"time_out\":\"%s\"".formatted(now, now);
  }

  private static String quoted(String text) {
    return MAPPER.writeValueAsString(text);
  }

  void tick(long now) {
    if (!subscribed.isEmpty() && now - toldAt >= HEARTBEAT) {
      toldAt = now;
      reply("{\"channel\":\"heartbeat\"}");
    }
  }

  @Override
  public void ended() {
    subscribed.forEach(topic -> topic.remove(this));
    exchange.ended(this);
  }
}
