package io.barline.stream;

import io.barline.access.Principal;
import io.barline.market.Topic;
import io.barline.market.TopicPattern;
import io.barline.subscription.Matching;
import io.barline.subscription.NamedTopics;
import io.barline.subscription.Owner;
import io.barline.subscription.Resolution;
import io.barline.subscription.TopicResolver;
import io.barline.wire.Cursor;
import io.barline.wire.DeliveryReader;
import io.barline.wire.ErrorCode;
import io.barline.wire.Refusal;
import io.barline.wire.TopicAnswer;
import io.netty.channel.Channel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
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
  private static final String AGAIN = "connect again";
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
    MultiValueMap<String, String> query = exchange.getRequest().getQueryParams();
    ConnectionOptions options = doors.options(SseRequest.ofConnection(query));
    SseRequest wanted = SseRequest.read(query, deliveries);
    boolean compressed = options.compressed() && acceptsGzip(exchange.getRequest());
    Principal principal = exchange.getRequiredAttribute(Principal.ATTRIBUTE);
    return stream(exchange, wanted, check(wanted, principal), options.compressed(compressed));
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
      if (TopicPattern.isPattern(topic)) {
        switch (resolver.match(topic)) {
          case Matching.Refused(var why) -> bad.add(why.answer(topic));
          case Matching.Found found -> {
            if (!found.topics().isEmpty()
                && found.topics().stream().noneMatch(principal::permits)) {
              bad.add(Patterns.notEntitled(topic, found.pattern()));
            }
          }
        }
        continue;
      }
      switch (resolver.resolve(topic)) {
        case Resolution.Refused why -> bad.add(why.answer(topic));
        case Resolution.Resolved(Topic resolved, _) -> {
          String misfit = wanted.options().misfit(resolved);
          if (!principal.permits(resolved)) {
            bad.add(Subscriptions.notEntitled(topic, resolved));
          } else if (misfit != null) {
            bad.add(new TopicAnswer.Refused(topic, ErrorCode.BAD_OPTION, misfit, List.of()));
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

  /**
   * Who may be coming back.
   *
   * @param eventId the id of the last event that the client had; null where it begins anew
   */
  private record Returning(@Nullable String eventId, Principal principal, Executor loop) {}

  /** A browser sends the header by itself; who makes a new request by hand uses the parameter. */
  private static @Nullable String lastEvent(ServerHttpRequest request) {
    String id = request.getHeaders().getFirst("Last-Event-ID");
    return id == null ? request.getQueryParams().getFirst("lastEventId") : id;
  }

  /** Lets the client in once the answer is asked for, and releases it however that ends. */
  private Mono<Void> stream(
      ServerWebExchange exchange, SseRequest wanted, List<Topic> more, ConnectionOptions options) {
    Channel channel = Channels.of(exchange.getRequest());
    Principal principal = exchange.getRequiredAttribute(Principal.ATTRIBUTE);
    Returning returning =
        new Returning(lastEvent(exchange.getRequest()), principal, channel.eventLoop());
    return Mono.using(
        () -> doors.enter(Door.SSE, channel, doors.admit(exchange), options),
        client -> {
          subscribe(client, wanted, more, returning);
          if (options.compressed()) {
            exchange.getResponse().getHeaders().set(HttpHeaders.CONTENT_ENCODING, "gzip");
          }
          return write(exchange.getResponse(), client);
        },
        client -> doors.left(client, channel.eventLoop()),
        false);
  }

  /**
   * Subscribes at once or, where the client comes back, as soon as it is known how far it had come.
   */
  private void subscribe(Client client, SseRequest wanted, List<Topic> more, Returning returning) {
    List<String> topics = new ArrayList<>(wanted.topics());
    more.forEach(topic -> topics.add(topic.toString()));
    String eventId = returning.eventId;
    if (eventId == null) {
      var _ = client.requests().subscribe(null, topics, wanted.options(), AGAIN);
      return;
    }
    var _ =
        doors
            .sessions()
            .cursors(eventId, returning.principal)
            .thenAcceptAsync(
                cursors -> {
                  Subscriptions.Options options =
                      wanted.options().resuming(byName(topics, cursors));
                  var _ = client.requests().subscribe(null, topics, options, AGAIN);
                },
                returning.loop);
  }

  private Map<String, Cursor> byName(List<String> topics, Map<Topic, Cursor> cursors) {
    Map<String, Cursor> named = new HashMap<>();
    for (String name : topics) {
      Cursor cursor =
          resolver.resolve(name) instanceof Resolution.Resolved resolved
              ? cursors.get(resolved.topic())
              : null;
      named.put(name, cursor == null ? Cursor.UNKNOWN : cursor);
    }
    return named;
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
