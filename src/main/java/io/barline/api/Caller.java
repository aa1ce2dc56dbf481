package io.barline.api;

import io.barline.access.Neighbourhood;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Where a request comes from.
 *
 * @param address under which it is counted
 * @param isLocal whether it was made on this machine and not passed on by a proxy
 */
record Caller(String address, boolean isLocal) {
  private static final String FORWARDED_FOR = "X-Forwarded-For";

  /** Stands for whoever can't be told: nobody of this machine. */
  private static final InetAddress NOWHERE = InetAddress.ofLiteral("0.0.0.0");

  static Caller of(ServerHttpRequest request, Neighbourhood neighbourhood) {
    InetSocketAddress remote = request.getRemoteAddress();
    InetAddress peer =
        remote == null || remote.getAddress() == null ? NOWHERE : remote.getAddress();
    HttpHeaders headers = request.getHeaders();
    return new Caller(
        neighbourhood.client(peer, headers.getValuesAsList(FORWARDED_FOR)),
        peer.isLoopbackAddress()
            && !headers.containsHeader(FORWARDED_FOR)
            && !headers.containsHeader("Forwarded"));
  }
}
