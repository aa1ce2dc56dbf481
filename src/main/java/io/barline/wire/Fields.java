package io.barline.wire;

import io.barline.market.NearMiss;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The fields of a message, each of its type or refused with what would be right. */
record Fields(JsonNode root) {
  /** What of a value is repeated to the client. */
  private static final int LONGEST_VALUE = 80;

  /** A field as it came; the missing node where it did not. */
  JsonNode get(String name) {
    return root.path(name);
  }

  /** What the client calls its request; null where it has no name. */
  @Nullable RequestId id() {
    JsonNode node = get("id");
    if (isAbsent(node)) {
      return null;
    }
    if (node.isIntegralNumber()) {
      return RequestId.of(node.bigIntegerValue());
    }
    if (node.isString() && node.stringValue().length() <= RequestId.MAX_LENGTH) {
      return RequestId.of(node.stringValue());
    }
    throw wrong(
        "\"id\" is an integer or a string of at most %d characters".formatted(RequestId.MAX_LENGTH),
        node);
  }

  /** A text; null where it is absent. */
  @Nullable String text(String name) {
    JsonNode node = get(name);
    if (isAbsent(node)) {
      return null;
    }
    if (!node.isString()) {
      throw wrong("\"" + name + "\" is a string", node);
    }
    return node.stringValue();
  }

  /** The texts of an array; none where it is absent. */
  List<String> texts(String name) {
    JsonNode node = get(name);
    if (node.isMissingNode()) {
      return List.of();
    }
    if (!node.isArray()) {
      throw wrong("\"" + name + "\" is an array of strings", node);
    }
    List<String> texts = new ArrayList<>(node.size());
    for (JsonNode text : node) {
      if (!text.isString()) {
        throw wrong("\"" + name + "\" holds strings only", text);
      }
      texts.add(text.stringValue());
    }
    return List.copyOf(texts);
  }

  /**
   * One of a few values.
   *
   * @param preset what it is where the field is absent
   */
  <T> T option(String name, Map<String, T> values, String preset) {
    String code = text(name);
    T value = values.get(code == null ? preset : code);
    if (value == null) {
      List<String> codes = values.keySet().stream().sorted().toList();
      throw new Refusal(
          ErrorCode.BAD_OPTION,
          "\"" + name + "\" is " + String.join(" or ", codes) + but(get(name)));
    }
    return value;
  }

  /** A field of either type as text; what is of the wrong one can't be taken for a right value. */
  @Nullable String raw(String name) {
    JsonNode node = get(name);
    if (isAbsent(node)) {
      return null;
    }
    return node.isString() && !node.stringValue().matches("-?[0-9]+")
        ? node.stringValue()
        : node.toString();
  }

  /** Says that a field is needed and, where another looks like it, that this may have been it. */
  Refusal missing(String name, String right) {
    String near = NearMiss.of(name, root.propertyNames());
    return new Refusal(
        ErrorCode.BAD_REQUEST,
        near == null
            ? "\"%s\" is missing: %s".formatted(name, right)
            : "\"%s\" is missing; did you mean it by \"%s\"? %s"
                .formatted(name, Refusal.shortened(near), capitalized(right)));
  }

  private static String capitalized(String sentence) {
    return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
  }

  private static boolean isAbsent(JsonNode node) {
    return node.isMissingNode() || node.isNull();
  }

  private static Refusal wrong(String right, JsonNode node) {
    return new Refusal(ErrorCode.BAD_REQUEST, right + but(node));
  }

  /** The value that came instead. */
  static String but(JsonNode node) {
    return ", not " + Echo.of(node.toString(), LONGEST_VALUE);
  }
}
