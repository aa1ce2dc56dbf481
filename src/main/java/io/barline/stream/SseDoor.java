package io.barline.stream;

import io.barline.access.Principal;
import io.barline.market.Topic;
import io.barline.subscription.NamedTopics;
import io.barline.subscription.Resolution;
import io.barline.subscription.TopicResolver;
import io.barline.wire.DeliveryReader;
import io.barline.wire.ErrorCode;
import io.barline.wire.Refusal;
import io.barline.wire.ServerMessages;
import io.barline.wire.TopicAnswer;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.MultiValueMap;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Lets Server-Sent Events clients in: the topics are in the query, and stay as they are. */
final class SseDoor implements WebHandler {
  private static final Pattern GZIP =
      Pattern.compile(
          "\\s*gzip\\s*(;\\s*q=(1(\\.0*)?|0\\.0*[1-9][0-9]*)\\s*)?", Pattern.CASE_INSENSITIVE);

  private final Doors doors;
  private final TopicResolver resolver;
  private final NamedTopics named;
  private final DeliveryReader deliveries;
  private final int maxTopics;

  SseDoor(
      Doors doors,
      TopicResolver resolver,
      NamedTopics named,
      DeliveryReader deliveries,
      int maxTopics) {
    this.doors = doors;
    this.resolver = resolver;
    this.named = named;
    this.deliveries = deliveries;
    this.maxTopics = maxTopics;
  }

  @Override
  public Mono<Void> handle(ServerWebExchange exchange) {
    HttpMethod method = exchange.getRequest().getMethod();
    if (!method.equals(HttpMethod.GET)) {
      return Mono.error(new MethodNotAllowedException(method, Set.of(HttpMethod.GET)));
    }
    doors.refuseWhenShuttingDown();
    MultiValueMap<String, String> query = exchange.getRequest().getQueryParams();
    ConnectionOptions options = doors.options(SseRequest.ofConnection(query));
    SseRequest wanted = SseRequest.read(query, deliveries);
    boolean compressed = options.compressed() && acceptsGzip(exchange.getRequest());
    return stream(exchange, wanted, check(wanted), options.compressed(compressed));
  }

  /**
   * The topics of the named subscription.
   *
   * @throws Refusal where something of what is wanted can't be had
   */
  private List<Topic> check(SseRequest wanted) {
    List<Topic> more = List.of();
    String name = wanted.subscription();
    if (name != null) {
      more = named.topics(name);
      if (more == null) {
        throw new Refusal(
                ErrorCode.UNKNOWN_SUBSCRIPTION,
                "there is no subscription \"%s\"".formatted(Refusal.shortened(name)))
            .value(name);
      }
    }
    int count = wanted.topics().size() + more.size();
    if (count > maxTopics) {
      throw new Refusal(
              ErrorCode.LIMIT_REACHED,
              "a connection has at most " + maxTopics + " topics, these are " + count)
          .with("limit", maxTopics);
    }
    List<TopicAnswer.Refused> bad = new ArrayList<>();
    for (String topic : wanted.topics()) {
      switch (resolver.resolve(topic)) {
        case Resolution.Refused why -> bad.add(why.answer(topic));
        case Resolution.Resolved found -> {
          String misfit = wanted.options().misfit(found.topic());
          if (misfit != null) {
            bad.add(new TopicAnswer.Refused(topic, ErrorCode.BAD_OPTION, misfit, List.of()));
          }
        }
      }
    }
    if (!bad.isEmpty()) {
      throw Refusal.of(bad, wanted.topics().size());
    }
    return more;
  }

  /** Lets the client in once the answer is asked for, and releases it however that ends. */
  private Mono<Void> stream(
      ServerWebExchange exchange, SseRequest wanted, List<Topic> more, ConnectionOptions options) {
    Channel channel = Channels.of(exchange.getRequest());
    return Mono.using(
        () -> doors.enter(Door.SSE, channel, Principal.LOCAL, options),
        client -> {
          subscribe(client, wanted, more);
          if (options.compressed()) {
            exchange.getResponse().getHeaders().set(HttpHeaders.CONTENT_ENCODING, "gzip");
          }
          return write(exchange.getResponse(), client);
        },
        client -> doors.left(client, channel.eventLoop()),
        false);
  }

  private static void subscribe(Client client, SseRequest wanted, List<Topic> more) {
    List<TopicAnswer> answers = new ArrayList<>();
    for (String topic : wanted.topics()) {
      answers.add(client.subscriptions().add(topic, wanted.options()));
    }
    for (Topic topic : more) { // the catalogue may have lost it since the subscription was made
      answers.add(client.subscriptions().add(topic.toString(), wanted.options()));
    }
    client.mailbox().offer(ServerMessages.ack(null, answers, client.subscriptions().held()));
    for (Topic lost : client.subscriptions().attach()) {
      client
          .mailbox()
          .offer(
              ServerMessages.error(
                  null,
                  ErrorCode.INTERNAL,
                  "the topic was closed meanwhile: connect again",
                  lost.toString()));
    }
  }

  /** Whether the client takes gzip, by name and with a quality above 0 (RFC 9110, 12.5.3). */
  private static boolean acceptsGzip(ServerHttpRequest request) {
    for (String header : request.getHeaders().getOrEmpty(HttpHeaders.ACCEPT_ENCODING)) {
      for (String coding : header.split(",", -1)) {
        if (GZIP.matcher(coding).matches()) {
          return true;
        }
      }
    }
    return false;
  }

  private static Mono<Void> write(ServerHttpResponse response, Client client) {
    HttpHeaders headers = response.getHeaders();
    headers.setContentType(MediaType.TEXT_EVENT_STREAM);
    headers.setConnection("close"); // a stream that ends is not followed by another request
    headers.setVary(List.of(HttpHeaders.ACCEPT_ENCODING));
    headers.setCacheControl("no-cache, no-transform");
    headers.set("X-Accel-Buffering", "no"); // nginx would collect events
    NettyDataBufferFactory factory = (NettyDataBufferFactory) response.bufferFactory();
    Outlet outlet = client.outlet();
    Mono<DataBuffer> batch = outlet.map(factory::wrap);
    // Each element is subscribed when the one before is written and flushed, and takes its batch
    // only then: that some are requested ahead costs nothing.
    Flux<Mono<DataBuffer>> batches =
        Flux.generate(
            sink -> {
              if (outlet.isDone()) {
                sink.complete();
              } else {
                sink.next(batch);
              }
            });
    return response.writeAndFlushWith(batches);
  }
}
