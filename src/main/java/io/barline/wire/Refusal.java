package io.barline.wire;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Ends an HTTP request, whoever serves it, with a problem; the server answers it as <a
 * href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a> has it.
 */
public final class Refusal extends RuntimeException {
  /** What of a client's text is repeated to it. */
  private static final int LONGEST_VALUE = 200;

  private final ErrorCode code;
  private final Map<String, Object> members = new LinkedHashMap<>();

  /**
   * A problem without members so far.
   *
   * @param sentence what is wrong and what would be right
   */
  public Refusal(ErrorCode code, String sentence) {
    super(sentence, null, false, false);
    this.code = code;
  }

  /** The refusal of a parameter's value. */
  public static Refusal ofParameter(String name, String text, String sentence) {
    return new Refusal(ErrorCode.BAD_OPTION, sentence).with("parameter", name).value(text);
  }

  /** The refusal of the only topic of a request. */
  public static Refusal of(TopicAnswer.Refused topic) {
    return new Refusal(topic.code(), topic.sentence()).about(topic);
  }

  /**
   * The refusal of all topics of a request because some are bad: {@code errors} names each. A fault
   * that waiting does not cure goes first, as it is what the client must change.
   *
   * @param bad at least one
   * @param asked how many topics were asked for
   */
  public static Refusal of(List<TopicAnswer.Refused> bad, int asked) {
    TopicAnswer.Refused first =
        bad.stream()
            .min(Comparator.comparing(topic -> topic.code().isRetryable()))
            .orElseThrow(() -> new IllegalArgumentException("no topic is bad"));
    Refusal refusal =
        bad.size() == 1
            ? of(first)
            : new Refusal(
                first.code(),
                "%d of %d topics were refused: %s".formatted(bad.size(), asked, first.sentence()));
    return refusal.with("errors", bad.stream().map(Refusal::error).toList());
  }

  private static Map<String, Object> error(TopicAnswer.Refused bad) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("topic", shortened(bad.requested()));
    error.put("code", bad.code().id());
    error.put("number", bad.code().number());
    error.put("detail", bad.sentence());
    if (!bad.suggestions().isEmpty()) {
      error.put(choicesOf(bad.code()), bad.suggestions());
    }
    return error;
  }

  private Refusal about(TopicAnswer.Refused topic) {
    return value(topic.requested()).with(choicesOf(topic.code()), topic.suggestions());
  }

  /** What the alternatives to a bad value are called: guesses, or all that there is. */
  private static String choicesOf(ErrorCode code) {
    return code == ErrorCode.UNKNOWN_SYMBOL || code == ErrorCode.BAD_TOPIC
        ? "suggestions"
        : "supported";
  }

  /** Adds the offending text. */
  public Refusal value(String value) {
    return with("value", shortened(value));
  }

  /** Adds a member to the problem; an empty list is left out. */
  public Refusal with(String member, Object content) {
    if (!(content instanceof List<?> list && list.isEmpty())) {
      members.put(member, content);
    }
    return this;
  }

  /** A client's text as far as it is repeated to it. */
  public static String shortened(String value) {
    return Echo.of(value, LONGEST_VALUE);
  }

  public ErrorCode code() {
    return code;
  }

  /**
   * The whole problem, to be written as JSON.
   *
   * @param path what was asked for
   * @param simulated whether the gateway's data is made up
   */
  public Map<String, Object> problem(String path, boolean simulated) {
    String name = code.id();
    Map<String, Object> problem = new LinkedHashMap<>();
    problem.put("type", "/problems/" + name);
    problem.put("title", code.title());
    problem.put("status", code.status());
    problem.put("detail", getMessage());
    problem.put("instance", path);
    problem.put("code", name);
    problem.put("number", code.number());
    problem.put("retryable", code.isRetryable());
    problem.putAll(members);
    if (simulated) {
      problem.put("simulated", true);
    }
    return problem;
  }
}
