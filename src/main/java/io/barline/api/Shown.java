package io.barline.api;

import io.barline.wire.ErrorCode;
import io.barline.wire.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** What a request shows to be let in. */
record Shown(String text, boolean isTicket) {
  private static final String BEARER = "Bearer ";

  /**
   * Finds it.
   *
   * @return null where there is nothing
   * @throws Refusal where it stands where it must not
   */
  static @Nullable Shown in(ServerHttpRequest request, boolean stream) {
    HttpHeaders headers = request.getHeaders();
    QuerySecrets.refuseKey(request);
    String authorization = headers.getFirst(HttpHeaders.AUTHORIZATION);
    if (authorization != null) {
      if (!authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
        throw new Refusal(
            ErrorCode.UNAUTHORIZED, "the Authorization header must be \"Bearer <key>\"");
      }
      return new Shown(authorization.substring(BEARER.length()).strip(), false);
    }
    String key = headers.getFirst("X-API-Key");
    if (key != null) {
      return new Shown(key.strip(), false);
    }
    String ticket = stream ? QuerySecrets.ticket(request) : null;
    return ticket == null ? null : new Shown(ticket, true);
  }

  @Override
  public String toString() {
    return isTicket ? "a ticket" : "a key";
  }
}
