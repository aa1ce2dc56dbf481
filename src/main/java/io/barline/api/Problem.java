package io.barline.api;

import io.barline.wire.ErrorCode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

/**
 * An answer that says what went wrong, as <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC
 * 9457</a> has it.
 *
 * @param code the end of the problem's type
 * @param members what is written besides the standard members
 */
record Problem(
    HttpStatus status,
    String code,
    String detail,
    Map<String, Object> members,
    HttpHeaders headers) {

  /** Seconds that a client is asked to wait before it tries again. */
  private static final String RETRY_AFTER = "5";

  static Problem of(Refusal refusal) {
    return of(refusal.code(), refusal.sentence(), refusal.members());
  }

  static Problem of(ErrorCode code, String sentence, Map<String, Object> members) {
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("number", code.number());
    all.put("retryable", code.isRetryable());
    all.putAll(members);
    HttpStatus status = status(code);
    HttpHeaders headers = new HttpHeaders();
    if (status == HttpStatus.SERVICE_UNAVAILABLE) {
      headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER);
    }
    return new Problem(status, code.id(), sentence, all, headers);
  }

  /** The one place that says which status a fault has. */
  static HttpStatus status(ErrorCode code) {
    return switch (code) {
      case BAD_REQUEST,
          UNKNOWN_TYPE,
          BAD_OPTION,
          BAD_TOPIC,
          UNKNOWN_CHANNEL,
          UNKNOWN_INTERVAL,
          UNSUPPORTED_CHANNEL ->
          HttpStatus.BAD_REQUEST;
      case UNKNOWN_EXCHANGE, UNKNOWN_SYMBOL, UNKNOWN_SUBSCRIPTION, NOT_SUBSCRIBED ->
          HttpStatus.NOT_FOUND;
      case NAME_TAKEN, LIMIT_REACHED -> HttpStatus.CONFLICT;
      case TOO_LARGE -> HttpStatus.CONTENT_TOO_LARGE;
      case CATALOGUE_UNAVAILABLE, SHUTTING_DOWN -> HttpStatus.SERVICE_UNAVAILABLE;
      case INTERNAL -> HttpStatus.INTERNAL_SERVER_ERROR;
    };
  }

  /** The whole answer object. */
  Map<String, Object> body(String path, boolean simulated) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("type", "/problems/" + code);
    body.put("title", Character.toUpperCase(code.charAt(0)) + code.substring(1).replace('_', ' '));
    body.put("status", status.value());
    body.put("detail", detail);
    body.put("instance", path);
    body.put("code", code);
    body.putAll(members);
    if (simulated) {
      body.put("simulated", true);
    }
    return body;
  }
}
