package io.barline.stream;

import io.netty.channel.Channel;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.netty.NettyInbound;

/** Finds the channel below what Spring gives: its event loop is where the client's work is done. */
final class Channels {
  private Channels() {}

  static Channel of(ServerHttpRequest request) {
    NettyInbound inbound = ServerHttpRequestDecorator.getNativeRequest(request);
    Channel[] found = new Channel[1];
    inbound.withConnection(connection -> found[0] = connection.channel());
    return found[0];
  }
}
