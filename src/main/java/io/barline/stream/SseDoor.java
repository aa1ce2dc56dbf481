package io.barline.stream;

import io.barline.access.Admission;
import io.barline.access.Excess;
import io.barline.access.Principal;
import io.barline.access.Traffic;
import io.barline.market.Topic;
import io.barline.market.TopicPattern;
import io.barline.subscription.EntitledTopics;
import io.barline.subscription.Matching;
import io.barline.subscription.Resolution;
import io.barline.subscription.TopicResolver;
import io.barline.wire.Cursor;
import io.barline.wire.DeliveryReader;
import io.barline.wire.ErrorCode;
import io.barline.wire.Refusal;
import io.netty.channel.Channel;
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
import reactor.core.scheduler.Schedulers;

/** Lets Server-Sent Events clients in: the topics are in the query, and stay as they are. */
final class SseDoor implements WebHandler {
  private static final String AGAIN = "connect again";
  private static final Pattern GZIP =
      Pattern.compile(
          "\\s*gzip\\s*(;\\s*q=(1(\\.0*)?|0\\.0*[1-9][0-9]*)\\s*)?", Pattern.CASE_INSENSITIVE);

  private final Doors doors;
  private final TopicResolver resolver;
  private final SseTopics topics;
  private final Traffic traffic;
  private final DeliveryReader deliveries;

  SseDoor(
      Doors doors,
      TopicResolver resolver,
      SseTopics topics,
      Traffic traffic,
      DeliveryReader deliveries) {
    this.doors = doors;
    this.resolver = resolver;
    this.topics = topics;
    this.traffic = traffic;
    this.deliveries = deliveries;
  }

  @Override
  public Mono<Void> handle(ServerWebExchange exchange) {
    HttpMethod method = exchange.getRequest().getMethod();
    if (!method.equals(HttpMethod.GET)) {
      return Mono.error(new MethodNotAllowedException(method, Set.of(HttpMethod.GET)));
    }
    MultiValueMap<String, String> query = exchange.getRequest().getQueryParams();
    ConnectionOptions options = doors.options(query);
    SseRequest wanted = SseRequest.read(query, deliveries);
    boolean compressed = options.compressed() && acceptsGzip(exchange.getRequest());
    Principal principal = exchange.getRequiredAttribute(Principal.ATTRIBUTE);
    Admission admission = exchange.getRequiredAttribute(Admission.ATTRIBUTE);
    return stream(
        exchange,
        wanted,
        topics.of(wanted, principal, count -> charge(admission, count)),
        options.compressed(compressed));
  }

  private void charge(Admission admission, int lookUps) {
    Excess excess = traffic.lookUp(admission, lookUps);
    if (excess != null) {
      throw new Refusal(ErrorCode.RATE_LIMITED, excess.told()).with("retryAfter", excess.seconds());
    }
  }

  /**
   * Who may be coming back.
   *
   * @param eventId the id of the last event that the client had; null where it begins anew
   */
  private record Returning(@Nullable String eventId, Principal principal, Executor loop) {}

  /**
   * A browser sends the header by itself; who makes a new request by hand uses the parameter, which
   * is empty in a page that has had no event yet.
   */
  private static @Nullable String lastEvent(ServerHttpRequest request) {
    String sent = request.getHeaders().getFirst("Last-Event-ID");
    String id = isBlank(sent) ? request.getQueryParams().getFirst("lastEventId") : sent;
    return isBlank(id) ? null : id;
  }

  private static boolean isBlank(@Nullable String text) {
    return text == null || text.isBlank();
  }

  /** Lets the client in once the answer is asked for, and releases it however that ends. */
  private Mono<Void> stream(
      ServerWebExchange exchange, SseRequest wanted, List<String> all, ConnectionOptions options) {
    Channel channel = Channels.of(exchange.getRequest());
    Principal principal = exchange.getRequiredAttribute(Principal.ATTRIBUTE);
    Returning returning =
        new Returning(lastEvent(exchange.getRequest()), principal, channel.eventLoop());
    Mono<Void> stream =
        Mono.using(
            () -> doors.enter(Door.SSE, channel, doors.admit(exchange), options),
            client -> {
              subscribe(client, wanted, all, returning);
              if (options.compressed()) {
                exchange.getResponse().getHeaders().set(HttpHeaders.CONTENT_ENCODING, "gzip");
              }
              return write(exchange.getResponse(), client);
            },
            client -> doors.left(client, channel.eventLoop()),
            false);
    // Who shows a token comes from the thread that checked it.
    return stream.subscribeOn(Schedulers.fromExecutor(channel.eventLoop()));
  }

  /**
   * Subscribes at once or, where the client comes back, as soon as it is known how far it had come.
   */
  private void subscribe(
      Client client, SseRequest wanted, List<String> topics, Returning returning) {
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
                  TopicOptions options =
                      wanted.options().resuming(byName(topics, cursors, returning.principal));
                  var _ = client.requests().subscribe(null, topics, options, AGAIN);
                },
                returning.loop);
  }

  private Map<String, Cursor> byName(
      List<String> topics, Map<Topic, Cursor> cursors, Principal principal) {
    TopicResolver mine = new EntitledTopics(resolver, principal::entitlements);
    Map<String, Cursor> named = new HashMap<>();
    for (String name : topics) {
      List<Topic> meant =
          TopicPattern.isPattern(name)
              ? mine.match(name) instanceof Matching.Found found ? found.topics() : List.of()
              : mine.resolve(name) instanceof Resolution.Resolved resolved
                  ? List.of(resolved.topic())
                  : List.of();
      for (Topic topic : meant) {
        named.put(topic.toString(), cursors.getOrDefault(topic, Cursor.UNKNOWN));
      }
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
