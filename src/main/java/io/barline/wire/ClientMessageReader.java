package io.barline.wire;

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
  private static final String TOPICS = "topics";

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
      return fault(
          null, ErrorCode.BAD_REQUEST, "not valid JSON" + position(e) + RepeatedField.in(e));
    }
    if (!root.isObject()) {
      return fault(null, ErrorCode.BAD_REQUEST, "a message is a JSON object" + Fields.but(root));
    }
    RequestId id = null;
    try {
      Fields fields = new Fields(root);
      id = fields.id();
      return new Reading.Understood(message(id, fields));
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

  private ClientMessage message(@Nullable RequestId id, Fields fields) {
    String type = fields.text("type");
    if (type == null) {
      throw fields.missing("type", "a message is " + TYPES);
    }
    return switch (type) {
      case "subscribe" -> subscribe(id, fields);
      case "unsubscribe" -> new ClientMessage.Unsubscribe(id, required(fields));
      case "list" -> new ClientMessage.ListTopics(id);
      case "auth" -> authenticate(id, fields);
      case "ping" -> new ClientMessage.Ping(id);
      default ->
          throw new Refusal(
              ErrorCode.UNKNOWN_TYPE, "\"type\" is " + TYPES + Fields.but(fields.get("type")));
    };
  }

  /** Nothing of what came instead is repeated: it may be a key all the same. */
  private static ClientMessage authenticate(@Nullable RequestId id, Fields fields) {
    JsonNode token = fields.get("token");
    JsonNode ticket = fields.get("ticket");
    if (token.isString() == ticket.isString()) {
      throw new Refusal(
          ErrorCode.BAD_REQUEST,
          token.isString()
              ? "\"auth\" needs one of \"token\" and \"ticket\", not both"
              : "\"auth\" needs \"token\" or \"ticket\", a string");
    }
    return token.isString()
        ? new ClientMessage.Authenticate(id, token.stringValue(), false)
        : new ClientMessage.Authenticate(id, ticket.stringValue(), true);
  }

  private ClientMessage subscribe(@Nullable RequestId id, Fields fields) {
    String subscription = fields.text("subscription");
    List<String> topics = subscription == null ? required(fields) : fields.texts(TOPICS);
    Updates updates =
        fields.option("updates", Map.of("final", Updates.FINAL, "live", Updates.LIVE), "final");
    EmptyBars emptyBars =
        fields.option("emptyBars", Map.of("none", EmptyBars.NONE, "flat", EmptyBars.FLAT), "none");
    return new ClientMessage.Subscribe(
        id,
        topics,
        subscription,
        updates,
        emptyBars,
        deliveries.read(fields::raw),
        resume(fields.get("resume")));
  }

  private static List<String> required(Fields fields) {
    List<String> topics = fields.texts(TOPICS);
    if (!topics.isEmpty()) {
      return topics;
    }
    String right = "an array such as [\"binance:trades:BTC/USDT\"] is needed";
    throw fields.get(TOPICS).isArray()
        ? new Refusal(ErrorCode.BAD_REQUEST, "\"topics\" is empty: " + right)
        : fields.missing(TOPICS, right);
  }

  private static Map<String, Cursor> resume(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return Map.of();
    }
    String right = "\"resume\" is an object of {\"epoch\": string, \"seq\": integer} by topic";
    if (!node.isObject()) {
      throw new Refusal(ErrorCode.BAD_REQUEST, right + Fields.but(node));
    }
    Map<String, Cursor> cursors = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      JsonNode cursor = entry.getValue();
      JsonNode epoch = cursor.path("epoch");
      JsonNode seq = cursor.path("seq");
      if (!epoch.isString() || !seq.isIntegralNumber() || !seq.canConvertToLong()) {
        throw new Refusal(ErrorCode.BAD_REQUEST, right + Fields.but(cursor));
      }
      cursors.put(entry.getKey(), new Cursor(epoch.stringValue(), seq.longValue()));
    }
    return cursors;
  }
}
