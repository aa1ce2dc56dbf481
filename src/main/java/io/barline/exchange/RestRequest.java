package io.barline.exchange;

import java.net.URI;
import java.net.URISyntaxException;
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
  private static final String IMPOSSIBLE = "impossible";

  public RestRequest {
    headers = Map.copyOf(headers);
  }

  /** A GET that needs no headers. */
  public static RestRequest get(URI uri, int weight) {
    return new RestRequest(uri, Map.of(), null, weight);
  }

  /** One that can't be made, for that reason. */
  public static RestRequest impossible(String reason) {
    try {
      return get(new URI(IMPOSSIBLE, reason, null), 1);
    } catch (URISyntaxException broken) {
      throw new IllegalArgumentException(broken);
    }
  }

  /** Why it can't be made, in a sentence; null where it can. */
  public @Nullable String impossible() {
    return IMPOSSIBLE.equals(uri.getScheme()) ? uri.getSchemeSpecificPart() : null;
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
