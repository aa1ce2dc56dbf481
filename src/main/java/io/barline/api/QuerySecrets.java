package io.barline.api;

import io.barline.access.Access;
import io.barline.wire.ErrorCode;
import io.barline.wire.Refusal;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.RequestPath;
import org.springframework.http.server.reactive.HttpHandler;
import org.springframework.http.server.reactive.HttpHandlerDecoratorFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.stereotype.Component;
import org.springframework.util.LinkedMultiValueMap;
import org.springframework.util.MultiValueMap;
import org.springframework.util.StringUtils;

/**
 * Takes the ticket, and keys and tokens that should not be there, out of a request's address before
 * anybody else sees that: Spring logs whole queries and paths when it is asked to log more.
 */
@Component
final class QuerySecrets implements HttpHandlerDecoratorFactory {
  private static final String TICKET = "ticket";
  private static final String TICKET_ATTRIBUTE = "io.barline.api.Ticket";
  private static final String KEY_ATTRIBUTE = "io.barline.api.MisplacedKey";

  /** Stands in a path for what is hidden. */
  private static final String HIDDEN = "***";

  private static final Set<String> KEYS =
      Set.of(
          "key",
          "apikey",
          "api_key",
          "api-key",
          "x-api-key",
          "token",
          "access_token",
          "auth",
          "authorization",
          "bearer",
          "jwt");

  @Override
  public HttpHandler apply(HttpHandler handler) {
    return (request, response) -> handler.handle(hidden(request), response);
  }

  private static ServerHttpRequest hidden(ServerHttpRequest request) {
    MultiValueMap<String, String> query = request.getQueryParams();
    Set<String> secret = new HashSet<>();
    boolean misplaced = looksSecret(decoded(request.getPath().value()));
    for (Map.Entry<String, List<String>> parameter : query.entrySet()) {
      if (isKey(parameter.getKey(), parameter.getValue())) {
        misplaced = true;
        secret.add(parameter.getKey());
      } else if (parameter.getKey().equals(TICKET)) {
        secret.add(TICKET);
      }
    }
    return secret.isEmpty() && !misplaced
        ? request
        : new Hidden(request, secret, query.getFirst(TICKET), misplaced);
  }

  private static boolean isKey(String name, List<String> values) {
    return KEYS.contains(name.toLowerCase(Locale.ROOT))
        || looksSecret(name)
        || values.stream()
            .anyMatch(
                value ->
                    value != null
                        && (Access.looksLikeKey(value)
                            || (!name.equals(TICKET) && Access.looksLikeTicket(value))));
  }

  private static boolean looksSecret(String text) {
    return Access.looksLikeKey(text) || Access.looksLikeTicket(text);
  }

  /** The ticket that a request came with; null where it came with none. */
  static @Nullable String ticket(ServerHttpRequest request) {
    Object ticket = request.getAttributes().get(TICKET_ATTRIBUTE);
    return ticket == null ? null : ticket.toString();
  }

  private static String decoded(String path) {
    return StringUtils.uriDecode(path, StandardCharsets.UTF_8);
  }

  /** Refuses a request that had a key in its address, without repeating it. */
  static void refuseKey(ServerHttpRequest request) {
    if (request.getAttributes().containsKey(KEY_ATTRIBUTE)) {
      throw new Refusal(
          ErrorCode.UNAUTHORIZED,
          "a key or token does not belong in the address, which proxies and logs keep: send it as"
              + " \"Authorization: Bearer <key>\", or in a browser a one-use ticket as ticket="
              + " (POST /api/v1/tickets); take this one for known and revoke it");
    }
  }

  private static final class Hidden extends ServerHttpRequestDecorator {
    private final URI uri;
    private final RequestPath path;
    private final MultiValueMap<String, String> query;
    private final Map<String, Object> attributes;

    Hidden(
        ServerHttpRequest request, Set<String> secret, @Nullable String ticket, boolean misplaced) {
      super(request);
      attributes = new HashMap<>(request.getAttributes());
      if (ticket != null) {
        attributes.put(TICKET_ATTRIBUTE, ticket);
      }
      if (misplaced) {
        attributes.put(KEY_ATTRIBUTE, true);
      }
      uri = without(request.getURI(), secret);
      path = RequestPath.parse(uri, request.getPath().contextPath().value());
      query = new LinkedMultiValueMap<>(request.getQueryParams());
      secret.forEach(query::remove);
    }

    private static URI without(URI uri, Set<String> secret) {
      String[] all = uri.toString().split("\\?", 2);
      int beforePath = all[0].length() - uri.getRawPath().length();
      String path =
          Arrays.stream(uri.getRawPath().split("/", -1))
              .map(segment -> looksSecret(decoded(segment)) ? HIDDEN : segment)
              .collect(Collectors.joining("/", all[0].substring(0, beforePath), ""));
      String query =
          Arrays.stream(all.length == 1 ? new String[0] : all[1].split("&"))
              .filter(part -> !secret.contains(nameOf(part)))
              .collect(Collectors.joining("&"));
      return URI.create(query.isEmpty() ? path : path + "?" + query);
    }

    private static String nameOf(String part) {
      return URLDecoder.decode(part.split("=", 2)[0], StandardCharsets.UTF_8);
    }

    @Override
    public URI getURI() {
      return uri;
    }

    @Override
    public RequestPath getPath() {
      return path;
    }

    @Override
    public MultiValueMap<String, String> getQueryParams() {
      return query;
    }

    @Override
    public Map<String, Object> getAttributes() {
      return attributes;
    }
  }
}
