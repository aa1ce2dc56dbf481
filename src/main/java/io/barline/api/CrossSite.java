package io.barline.api;

import io.barline.access.Neighbourhood;
import io.barline.access.Sites;
import io.barline.wire.ErrorCode;
import io.barline.wire.Refusal;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.server.ServerWebExchange;

/** Keeps pages of other sites out, but for those that are welcome. */
final class CrossSite {
  private static final String FORWARDED_PROTO = "X-Forwarded-Proto";

  private final Sites sites;
  private final Neighbourhood neighbourhood;

  CrossSite(Sites sites, Neighbourhood neighbourhood) {
    this.sites = sites;
    this.neighbourhood = neighbourhood;
  }

  /**
   * Checks the name that the gateway is called by.
   *
   * @param orPrivate whether names that nobody outside can have are taken for its own
   * @throws Refusal where it is not one of its own
   */
  void checkHost(ServerHttpRequest request, boolean orPrivate) {
    String host = host(request);
    if (!sites.isOurs(host) && !(orPrivate && Sites.isPrivate(host))) {
      throw new Refusal(
              ErrorCode.BAD_ORIGIN,
              "the gateway answers to its address, to localhost and to the names in"
                  + " barline.access.hosts")
          .value(String.valueOf(host));
    }
  }

  /**
   * Checks the page that makes the request, and tells its browser that it may read the answer.
   *
   * @return whether the browser only asks whether it may make a request
   * @throws Refusal where it may not
   */
  boolean isPreflight(ServerWebExchange exchange) {
    ServerHttpRequest request = exchange.getRequest();
    String origin = request.getHeaders().getOrigin();
    if (origin == null || Sites.isSame(origin, scheme(request), host(request))) {
      return false;
    }
    if (!sites.isWelcome(origin)) {
      throw new Refusal(
              ErrorCode.BAD_ORIGIN,
              "pages of this origin may not use the gateway: barline.access.origins names those"
                  + " that may")
          .value(origin);
    }
    HttpHeaders answer = exchange.getResponse().getHeaders();
    answer.setAccessControlAllowOrigin(origin);
    answer.add(HttpHeaders.VARY, HttpHeaders.ORIGIN);
    answer.set(
        HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, "Location, Retry-After, WWW-Authenticate");
    if (!request.getMethod().equals(HttpMethod.OPTIONS)
        || !request.getHeaders().containsHeader(HttpHeaders.ACCESS_CONTROL_REQUEST_METHOD)) {
      return false;
    }
    answer.set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, "GET, POST, DELETE");
    answer.set(
        HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS,
        "Authorization, X-API-Key, Content-Type, Last-Event-ID, Cache-Control");
    answer.set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, "600");
    return true;
  }

  /**
   * Checks that no page of another site has its browser ask without asking first, as it does for
   * images and frames: it could not read the answer, but would keep the gateway busy.
   *
   * @param stream whether a stream is asked for, to which no link from elsewhere leads
   * @throws Refusal where one does
   * @see <a href="https://www.w3.org/TR/fetch-metadata/">Fetch Metadata Request Headers</a>
   */
  void checkFetch(ServerHttpRequest request, boolean stream) {
    HttpHeaders headers = request.getHeaders();
    if (headers.getOrigin() == null
        && "cross-site".equals(headers.getFirst("Sec-Fetch-Site"))
        && (stream || !isFollowed(headers))) {
      throw new Refusal(
              ErrorCode.BAD_ORIGIN,
              "pages of other sites may not use the gateway without saying where they are from,"
                  + " nor link to a stream")
          .value("Sec-Fetch-Site: cross-site");
    }
  }

  /** Whether somebody follows a link, by which the page itself goes, and not a frame in it. */
  private static boolean isFollowed(HttpHeaders headers) {
    return "navigate".equals(headers.getFirst("Sec-Fetch-Mode"))
        && "document".equals(headers.getFirst("Sec-Fetch-Dest"));
  }

  private static @Nullable String host(ServerHttpRequest request) {
    return request.getHeaders().getFirst(HttpHeaders.HOST);
  }

  private String scheme(ServerHttpRequest request) {
    InetSocketAddress peer = request.getRemoteAddress();
    String forwarded = request.getHeaders().getFirst(FORWARDED_PROTO);
    boolean believed =
        forwarded != null
            && peer != null
            && peer.getAddress() != null
            && neighbourhood.isProxy(peer.getAddress());
    return believed ? String.valueOf(forwarded) : request.getSslInfo() == null ? "http" : "https";
  }
}
