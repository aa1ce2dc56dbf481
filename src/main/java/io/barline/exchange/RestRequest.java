package io.barline.exchange;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request of an exchange's REST interface: a GET, or a POST where it has a body. Or a question
 * that is asked on a connection instead.
 *
 * @param headers may hold secrets
 * @param body JSON, or null; of a question what an {@link Inquiry} is to ask
 * @param weight what it costs of the exchange's budget
 */
public record RestRequest(URI uri, Map<String, String> headers, @Nullable String body, int weight) {
  private static final String IMPOSSIBLE = "impossible";
  private static final String INQUIRY = "inquiry";

  /** Most bytes of a question that are shown. */
  private static final int LONGEST_SHOWN = 200;

  public RestRequest {
    headers = Map.copyOf(headers);
  }

  /** A GET that needs no headers. */
  public static RestRequest get(URI uri, int weight) {
    return new RestRequest(uri, Map.of(), null, weight);
  }

  /** One that can't be made, for that reason. */
  public static RestRequest impossible(String reason) {
    return get(opaque(IMPOSSIBLE, reason), 1);
  }

  private static URI opaque(String scheme, String text) {
    try {
      return new URI(scheme, text, null);
    } catch (URISyntaxException broken) {
      throw new IllegalArgumentException(broken);
    }
  }

  /**
   * A question that is asked on a connection of {@code route}.
   *
   * @param question what an {@link Inquiry} is to ask
   */
  public static RestRequest inquiry(Route route, String question, int weight) {
    return new RestRequest(opaque(INQUIRY, route.id()), Map.of(), question, weight);
  }

  /** Whether it is asked on a connection, that of the route which {@link #uri} names. */
  public boolean isInquiry() {
    return INQUIRY.equals(uri.getScheme());
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
    if (body != null && isInquiry()) {
      byte[] question = body.getBytes(UTF_8);
      return "%s %s"
          .formatted(
              uri.getSchemeSpecificPart(), Excerpt.of(question, 0, question.length, LONGEST_SHOWN));
    }
    return body == null ? "GET " + uri : "POST " + uri + " " + body;
  }
}
