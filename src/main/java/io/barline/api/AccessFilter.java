package io.barline.api;

import io.barline.access.Access;
import io.barline.access.AccessSettings;
import io.barline.access.Admission;
import io.barline.access.Authentication;
import io.barline.access.Grant;
import io.barline.access.Neighbourhood;
import io.barline.access.Principal;
import io.barline.access.Sites;
import io.barline.access.Traffic;
import io.barline.wire.ErrorCode;
import io.barline.wire.Refusal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Lets requests in, whatever serves them: by the host and the site that they come through, by how
 * many there are, and by the key, token or ticket that they show. Those who serve them find an
 * {@link Admission} and, where it is known, a {@link Principal} under the names that these have.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class AccessFilter implements WebFilter {
  private static final String WEBSOCKET = "/api/v1/ws";
  private static final String SSE = "/api/v1/stream";

  private final Access access;
  private final Traffic traffic;
  private final Neighbourhood neighbourhood;
  private final CrossSite crossSite;
  private final boolean open;

  AccessFilter(
      Access access,
      Traffic traffic,
      Neighbourhood neighbourhood,
      Sites sites,
      AccessSettings settings) {
    this.access = access;
    this.traffic = traffic;
    this.neighbourhood = neighbourhood;
    this.crossSite = new CrossSite(sites, neighbourhood);
    this.open = settings.open();
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    ServerHttpRequest request = exchange.getRequest();
    if (!access.isEnforced() && !open) {
      crossSite.checkHost(request);
    }
    if (crossSite.isPreflight(exchange)) {
      exchange.getResponse().setStatusCode(HttpStatus.NO_CONTENT);
      return exchange.getResponse().setComplete();
    }
    InetAddress peer = peer(request);
    String address =
        neighbourhood.client(peer, request.getHeaders().getValuesAsList("X-Forwarded-For"));
    String path = request.getPath().value();
    if (!path.startsWith("/api/")) {
      return management(exchange, chain, address, peer);
    }
    boolean stream = path.equals(WEBSOCKET) || path.equals(SSE);
    if (!stream && (access.isEnforced() || !peer.isLoopbackAddress())) {
      within(traffic.request(address), "your address sends more requests than it may");
    }
    Shown shown = Shown.in(request, stream);
    if (!access.isEnforced()) {
      return admit(exchange, chain, Grant.LOCAL, address);
    }
    if (shown == null) {
      if (!path.equals(WEBSOCKET)) {
        throw unauthorized(
            "a key is needed: send \"Authorization: Bearer <key>\" or \"X-API-Key: <key>\""
                + (stream ? ", or a ticket in the query" : ""));
      }
      exchange.getAttributes().put(Admission.ATTRIBUTE, new Admission(null, address));
      return chain.filter(exchange);
    }
    return grant(shown, address)
        .flatMap(
            grant -> {
              if (!stream) {
                within(
                    traffic.request(grant.principal()),
                    "%s sends more requests than it may".formatted(grant.principal().id()));
              }
              return admit(exchange, chain, grant, address);
            });
  }

  /** The address of whoever has connected. */
  private static InetAddress peer(ServerHttpRequest request) {
    InetSocketAddress remote = request.getRemoteAddress();
    return remote == null || remote.getAddress() == null
        ? InetAddress.getLoopbackAddress()
        : remote.getAddress();
  }

  /** What is changed outside of the API, such as log levels, is changed by those who may. */
  private Mono<Void> management(
      ServerWebExchange exchange, WebFilterChain chain, String address, InetAddress peer) {
    ServerHttpRequest request = exchange.getRequest();
    HttpMethod method = request.getMethod();
    boolean reads = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    boolean local =
        peer.isLoopbackAddress() && !request.getHeaders().containsHeader("X-Forwarded-For");
    if (reads || local || (open && !access.isEnforced())) {
      return chain.filter(exchange);
    }
    Shown shown = Shown.in(request, false);
    if (shown == null || !access.isEnforced()) {
      throw unauthorized("to change something takes a key with \"admin\", or this machine itself");
    }
    return grant(shown, address)
        .flatMap(
            grant -> {
              if (!grant.principal().admin()) {
                throw new Refusal(
                    ErrorCode.NOT_ENTITLED,
                    "%s may not change anything here: its key is not of an admin"
                        .formatted(grant.principal().id()));
              }
              return chain.filter(exchange);
            });
  }

  private Mono<Grant> grant(Shown shown, String address) {
    within(traffic.mayTry(address), "your address has shown too many keys that are not valid");
    Mono<Grant> checked = Mono.fromCallable(() -> check(shown, address));
    return !shown.isTicket() && access.mayBlock(shown.text())
        ? checked.subscribeOn(Schedulers.boundedElastic())
        : checked;
  }

  private Grant check(Shown shown, String address) {
    Authentication authentication =
        shown.isTicket() ? access.redeem(shown.text()) : access.authenticate(shown.text());
    return switch (authentication) {
      case Authentication.Granted(Grant grant) -> grant;
      case Authentication.Denied(String sentence) -> {
        traffic.failed(address);
        throw unauthorized(sentence);
      }
    };
  }

  private static Mono<Void> admit(
      ServerWebExchange exchange, WebFilterChain chain, Grant grant, String address) {
    exchange.getAttributes().put(Admission.ATTRIBUTE, new Admission(grant, address));
    exchange.getAttributes().put(Principal.ATTRIBUTE, grant.principal());
    return chain.filter(exchange);
  }

  private static Refusal unauthorized(String sentence) {
    return new Refusal(ErrorCode.UNAUTHORIZED, sentence);
  }

  private static void within(long seconds, String sentence) {
    if (seconds > 0) {
      throw new Refusal(ErrorCode.RATE_LIMITED, "%s: again in %d s".formatted(sentence, seconds))
          .with(Problems.WAIT, seconds);
    }
  }

  /** What a request shows to be let in. */
  private record Shown(String text, boolean isTicket) {
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
          throw unauthorized("the Authorization header must be \"Bearer <key>\"");
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
}
