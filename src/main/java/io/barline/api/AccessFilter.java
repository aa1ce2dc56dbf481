package io.barline.api;

import io.barline.access.Access;
import io.barline.access.AccessSettings;
import io.barline.access.Admission;
import io.barline.access.Authentication;
import io.barline.access.Excess;
import io.barline.access.Grant;
import io.barline.access.Neighbourhood;
import io.barline.access.Occupancy;
import io.barline.access.Principal;
import io.barline.access.Sites;
import io.barline.access.Traffic;
import io.barline.wire.ErrorCode;
import io.barline.wire.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
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
  private final Occupancy occupancy;
  private final Neighbourhood neighbourhood;
  private final CrossSite crossSite;
  private final boolean open;
  private final boolean namesHosts;

  AccessFilter(
      Access access,
      Traffic traffic,
      Occupancy occupancy,
      Neighbourhood neighbourhood,
      Sites sites,
      AccessSettings settings) {
    this.access = access;
    this.traffic = traffic;
    this.occupancy = occupancy;
    this.neighbourhood = neighbourhood;
    this.crossSite = new CrossSite(sites, neighbourhood);
    this.open = settings.open();
    this.namesHosts = !settings.hosts().isEmpty();
  }

  @Override
  public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
    ServerHttpRequest request = exchange.getRequest();
    String path = request.getPath().value();
    Paths.check(path);
    boolean management = Paths.isManagement(path);
    if (management || !access.isEnforced()) {
      // Pages of a name that points here for a moment have no key, and need none where none does.
      crossSite.checkHost(request, open && !namesHosts);
    }
    if (crossSite.isPreflight(exchange)) {
      exchange.getResponse().setStatusCode(HttpStatus.NO_CONTENT);
      return exchange.getResponse().setComplete();
    }
    Caller caller = Caller.of(request, neighbourhood);
    if (management) {
      return beyond(exchange, chain, caller);
    }
    boolean stream = path.equals(WEBSOCKET) || path.equals(SSE);
    boolean keyless = !access.isEnforced() || Paths.isPublic(path);
    if (keyless) {
      crossSite.checkFetch(request, stream);
      if (!caller.isLocal()) {
        charge(caller);
      }
    }
    if (Paths.isPublic(path)) {
      return beyond(exchange, chain, caller);
    }
    Shown shown = Shown.in(request, stream);
    if (keyless) {
      return admit(exchange, chain, Grant.LOCAL, caller);
    }
    if (shown == null) {
      charge(caller);
      if (!path.equals(WEBSOCKET)) {
        if (!stream && QuerySecrets.ticket(request) != null) {
          throw unauthorized(Access.MISPLACED_TICKET);
        }
        throw unauthorized(
            "a key is needed: send \"Authorization: Bearer <key>\" or \"X-API-Key: <key>\""
                + (stream ? ", or a ticket in the query" : ""));
      }
      exchange
          .getAttributes()
          .put(Admission.ATTRIBUTE, new Admission(null, caller.address(), caller.isLocal()));
      return chain.filter(exchange);
    }
    return charged(shown, caller).flatMap(grant -> admit(exchange, chain, grant, caller));
  }

  /**
   * Whoever shows it has sent a request. A ticket is not spent where that is one too many, nor
   * where there is no place for the one stream that it opens.
   */
  private Mono<Grant> charged(Shown shown, Caller caller) {
    if (!shown.isTicket()) {
      return grant(shown, caller).doOnNext(grant -> within(traffic.request(grant.principal())));
    }
    Principal holder = access.holder(shown.text());
    if (holder != null) {
      within(traffic.request(holder));
      placed(occupancy.noPlaceFor(holder));
    }
    return grant(shown, caller);
  }

  /** What is changed outside of the API, such as log levels, is changed by those who may. */
  private Mono<Void> beyond(ServerWebExchange exchange, WebFilterChain chain, Caller caller) {
    ServerHttpRequest request = exchange.getRequest();
    HttpMethod method = request.getMethod();
    boolean reads = method.equals(HttpMethod.GET) || method.equals(HttpMethod.HEAD);
    if (reads || caller.isLocal()) {
      return chain.filter(exchange);
    }
    Shown shown = Shown.in(request, false);
    if (shown == null || !access.isEnforced()) {
      throw unauthorized("to change something takes a key with \"admin\", or this machine itself");
    }
    return grant(shown, caller)
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

  private Mono<Grant> grant(Shown shown, Caller caller) {
    if (!shown.isTicket() && access.mayBlock(shown.text())) {
      within(traffic.mayTry(caller.address()));
      return Mono.fromCallable(() -> check(shown, caller)).subscribeOn(Schedulers.boundedElastic());
    }
    return Mono.fromCallable(() -> check(shown, caller));
  }

  private Grant check(Shown shown, Caller caller) {
    Authentication authentication =
        shown.isTicket() ? access.redeem(shown.text()) : access.authenticate(shown.text());
    return switch (authentication) {
      case Authentication.Granted(Grant grant) -> grant;
      case Authentication.Denied(String sentence) -> {
        within(traffic.mayTry(caller.address()));
        traffic.failed(caller.address());
        throw unauthorized(sentence);
      }
      case Authentication.Unavailable(String sentence) ->
          throw new Refusal(ErrorCode.AUTH_UNAVAILABLE, sentence);
    };
  }

  /** Counts a request that shows nothing. */
  private void charge(Caller caller) {
    within(traffic.request(caller.address()));
  }

  private static Mono<Void> admit(
      ServerWebExchange exchange, WebFilterChain chain, Grant grant, Caller caller) {
    exchange
        .getAttributes()
        .put(Admission.ATTRIBUTE, new Admission(grant, caller.address(), caller.isLocal()));
    exchange.getAttributes().put(Principal.ATTRIBUTE, grant.principal());
    return chain.filter(exchange);
  }

  private static Refusal unauthorized(String sentence) {
    return new Refusal(ErrorCode.UNAUTHORIZED, sentence);
  }

  private static void placed(@Nullable String full) {
    if (full != null) {
      throw new Refusal(ErrorCode.TOO_MANY_CONNECTIONS, full)
          .with(Problems.WAIT, Occupancy.WAIT_SECONDS);
    }
  }

  /** Refuses a request that is one too many. */
  static void within(@Nullable Excess excess) {
    if (excess != null) {
      throw new Refusal(ErrorCode.RATE_LIMITED, excess.told())
          .with(Problems.WAIT, excess.seconds());
    }
  }
}
