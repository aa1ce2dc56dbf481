package io.barline.simulator;

import io.barline.market.UtcNanos;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.time.Duration;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.resources.LoopResources;

/** The exchange's door: one port on loopback for streams and REST of all segments. */
final class BinanceServer {
  /** Room for a request that subscribes to all streams a connection may have. */
  private static final int LARGEST_MESSAGE = 256 * 1024;

  private static final WebsocketServerSpec WEBSOCKET =
      WebsocketServerSpec.builder().maxFramePayloadLength(LARGEST_MESSAGE).handlePing(true).build();

  private final SimulatedExchange exchange;
  private final BinanceRest rest;

  private BinanceServer(SimulatedExchange exchange) {
    this.exchange = exchange;
    this.rest = new BinanceRest(exchange);
  }

  static DisposableServer bind(SimulatedExchange exchange, LoopResources loops, int port) {
    return HttpServer.create()
        .host("127.0.0.1")
        .port(port)
        .runOn(loops)
        .option(ChannelOption.SO_REUSEADDR, true)
        .childOption(ChannelOption.TCP_NODELAY, true)
        .childOption(
            ChannelOption.WRITE_BUFFER_WATER_MARK, new WriteBufferWaterMark(256 << 10, 1 << 20))
        .handle(new BinanceServer(exchange)::handle)
        .bindNow(Duration.ofSeconds(10));
  }

  private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
    String upgrade = request.requestHeaders().get(HttpHeaderNames.UPGRADE);
    return HttpHeaderValues.WEBSOCKET.contentEqualsIgnoreCase(upgrade == null ? "" : upgrade)
        ? stream(request, response)
        : rest(request, response);
  }

  private Publisher<Void> stream(HttpServerRequest request, HttpServerResponse response) {
    Target target = Target.parse(request.uri());
    if (target == null) {
      return response.status(404).send();
    }
    int refusal = exchange.admit(target.segment());
    if (refusal != 0) {
      response.status(refusal);
      String seconds = exchange.retryAfter(target.segment(), refusal);
      if (seconds != null) {
        response.header(HttpHeaderNames.RETRY_AFTER, seconds);
      }
      return response.send();
    }
    return response.sendWebsocket((in, out) -> session(in, target), WEBSOCKET);
  }

  private Mono<Void> session(WebsocketInbound in, Target target) {
    Channel[] channel = new Channel[1];
    in.withConnection(connection -> channel[0] = connection.channel());
    BinanceSession session = new BinanceSession(exchange, channel[0], target);
    channel[0].closeFuture().addListener(closed -> exchange.ended(session));
    exchange.opened(session);
    return in.aggregateFrames(LARGEST_MESSAGE).receiveFrames().doOnNext(session::receive).then();
  }

  private Publisher<Void> rest(HttpServerRequest request, HttpServerResponse response) {
    QueryStringDecoder decoder = new QueryStringDecoder(request.uri());
    for (Segment segment : Segment.values()) {
      if (decoder.path().startsWith(segment.restPath())) {
        boolean micros =
            "MICROSECOND".equalsIgnoreCase(request.requestHeaders().get("X-MBX-TIME-UNIT"));
        String resource = decoder.path().substring(segment.restPath().length());
        var query = new RestParameters(decoder.parameters(), micros);
        return rest(segment, resource, query, response);
      }
    }
    return response.status(404).send();
  }

  private Publisher<Void> rest(
      Segment segment, String resource, RestParameters query, HttpServerResponse response) {
    long now = UtcNanos.now(exchange.clock());
    response.header(HttpHeaderNames.CONTENT_TYPE, "application/json;charset=UTF-8");
    try {
      spend(segment, resource, query, now);
      response.header("X-MBX-USED-WEIGHT-1M", Long.toString(exchange.weight(segment).used()));
      return body(response, rest.answer(segment, resource, query));
    } catch (RestFault e) {
      Fault.Rest wanted = exchange.faults().find(Fault.Rest.class);
      if (wanted != null && wanted.status() == e.status()) {
        exchange.counters().restRefused++;
        SimulatorServer.addRetryAfter(response, wanted.retryAfter());
      } else if (e.status() == 429 || e.status() == 503) {
        exchange.counters().restRefused++;
        response.header(
            HttpHeaderNames.RETRY_AFTER, Long.toString(WeightBudget.secondsUntilNext(now)));
      }
      return body(response.status(e.status()), e.body());
    }
  }

  private void spend(Segment segment, String resource, RestParameters query, long now)
      throws RestFault {
    int limit = (int) Math.max(0, Math.min(query.number("limit"), 10_000));
    int weight = RestWeights.of(segment, resource, limit, query.values());
    exchange.requested(segment, weight);
    if (exchange.faults().has(Fault.Refuse.class)) {
      throw new RestFault(503, -1016, "This service is no longer available.");
    }
    Fault.Rest wanted = exchange.faults().find(Fault.Rest.class);
    if (wanted != null) {
      throw RestFault.wanted(wanted.status());
    }
    if (!exchange.weight(segment).take(weight, now)) {
      throw new RestFault(
          429,
          -1003,
          "Too much request weight used; current limit is %d request weight per 1 MINUTE."
              .formatted(exchange.settings().limits(segment).weightPerMinute()));
    }
  }

  private static Publisher<Void> body(HttpServerResponse response, byte[] body) {
    return response
        .header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length))
        .sendByteArray(Mono.just(body));
  }
}
