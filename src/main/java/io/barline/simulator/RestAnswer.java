package io.barline.simulator;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a REST request is answered with: a status, a JSON body and further headers. */
public record RestAnswer(int status, String body, Map<String, String> headers) {
  public static final RestAnswer NOT_FOUND = new RestAnswer(404, "", Map.of());

  public static RestAnswer ok(String body) {
    return new RestAnswer(200, body, Map.of());
  }

  /** The same with {@code Retry-After}, unless that is null. */
  RestAnswer retryAfter(@Nullable String seconds) {
    return seconds == null ? this : new RestAnswer(status, body, Map.of("Retry-After", seconds));
  }

  public static RestAnswer of(int status, String body) {
    return new RestAnswer(status, body, Map.of());
  }
}
