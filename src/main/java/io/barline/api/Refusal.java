package io.barline.api;

import io.barline.subscription.Resolution;
import io.barline.wire.ErrorCode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Ends a request with a problem; {@link Problems} writes it. */
final class Refusal extends RuntimeException {
  /** What of a client's text is repeated to it. */
  private static final int LONGEST_VALUE = 200;

  private final ErrorCode code;
  private final Map<String, Object> members = new LinkedHashMap<>();

  /**
   * A problem without members so far.
   *
   * @param sentence what is wrong and what would be right
   */
  Refusal(ErrorCode code, String sentence) {
    super(sentence, null, false, false);
    this.code = code;
  }

  static Refusal of(String topic, Resolution.Refused why) {
    return new Refusal(why.code(), why.sentence())
        .value(topic)
        .with(choicesOf(why.code()), why.suggestions());
  }

  /** Adds the offending text. */
  Refusal value(String value) {
    return with("value", shortened(value));
  }

  /** Adds a member to the problem; an empty list is left out. */
  Refusal with(String member, Object content) {
    if (!(content instanceof List<?> list && list.isEmpty())) {
      members.put(member, content);
    }
    return this;
  }

  /** What the alternatives to a bad value are called: guesses, or all that there is. */
  static String choicesOf(ErrorCode code) {
    return switch (code) {
      case UNKNOWN_SYMBOL, BAD_TOPIC -> "suggestions";
      case BAD_REQUEST,
          UNKNOWN_TYPE,
          TOO_LARGE,
          BAD_OPTION,
          UNKNOWN_EXCHANGE,
          UNKNOWN_CHANNEL,
          UNKNOWN_INTERVAL,
          UNSUPPORTED_CHANNEL,
          UNKNOWN_SUBSCRIPTION,
          NOT_SUBSCRIBED,
          NAME_TAKEN,
          LIMIT_REACHED,
          CATALOGUE_UNAVAILABLE,
          SHUTTING_DOWN,
          INTERNAL ->
          "supported";
    };
  }

  static String shortened(String value) {
    return value.length() <= LONGEST_VALUE ? value : value.substring(0, LONGEST_VALUE) + "…";
  }

  ErrorCode code() {
    return code;
  }

  String sentence() {
    return String.valueOf(getMessage());
  }

  Map<String, Object> members() {
    return members;
  }
}
