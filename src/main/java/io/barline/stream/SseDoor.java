package io.barline.stream;

import io.barline.access.Principal;
import io.barline.market.Topic;
import io.barline.subscription.NamedTopics;
import io.barline.subscription.Owner;
import io.barline.subscription.Resolution;
import io.barline.subscription.TopicResolver;
import io.barline.wire.ErrorCode;
import io.barline.wire.Refusal;
import io.barline.wire.ServerMessages;
import io.barline.wire.TopicAnswer;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Lets Server-Sent Events clients in: the topics are in the query, and stay as they are. */
final class SseDoor implements WebHandler {
  private final Doors doors;
  private final TopicResolver resolver;
  private final NamedTopics named;
  private final int maxTopics;

  SseDoor(Doors doors, TopicResolver resolver, NamedTopics named, int maxTopics) {
    this.doors = doors;
    this.resolver = resolver;
    this.named = named;
    this.maxTopics = maxTopics;
  }

  @Override
  public Mono<Void> handle(ServerWebExchange exchange) {
    HttpMethod method = exchange.getRequest().getMethod();
    if (!method.equals(HttpMethod.GET)) {
      return Mono.error(new MethodNotAllowedException(method, Set.of(HttpMethod.GET)));
    }
    SseRequest wanted = SseRequest.read(exchange.getRequest().getQueryParams());
    Principal principal = exchange.getRequiredAttribute(Principal.ATTRIBUTE);
    return stream(exchange, wanted, check(wanted, principal));
  }

  /**
   * The topics of the named subscription.
   *
   * @throws Refusal where something of what is wanted can't be had
   */
  private List<Topic> check(SseRequest wanted, Principal principal) {
    List<Topic> more = List.of();
    String name = wanted.subscription();
    if (name != null) {
      more = named.topics(new Owner(principal.id(), principal.admin()), name);
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
        case Resolution.Resolved(Topic resolved, _) -> {
          if (!principal.permits(resolved)) {
            bad.add(Subscriptions.notEntitled(topic, resolved));
          }
        }
      }
    }
    for (Topic topic : more) {
      if (!principal.permits(topic)) {
        bad.add(Subscriptions.notEntitled(topic.toString(), topic));
      }
    }
    if (!bad.isEmpty()) {
      throw Refusal.of(bad, count);
    }
    return more;
  }

  /** Lets the client in once the answer is asked for, and releases it however that ends. */
  private Mono<Void> stream(ServerWebExchange exchange, SseRequest wanted, List<Topic> more) {
    Channel channel = Channels.of(exchange.getRequest());
    return Mono.using(
        () -> doors.enter(Door.SSE, channel, doors.admit(exchange)),
        client -> {
          subscribe(client, wanted, more);
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

  private static Mono<Void> write(ServerHttpResponse response, Client client) {
    HttpHeaders headers = response.getHeaders();
    headers.setContentType(MediaType.TEXT_EVENT_STREAM);
    headers.setConnection("close"); // a stream that ends is not followed by another request
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
