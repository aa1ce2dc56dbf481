package io.barline.exchange;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request of an exchange's REST interface: a GET, or a POST where it has a body.
 *
 * @param headers may hold secrets
 * @param body JSON, or null
 * @param weight what it costs of the exchange's budget
 */
public record RestRequest(URI uri, Map<String, String> headers, @Nullable String body, int weight) {
  public RestRequest {
    headers = Map.copyOf(headers);
  }

  /** A GET that needs no headers. */
  public static RestRequest get(URI uri, int weight) {
    return new RestRequest(uri, Map.of(), null, weight);
  }

  /** A POST of JSON. */
  public static RestRequest post(URI uri, String body, int weight) {
    return new RestRequest(uri, Map.of("Content-Type", "application/json"), body, weight);
  }

  /** Without the headers, which may hold secrets. */
  @Override
  public String toString() {
    return body == null ? "GET " + uri : "POST " + uri + " " + body;
  }
}
