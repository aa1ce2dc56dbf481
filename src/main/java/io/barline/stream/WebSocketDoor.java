package io.barline.stream;

import io.barline.subscription.NamedTopics;
import io.barline.wire.ClientMessageReader;
import io.barline.wire.CloseCode;
import io.barline.wire.ErrorCode;
import io.barline.wire.Refusal;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.compression.DecompressionException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.FutureMono;

/** Lets WebSocket clients in. */
final class WebSocketDoor implements WebHandler {
  private static final Logger log = LoggerFactory.getLogger(WebSocketDoor.class);

  private static final String NO_HANDSHAKE =
      "%s is for WebSocket clients, and the request has no \"Upgrade: websocket\": connect by a WebSocket client to ws://<host>:<port>%s, or ask GET %s for Server-Sent Events"
          .formatted(
              StreamConfiguration.WEBSOCKET_PATH,
              StreamConfiguration.WEBSOCKET_PATH,
              StreamConfiguration.SSE_PATH);

  private final WebSocketService handshakes;
  private final WebSocketService compressedHandshakes;
  private final Doors doors;
  private final NamedTopics named;
  private final ClientMessageReader reader;
  private final Clock clock;

  /**
   * @param compressedHandshakes agrees to compression where the client offers it
   */
  WebSocketDoor(
      WebSocketService handshakes,
      WebSocketService compressedHandshakes,
      Doors doors,
      NamedTopics named,
      ClientMessageReader reader,
      Clock clock) {
    this.handshakes = handshakes;
    this.compressedHandshakes = compressedHandshakes;
    this.doors = doors;
    this.named = named;
    this.reader = reader;
    this.clock = clock;
  }

  @Override
  public Mono<Void> handle(ServerWebExchange exchange) {
    Channel channel = Channels.of(exchange.getRequest());
    // Who shows a token comes from the thread that checked it.
    return Mono.defer(() -> enter(exchange, channel))
        .subscribeOn(Schedulers.fromExecutor(channel.eventLoop()));
  }

  private Mono<Void> enter(ServerWebExchange exchange, Channel channel) {
    ServerHttpRequest request = exchange.getRequest();
    ParameterNames.OF_WEBSOCKET.check(request.getQueryParams());
    ConnectionOptions options = doors.options(request.getQueryParams());
    if (!isHandshake(request)) {
      throw new Refusal(ErrorCode.UPGRADE_REQUIRED, NO_HANDSHAKE);
    }
    boolean mayCompress = options.compressed() && !asksForSmallWindow(request);
    Identity identity = doors.admit(exchange);
    AtomicBoolean entered = new AtomicBoolean();
    return (mayCompress ? compressedHandshakes : handshakes)
        .handleRequest(
            exchange,
            session -> {
              entered.set(true);
              return converse(session, channel, identity, options);
            })
        .doFinally(
            _ -> {
              if (!entered.get()) { // the handshake failed
                identity.release();
              }
            });
  }

  /** Whether the client asks for a WebSocket (RFC 6455, 4.2.1), or by another method, for none. */
  private static boolean isHandshake(ServerHttpRequest request) {
    String upgrade = request.getHeaders().getUpgrade();
    return !request.getMethod().equals(HttpMethod.GET)
        || (upgrade != null && upgrade.toLowerCase(Locale.ROOT).contains("websocket"));
  }

  /** What is compressed once for all can't keep to the window of one (RFC 7692, 7.1.2.1). */
  private static boolean asksForSmallWindow(ServerHttpRequest request) {
    return request.getHeaders().getOrEmpty("Sec-WebSocket-Extensions").stream()
        .anyMatch(offer -> offer.toLowerCase(Locale.ROOT).contains("server_max_window_bits"));
  }

  private Mono<Void> converse(
      WebSocketSession session, Channel channel, Identity identity, ConnectionOptions options) {
    boolean agreed = channel.pipeline().get(WebSocketExtensionEncoder.class) != null;
    Client client = doors.enter(Door.WEBSOCKET, channel, identity, options.compressed(agreed));
    ClientSession conversation =
        new ClientSession(
            client.subscriptions(),
            client.requests(),
            client.mailbox(),
            named,
            reader,
            clock,
            doors.signIn(client, options, channel.eventLoop()));
    // One message in a turn: who sends many at once does not keep the loop from other clients.
    Scheduler turns = Schedulers.fromExecutor(channel.eventLoop());
    Mono<Void> in =
        session
            .receive()
            .map(message -> answer(message, client, conversation).subscribeOn(turns))
            .concatMap(Function.identity(), 1)
            .then()
            .onErrorResume(e -> failed(e, client))
            .doFinally(_ -> doors.left(client, channel.eventLoop()));
    Mono<Void> out =
        client
            .outlet()
            .flatMap(batch -> FutureMono.from(channel.writeAndFlush(batch)))
            .repeat(() -> !client.outlet().isDone())
            .then(Mono.defer(() -> close(channel, client)))
            .onErrorResume(e -> failed(e, client));
    return Mono.when(in, out).doFinally(_ -> doors.left(client, channel.eventLoop()));
  }

  /**
   * The answer to a message, given when its turn comes: a request waits until the one before it is
   * answered. So what is needed of it is copied at once.
   */
  private static Mono<Void> answer(
      WebSocketMessage message, Client client, ClientSession conversation) {
    client.heard(System.nanoTime());
    return switch (message.getType()) {
      case TEXT -> {
        DataBuffer payload = message.getPayload();
        byte[] json = new byte[payload.readableByteCount()];
        payload.read(json);
        yield isUtf8(json)
            ? Mono.defer(() -> answered(conversation.received(json)))
            : Mono.fromRunnable(
                () ->
                    client.close(
                        Farewell.refusal(CloseCode.NOT_UTF8, "a text message must be UTF-8")));
      }
      case BINARY -> Mono.fromRunnable(conversation::receivedBinary);
      case PING -> {
        DataBuffer payload = message.getPayload();
        byte[] echo = new byte[payload.readableByteCount()];
        payload.read(echo);
        yield Mono.fromRunnable(
            () -> {
              if (conversation.takesFrame()) {
                client.outlet().pong(echo);
              }
            });
      }
      case PONG ->
          Mono.fromRunnable(
              () -> {
                var _ = conversation.takesFrame();
              });
    };
  }

  private static Mono<Void> answered(CompletableFuture<Void> answer) {
    return answer.isDone() ? Mono.empty() : Mono.fromFuture(answer, true);
  }

  private static boolean isUtf8(byte[] text) {
    try {
      var _ = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /**
   * Sends the close frame. Not through the session: that would begin to read what is no longer of
   * interest, and report a second time how reading had failed.
   */
  private static Mono<Void> close(Channel channel, Client client) {
    Farewell farewell = client.mailbox().farewell();
    CloseCode code = farewell == null ? null : farewell.code();
    if (farewell == null || code == null || !channel.isActive()) {
      return Mono.empty();
    }
    CloseWebSocketFrame frame = new CloseWebSocketFrame(code.number(), farewell.sentence());
    return FutureMono.from(channel.writeAndFlush(frame).addListener(ChannelFutureListener.CLOSE));
  }

  private static Mono<Void> failed(Throwable e, Client client) {
    if (e instanceof TooLongFrameException
        || (e instanceof CorruptedWebSocketFrameException corrupted
            && corrupted.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG))
        || e instanceof DecompressionException
        || e.getCause() instanceof DecompressionException) {
      client.close(Farewell.refusal(CloseCode.TOO_BIG, "the message is too long"));
    } else if (e instanceof CorruptedWebSocketFrameException) {
      client.close(Farewell.refusal(CloseCode.NOT_A_FRAME, "not a frame of RFC 6455"));
    }
    log.debug("action=client outcome=broken session={} reason={}", client.session(), e.toString());
    return Mono.empty();
  }
}
