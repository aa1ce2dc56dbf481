package io.barline.simulator;

import io.barline.market.UtcNanos;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.resources.LoopResources;

/**
 * Runs a simulated exchange of any {@link SimulatorProtocol}: WebSocket and REST on one port of the
 * loopback interface, its {@link SyntheticMarket}s, and one thread of its own for all of it. It may
 * be used from any thread; each call has taken effect when it returns.
 */
public final class SimulatorServer implements MarketServer {
  private static final int LARGEST_MESSAGE = 256 * 1024;
  private static final WebsocketServerSpec WEBSOCKET =
      WebsocketServerSpec.builder().maxFramePayloadLength(LARGEST_MESSAGE).handlePing(true).build();

  /** Markets look at the clock no more often than this, and no more seldom than the next. */
  private static final long SHORTEST_TICK = UtcNanos.MILLISECOND;

  private static final long LONGEST_TICK = 50 * UtcNanos.MILLISECOND;

  private final SimulatorSettings settings;
  private final Clock clock;
  private final SimulatorProtocol protocol;
  private final LoopResources loops = LoopResources.create("barline-simulator", 1, true);
  private final EventLoop loop = loops.onServer(LoopResources.DEFAULT_NATIVE).next();
  private final Counters counters;
  private final Faults faults;
  private final FrameFaults frames;
  private final List<SyntheticMarket> markets;
  private final Map<SimulatorSession, SimulatorProtocol.Conversation> sessions =
      new LinkedHashMap<>();
  private final DisposableServer server;
  private boolean stopped;

  private SimulatorServer(
      SimulatorSettings settings,
      Clock clock,
      Faults faults,
      SimulatorProtocol protocol,
      List<SyntheticMarket> markets) {
    this.settings = settings;
    this.clock = clock;
    this.faults = faults;
    this.frames = new FrameFaults(faults);
    this.protocol = protocol;
    this.counters = new Counters(protocol.attemptWindow(), protocol.weightWindow());
    this.markets = List.copyOf(markets);
    try {
      this.server =
          HttpServer.create()
              .host("127.0.0.1")
              .port(settings.port())
              .runOn(loops)
              .option(ChannelOption.SO_REUSEADDR, true)
              .childOption(ChannelOption.TCP_NODELAY, true)
              .handle(this::handle)
              .bindNow(Duration.ofSeconds(10));
    } catch (RuntimeException e) {
      loops.dispose();
      throw e;
    }
  }

  /**
   * Starts one. Of the settings, {@code port}, {@code tradesPerSecond}, {@code history} and {@code
   * sendBufferBytes} are used.
   *
   * @param faults those that the protocol and its markets look at
   */
  public static SimulatorServer start(
      SimulatorSettings settings,
      Clock clock,
      Faults faults,
      SimulatorProtocol protocol,
      List<SyntheticMarket> markets) {
    int rate = settings.tradesPerSecond();
    long now = UtcNanos.now(clock);
    if (rate > 0) {
      markets.forEach(market -> market.prepare(rate, settings.history(), now));
    }
    SimulatorServer server = new SimulatorServer(settings, clock, faults, protocol, markets);
    server.loop.execute(server::tick);
    return server;
  }

  /** The address of {@code path}, which is empty or begins with a slash. */
  public URI ws(String path) {
    return URI.create("ws://127.0.0.1:" + server.port() + path);
  }

  public URI rest(String path) {
    return URI.create("http://127.0.0.1:" + server.port() + path);
  }

  @Override
  public MarketControl control(SyntheticMarket market) {
    return new MarketControl(this, market);
  }

  @Override
  public void setTradeRate(int perSecond) {
    long now = UtcNanos.now(clock);
    run(() -> markets.forEach(market -> market.run(perSecond, now)));
  }

  @Override
  public void settle() {
    run(this::advance);
  }

  @Override
  public void begin(Fault fault) {
    run(
        () -> {
          switch (fault) {
            case Fault.Drop() -> sessions().forEach(SimulatorSession::drop);
            case Fault.Close(var code, var reason) ->
                sessions().forEach(session -> session.close(code, reason));
            default -> change(now -> faults.begin(fault, now));
          }
        });
  }

  @Override
  public void end(Fault fault) {
    run(() -> change(now -> faults.end(fault, now)));
  }

  @Override
  public void heal() {
    run(() -> change(faults::heal));
  }

  @Override
  public void end(Class<? extends Fault> kind) {
    run(() -> change(now -> faults.end(kind, now)));
  }

  private void change(LongConsumer change) {
    long now = UtcNanos.now(clock);
    change.accept(now);
    sessions().forEach(session -> session.tick(now));
  }

  @Override
  public SimulatorCounts counts() {
    return onLoop(counters::snapshot);
  }

  @Override
  public synchronized void close() {
    if (loops.isDisposed()) {
      return;
    }
    run(
        () -> {
          stopped = true;
          sessions().forEach(session -> session.close(1001, "Going away"));
        });
    server.disposeNow(Duration.ofSeconds(5));
    loops.disposeLater(Duration.ZERO, Duration.ofSeconds(5)).block(Duration.ofSeconds(10));
  }

  @Override
  public <T> T onLoop(Supplier<T> action) {
    if (loop.inEventLoop()) {
      T result = action.get();
      sessions().forEach(SimulatorSession::flush);
      return result;
    }
    return CompletableFuture.supplyAsync(() -> onLoop(action), loop).join();
  }

  private void tick() {
    if (stopped) {
      return;
    }
    run(this::advance);
    long now = UtcNanos.now(clock);
    long due = now + LONGEST_TICK;
    for (SyntheticMarket market : markets) {
      due = Math.min(due, market.nextTime());
    }
    var _ = loop.schedule(this::tick, Math.max(SHORTEST_TICK, due - now), TimeUnit.NANOSECONDS);
  }

  private void advance() {
    long now = UtcNanos.now(clock);
    for (SyntheticMarket market : markets) {
      if (market.isRunning()) {
        market.advance(now);
      }
    }
    protocol.ticked(now);
    sessions().forEach(session -> session.tick(now));
  }

  private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
    String upgrade = request.requestHeaders().get(HttpHeaderNames.UPGRADE);
    return HttpHeaderValues.WEBSOCKET.contentEqualsIgnoreCase(upgrade == null ? "" : upgrade)
        ? stream(request, response)
        : rest(request, response);
  }

  private Publisher<Void> stream(HttpServerRequest request, HttpServerResponse response) {
    counters.attempted(UtcNanos.now(clock));
    if (faults.has(Fault.Refuse.class)) {
      counters.refused++;
      return response.status(503).send();
    }
    Fault.Handshake handshake = faults.find(Fault.Handshake.class);
    if (handshake != null) {
      counters.refused++;
      addRetryAfter(response, handshake.retryAfter());
      return response.status(handshake.status()).send();
    }
    String path = new QueryStringDecoder(request.uri()).path();
    if (!protocol.listensAt(path)) {
      return response.status(404).send();
    }
    int refusal = protocol.refusal(path);
    if (refusal != 0) {
      counters.refused++;
      return response.status(refusal).send();
    }
    return response.sendWebsocket((in, out) -> session(in, path), WEBSOCKET);
  }

  static void addRetryAfter(HttpServerResponse response, Duration retryAfter) {
    String seconds = Faults.seconds(retryAfter);
    if (seconds != null) {
      response.header(HttpHeaderNames.RETRY_AFTER, seconds);
    }
  }

  private Mono<Void> session(WebsocketInbound in, String path) {
    Channel[] channel = new Channel[1];
    in.withConnection(connection -> channel[0] = connection.channel());
    var session = new SimulatorSession(this, channel[0], UtcNanos.now(clock));
    var conversation = protocol.connected(session, path);
    counters.opened();
    sessions.put(session, conversation);
    channel[0].closeFuture().addListener(closed -> ended(session));
    return in.aggregateFrames(LARGEST_MESSAGE)
        .receiveFrames()
        .doOnNext(frame -> received(session, conversation, frame))
        .then();
  }

  private void received(
      SimulatorSession session, SimulatorProtocol.Conversation conversation, WebSocketFrame frame) {
    session.received();
    if (frame instanceof TextWebSocketFrame text) {
      conversation.received(text.text());
      session.flush();
    } else if (frame instanceof PingWebSocketFrame ping) {
      session.pinged(ping.content());
    }
  }

  private void ended(SimulatorSession session) {
    var conversation = sessions.remove(session);
    if (conversation != null) {
      counters.open--;
      session.ended();
      conversation.ended();
    }
  }

  private Publisher<Void> rest(HttpServerRequest request, HttpServerResponse response) {
    return request
        .receive()
        .aggregate()
        .asString(StandardCharsets.UTF_8)
        .defaultIfEmpty("")
        .flatMap(body -> Mono.from(send(response, answer(request, body))));
  }

  private RestAnswer answer(HttpServerRequest request, String body) {
    RestCall call = call(request, body);
    counters.requested(protocol.weight(call), UtcNanos.now(clock));
    Fault.Rest refusal = faults.find(Fault.Rest.class);
    if (faults.has(Fault.Refuse.class)) {
      counters.restRefused++;
      return RestAnswer.of(503, "");
    }
    if (refusal != null) {
      counters.restRefused++;
      return protocol.refused(refusal.status()).retryAfter(Faults.seconds(refusal.retryAfter()));
    }
    RestAnswer answer = protocol.answer(call);
    counters.restRefused += answer.status() == 429 || answer.status() == 503 ? 1 : 0;
    return answer;
  }

  private static RestCall call(HttpServerRequest request, String body) {
    QueryStringDecoder decoder = new QueryStringDecoder(request.uri());
    Map<String, String> query = new LinkedHashMap<>();
    decoder.parameters().forEach((name, values) -> query.put(name, values.getFirst()));
    Map<String, String> headers = new LinkedHashMap<>();
    request
        .requestHeaders()
        .forEach(header -> headers.putIfAbsent(lower(header.getKey()), header.getValue()));
    return new RestCall(request.method().name(), decoder.path(), query, headers, body);
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static Publisher<Void> send(HttpServerResponse response, RestAnswer answer) {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    response
        .status(answer.status())
        .header(HttpHeaderNames.CONTENT_TYPE, "application/json; charset=utf-8")
        .header(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(body.length));
    answer.headers().forEach(response::header);
    return response.sendByteArray(Mono.just(body));
  }

  /** A copy: a flush that fails ends its session. */
  private List<SimulatorSession> sessions() {
    return new ArrayList<>(sessions.keySet());
  }

  Faults faults() {
    return faults;
  }

  FrameFaults frames() {
    return frames;
  }

  Clock clock() {
    return clock;
  }

  SimulatorSettings settings() {
    return settings;
  }

  Counters counters() {
    return counters;
  }
}
