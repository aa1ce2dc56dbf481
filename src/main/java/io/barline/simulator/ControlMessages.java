package io.barline.simulator;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Understands what clients send and words the replies.
 *
 * @see <a href="https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams">Live
 *     subscribing and unsubscribing to streams</a>
 */
final class ControlMessages {
  private static final List<String> METHODS =
      List.of("SUBSCRIBE", "UNSUBSCRIBE", "LIST_SUBSCRIPTIONS", "SET_PROPERTY", "GET_PROPERTY");

  private final JsonMapper mapper = new JsonMapper();

  /** The reply to a message, after {@code session} has done what it asks. */
  byte[] answer(String text, BinanceSession session) {
    JsonNode message;
    try {
      message = mapper.readTree(text);
    } catch (JacksonException e) {
      var at = e.getLocation();
      return error(
          3,
          "Invalid JSON: expected value at line %d column %d"
              .formatted(at == null ? 1 : at.getLineNr(), at == null ? 1 : at.getColumnNr()),
          null);
    }
    try {
      return answer(message, text, session);
    } catch (Refusal e) {
      return error(e.code, e.text, message.get("id"));
    }
  }

  private byte[] answer(JsonNode message, String text, BinanceSession session) throws Refusal {
    if (!message.isObject()) {
      throw new Refusal(2, "Invalid request: request must be an object");
    }
    String end = " at line 1 column " + text.length();
    JsonNode method = message.get("method");
    if (method == null) {
      throw new Refusal(2, "Invalid request: missing field `method`" + end);
    }
    if (!method.isString() || !METHODS.contains(method.asString())) {
      throw new Refusal(2, unknownVariant(method, text));
    }
    JsonNode id = id(message.get("id"), session);
    JsonNode params = message.get("params");
    return switch (method.asString()) {
      case "SUBSCRIBE" -> {
        session.subscribe(streams(params, end));
        yield result("null", id);
      }
      case "UNSUBSCRIBE" -> {
        session.unsubscribe(streams(params, end));
        yield result("null", id);
      }
      case "LIST_SUBSCRIPTIONS" ->
          result(mapper.valueToTree(session.subscriptions()).toString(), id);
      case "SET_PROPERTY" -> {
        session.combine(property(params, 2).get(1).asBoolean());
        yield result("null", id);
      }
      default -> {
        property(params, 1);
        yield result(String.valueOf(session.isCombined()), id);
      }
    };
  }

  private static String unknownVariant(JsonNode method, String text) {
    String name = method.isString() ? method.asString() : method.toString();
    int column = text.indexOf(name) + name.length() + 1;
    return "Invalid request: unknown variant `%s`, expected one of `%s` at line 1 column %d"
        .formatted(name, String.join("`, `", METHODS), column);
  }

  /** Spot takes a number, a short text or null; futures an unsigned number only. */
  private static @Nullable JsonNode id(@Nullable JsonNode id, BinanceSession session)
      throws Refusal {
    boolean unsigned = id != null && id.isIntegralNumber() && id.canConvertToLong();
    if (session.segment().isFutures()) {
      if (id == null || !unsigned || id.asLong() < 0) {
        throw new Refusal(2, "Invalid request: request ID must be an unsigned integer");
      }
      return id;
    }
    if (id == null || id.isNull() || unsigned) {
      return id;
    }
    if (id.isString() && id.asString().matches("[0-9A-Za-z_-]{1,36}")) {
      return id;
    }
    throw new Refusal(2, "Invalid request: request ID must be an unsigned integer");
  }

  private static List<String> streams(@Nullable JsonNode params, String end) throws Refusal {
    if (params == null) {
      throw new Refusal(2, "Invalid request: missing field `params`" + end);
    }
    if (!params.isArray()) {
      throw new Refusal(2, "Invalid request: invalid type: expected a sequence" + end);
    }
    List<String> names = new ArrayList<>();
    for (JsonNode name : params) {
      if (!name.isString()) {
        throw new Refusal(2, "Invalid request: invalid type: expected a string" + end);
      }
      names.add(name.asString());
    }
    return names;
  }

  private static JsonNode property(@Nullable JsonNode params, int count) throws Refusal {
    if (params == null || !params.isArray() || params.isEmpty() || !params.get(0).isString()) {
      throw new Refusal(2, "Invalid request: property name must be a string");
    }
    if (params.size() > count) {
      throw new Refusal(2, "Invalid request: too many parameters");
    }
    if (!params.get(0).asString().equals("combined")) {
      throw new Refusal(0, "Unknown property");
    }
    if (count == 2 && (params.size() < 2 || !params.get(1).isBoolean())) {
      throw new Refusal(1, "Invalid value type: expected Boolean");
    }
    return params;
  }

  private static byte[] result(String json, @Nullable JsonNode id) {
    return bytes("{\"result\":" + json + ",\"id\":" + (id == null ? "null" : id) + "}");
  }

  /** Tells whether a reply is one of {@link #error}. */
  static boolean isError(byte[] reply) {
    return reply.length > 2 && reply[2] == 'c';
  }

  private static byte[] error(int code, String text, @Nullable JsonNode id) {
    JsonBuffer reply =
        new JsonBuffer().raw("{\"code\":").number(code).raw(",\"msg\":").string(text);
    return reply.raw(bytes(id == null ? "}" : ",\"id\":" + id + "}")).toBytes();
  }

  private static byte[] bytes(String json) {
    return json.getBytes(StandardCharsets.UTF_8);
  }

  /** The request cannot be done. */
  private static final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    final int code;
    final String text;

    Refusal(int code, String text) {
      super(text, null, false, false);
      this.code = code;
      this.text = text;
    }
  }
}
