package io.barline.wire;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads what clients send, strictly: a field of the wrong type is a fault, a field that is not
 * known is ignored. May be used by any thread.
 */
public final class ClientMessageReader {
  /** Deepest nesting of objects and arrays; {@code resume} needs three. */
  public static final int MAX_DEPTH = 8;

  private static final int MAX_NUMBER_LENGTH = 64;
  private static final String TYPES = "subscribe, unsubscribe, list, ping or auth";

  private final int maxBytes;
  private final DeliveryReader deliveries;
  private final JsonMapper mapper;

  /**
   * @param maxBytes longest message that is read
   */
  public ClientMessageReader(int maxBytes, DeliveryReader deliveries) {
    this.maxBytes = maxBytes;
    this.deliveries = deliveries;
    StreamReadConstraints constraints =
        StreamReadConstraints.builder()
            .maxNestingDepth(MAX_DEPTH)
            .maxNumberLength(MAX_NUMBER_LENGTH)
            .build();
    this.mapper =
        JsonMapper.builder(JsonFactory.builder().streamReadConstraints(constraints).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
  }

  /** Reads one message; never throws, whatever the bytes. */
  public Reading read(byte[] json) {
    if (json.length > maxBytes) {
      return fault(
          null,
          ErrorCode.TOO_LARGE,
          "a message has at most " + maxBytes + " bytes, this one has " + json.length);
    }
    JsonNode root;
    try {
      root = mapper.readTree(json);
    } catch (StreamConstraintsException e) {
      return fault(
          null,
          ErrorCode.BAD_REQUEST,
          "a message nests at most %d deep and its numbers have at most %d digits"
              .formatted(MAX_DEPTH, MAX_NUMBER_LENGTH));
    } catch (JacksonException e) {
      return fault(null, ErrorCode.BAD_REQUEST, "not valid JSON" + position(e));
    }
    if (!root.isObject()) {
      return fault(null, ErrorCode.BAD_REQUEST, "a message is a JSON object" + but(root));
    }
    RequestId id = null;
    try {
      id = id(root.get("id"));
      return new Reading.Understood(message(id, root));
    } catch (Wrong wrong) {
      return fault(id, wrong.code, wrong.sentence);
    } catch (Refusal refusal) {
      return fault(id, refusal.code(), String.valueOf(refusal.getMessage()));
    }
  }

  private static Reading fault(@Nullable RequestId id, ErrorCode code, String sentence) {
    return new Reading.Fault(id, code, sentence);
  }

  private static String position(JacksonException e) {
    return e.getLocation() == null
        ? ""
        : " at line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
  }

  private static @Nullable RequestId id(@Nullable JsonNode node) throws Wrong {
    if (node == null || node.isNull()) {
      return null;
    }
    if (node.isIntegralNumber()) {
      return RequestId.of(node.bigIntegerValue());
    }
    if (node.isString() && node.stringValue().length() <= RequestId.MAX_LENGTH) {
      return RequestId.of(node.stringValue());
    }
    throw new Wrong(
        "\"id\" is an integer or a string of at most "
            + RequestId.MAX_LENGTH
            + " characters"
            + but(node));
  }

  private ClientMessage message(@Nullable RequestId id, JsonNode root) throws Wrong {
    String type = text(root, "type");
    if (type == null) {
      throw new Wrong("\"type\" is missing: " + TYPES);
    }
    return switch (type) {
      case "subscribe" -> subscribe(id, root);
      case "unsubscribe" -> new ClientMessage.Unsubscribe(id, required(topics(root)));
      case "list" -> new ClientMessage.ListTopics(id);
      case "auth" -> authenticate(id, root);
      case "ping" -> new ClientMessage.Ping(id);
      default ->
          throw new Wrong(ErrorCode.UNKNOWN_TYPE, "\"type\" is " + TYPES + but(root.get("type")));
    };
  }

  /** Nothing of what came instead is repeated: it may be a key all the same. */
  private static ClientMessage authenticate(@Nullable RequestId id, JsonNode root) throws Wrong {
    JsonNode token = root.path("token");
    JsonNode ticket = root.path("ticket");
    if (token.isString() == ticket.isString()) {
      throw new Wrong("\"auth\" needs either \"token\" or \"ticket\", a string");
    }
    return token.isString()
        ? new ClientMessage.Authenticate(id, token.stringValue(), false)
        : new ClientMessage.Authenticate(id, ticket.stringValue(), true);
  }

  private ClientMessage subscribe(@Nullable RequestId id, JsonNode root) throws Wrong {
    String subscription = text(root, "subscription");
    List<String> topics = topics(root);
    Updates updates =
        option(root, "updates", Map.of("final", Updates.FINAL, "live", Updates.LIVE), "final");
    EmptyBars emptyBars =
        option(root, "emptyBars", Map.of("none", EmptyBars.NONE, "flat", EmptyBars.FLAT), "none");
    return new ClientMessage.Subscribe(
        id,
        subscription == null ? required(topics) : topics,
        subscription,
        updates,
        emptyBars,
        deliveries.read(name -> field(root.get(name))),
        resume(root.get("resume")));
  }

  private static List<String> required(List<String> topics) throws Wrong {
    if (topics.isEmpty()) {
      throw new Wrong(
          "\"topics\" is missing: an array such as [\"binance:trades:BTC/USDT\"] is needed");
    }
    return topics;
  }

  private static List<String> topics(JsonNode root) throws Wrong {
    JsonNode node = root.get("topics");
    if (node == null) {
      return List.of();
    }
    if (!node.isArray()) {
      throw new Wrong("\"topics\" is an array of strings" + but(node));
    }
    List<String> topics = new ArrayList<>(node.size());
    for (JsonNode topic : node) {
      if (!topic.isString()) {
        throw new Wrong("\"topics\" holds strings only" + but(topic));
      }
      topics.add(topic.stringValue());
    }
    return List.copyOf(topics);
  }

  private static <T> T option(JsonNode root, String name, Map<String, T> values, String preset)
      throws Wrong {
    String code = text(root, name);
    T value = values.get(code == null ? preset : code);
    if (value == null) {
      List<String> codes = values.keySet().stream().sorted().toList();
      throw new Wrong(
          ErrorCode.BAD_OPTION,
          "\"" + name + "\" is " + String.join(" or ", codes) + but(root.get(name)));
    }
    return value;
  }

  private static Map<String, Cursor> resume(@Nullable JsonNode node) throws Wrong {
    if (node == null || node.isNull()) {
      return Map.of();
    }
    String right = "\"resume\" is an object of {\"epoch\": string, \"seq\": integer} by topic";
    if (!node.isObject()) {
      throw new Wrong(right + but(node));
    }
    Map<String, Cursor> cursors = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      JsonNode epoch = entry.getValue().get("epoch");
      JsonNode seq = entry.getValue().get("seq");
      if (epoch == null || !epoch.isString() || seq == null || !seq.canConvertToExactIntegral()) {
        throw new Wrong(right + but(entry.getValue()));
      }
      if (!seq.isIntegralNumber() || !seq.canConvertToLong()) {
        throw new Wrong(right + but(seq));
      }
      cursors.put(entry.getKey(), new Cursor(epoch.stringValue(), seq.longValue()));
    }
    return cursors;
  }

  /** A field of either type as text; what is of the wrong one can't be taken for a right value. */
  private static @Nullable String field(@Nullable JsonNode node) {
    if (node == null || node.isNull()) {
      return null;
    }
    return node.isString() && !node.stringValue().matches("-?[0-9]+")
        ? node.stringValue()
        : node.toString();
  }

  private static @Nullable String text(JsonNode root, String name) throws Wrong {
    JsonNode node = root.get(name);
    if (node == null || node.isNull()) {
      return null;
    }
    if (!node.isString()) {
      throw new Wrong("\"" + name + "\" is a string" + but(node));
    }
    return node.stringValue();
  }

  /** The value that came instead, shortened. */
  private static String but(@Nullable JsonNode node) {
    String json = String.valueOf(node);
    return ", not " + (json.length() <= 80 ? json : json.substring(0, 80) + "…");
  }

  /** Leaves the reading of one message; always caught in {@link #read}. */
  private static final class Wrong extends Exception {
    final ErrorCode code;
    final String sentence;

    Wrong(String sentence) {
      this(ErrorCode.BAD_REQUEST, sentence);
    }

    Wrong(ErrorCode code, String sentence) {
      super(sentence, null, false, false);
      this.code = code;
      this.sentence = sentence;
    }
  }
}
