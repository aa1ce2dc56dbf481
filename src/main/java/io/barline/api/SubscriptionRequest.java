package io.barline.api;

import io.barline.market.NearMiss;
import io.barline.wire.ErrorCode;
import io.barline.wire.Refusal;
import io.barline.wire.RepeatedField;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The body of {@code POST /subscriptions}: topics, or an exchange with symbols and channels, which
 * means each channel of each symbol.
 */
record SubscriptionRequest(@Nullable String name, List<String> topics, boolean replace) {
  /** Keeps a small body with many symbols and many channels from growing into millions. */
  private static final long MOST_COMBINATIONS = 100_000;

  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  static SubscriptionRequest read(byte @Nullable [] body) {
    JsonNode root = parse(body == null ? new byte[0] : body);
    String name = root.hasNonNull("name") ? text(root.get("name"), "name") : null;
    boolean replace = false;
    if (root.hasNonNull("replace")) {
      if (!root.get("replace").isBoolean()) {
        throw wrongType("replace", "true or false", root.get("replace"));
      }
      replace = root.get("replace").booleanValue();
    }
    boolean combined = root.has("exchange") || root.has("symbols") || root.has("channels");
    if (root.has("topics") == combined) {
      throw new Refusal(
          ErrorCode.BAD_REQUEST,
          combined
              ? "send either \"topics\" or \"exchange\", \"symbols\" and \"channels\", not both"
              : "send \"topics\"%s, for example [\"binance:bars.1m:BTC/USDT\"], or \"exchange\", \"symbols\" and \"channels\""
                  .formatted(mistaken(root)));
    }
    return new SubscriptionRequest(
        name, combined ? combinations(root) : texts(root, "topics"), replace);
  }

  /** What may have been sent as topics by another name. */
  private static String mistaken(JsonNode root) {
    String near = NearMiss.of("topics", root.propertyNames());
    return near == null ? "" : ", not \"" + Refusal.shortened(near) + "\"";
  }

  private static JsonNode parse(byte[] body) {
    JsonNode root;
    try {
      root = MAPPER.readTree(body);
    } catch (JacksonException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      int column = e.getLocation() == null ? 1 : e.getLocation().getColumnNr();
      throw new Refusal(
              ErrorCode.BAD_REQUEST,
              "the body is not valid JSON: it goes wrong at line %d, column %d%s"
                  .formatted(line, column, RepeatedField.in(e)))
          .with("line", line)
          .with("column", column);
    }
    if (!root.isObject()) {
      throw new Refusal(
          ErrorCode.BAD_REQUEST, "the body must be a JSON object, but is " + kind(root));
    }
    return root;
  }

  private static List<String> combinations(JsonNode root) {
    String exchange = text(root.path("exchange"), "exchange");
    List<String> symbols = texts(root, "symbols");
    List<String> channels = texts(root, "channels");
    long count = (long) symbols.size() * channels.size();
    if (count > MOST_COMBINATIONS) {
      throw new Refusal(
              ErrorCode.LIMIT_REACHED,
              "%d symbols with %d channels are %d topics: make several subscriptions"
                  .formatted(symbols.size(), channels.size(), count))
          .with("limit", MOST_COMBINATIONS);
    }
    List<String> topics = new ArrayList<>((int) count);
    for (String symbol : symbols) {
      for (String channel : channels) {
        topics.add(exchange + ":" + channel + ":" + symbol);
      }
    }
    return topics;
  }

  private static String text(JsonNode node, String field) {
    if (!node.isString()) {
      throw wrongType(field, "a string", node);
    }
    return node.stringValue();
  }

  private static List<String> texts(JsonNode root, String field) {
    JsonNode array = root.path(field);
    if (!array.isArray()) {
      throw wrongType(field, "an array of strings", array);
    }
    List<String> texts = new ArrayList<>(array.size());
    for (int i = 0; i < array.size(); i++) {
      texts.add(text(array.get(i), field + "[" + i + "]"));
    }
    return texts;
  }

  private static Refusal wrongType(String field, String wanted, JsonNode node) {
    return new Refusal(
            ErrorCode.BAD_REQUEST,
            "\"%s\" must be %s, but is %s".formatted(field, wanted, kind(node)))
        .with("field", field);
  }

  private static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "an array";
      case OBJECT -> "an object";
      case STRING -> "a string: " + shown(node);
      case NUMBER -> "a number: " + shown(node);
      case BOOLEAN -> node.toString();
      case NULL -> "null";
      case MISSING -> "missing";
      case BINARY, POJO -> "something else";
    };
  }

  private static String shown(JsonNode node) {
    return Refusal.shortened(node.toString());
  }
}
