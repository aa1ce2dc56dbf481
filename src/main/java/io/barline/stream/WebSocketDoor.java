package io.barline.stream;

import io.barline.subscription.NamedTopics;
import io.barline.wire.ClientMessageReader;
import io.barline.wire.CloseCode;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.web.reactive.socket.WebSocketMessage;
import org.springframework.web.reactive.socket.WebSocketSession;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebHandler;
import reactor.core.publisher.Mono;
import reactor.netty.FutureMono;

/** Lets WebSocket clients in. */
final class WebSocketDoor implements WebHandler {
  private static final Logger log = LoggerFactory.getLogger(WebSocketDoor.class);

  private final WebSocketService handshakes;
  private final Doors doors;
  private final NamedTopics named;
  private final ClientMessageReader reader;
  private final Clock clock;

  WebSocketDoor(
      WebSocketService handshakes,
      Doors doors,
      NamedTopics named,
      ClientMessageReader reader,
      Clock clock) {
    this.handshakes = handshakes;
    this.doors = doors;
    this.named = named;
    this.reader = reader;
    this.clock = clock;
  }

  @Override
  public Mono<Void> handle(ServerWebExchange exchange) {
    Identity identity = doors.admit(exchange);
    AtomicBoolean entered = new AtomicBoolean();
    return handshakes
        .handleRequest(
            exchange,
            session -> {
              entered.set(true);
              return converse(session, Channels.of(exchange.getRequest()), identity);
            })
        .doFinally(
            _ -> {
              if (!entered.get()) { // the handshake failed
                identity.release();
              }
            });
  }

  private Mono<Void> converse(WebSocketSession session, Channel channel, Identity identity) {
    Client client = doors.enter(Door.WEBSOCKET, channel, identity);
    ClientSession conversation =
        new ClientSession(
            client.subscriptions(),
            client.mailbox(),
            named,
            reader,
            clock,
            doors.signIn(client, channel.eventLoop()));
    Mono<Void> in =
        session
            .receive()
            .doOnNext(message -> received(message, client, conversation))
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

  private static void received(
      WebSocketMessage message, Client client, ClientSession conversation) {
    client.heard(System.nanoTime());
    switch (message.getType()) {
      case TEXT -> {
        DataBuffer payload = message.getPayload();
        byte[] json = new byte[payload.readableByteCount()];
        payload.read(json);
        if (isUtf8(json)) {
          conversation.received(json);
        } else {
          client.close(Farewell.refusal(CloseCode.NOT_UTF8, "a text message must be UTF-8"));
        }
      }
      case BINARY -> conversation.receivedBinary();
      case PING, PONG -> {} // Reactor Netty answers pings
    }
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
            && corrupted.closeStatus().equals(WebSocketCloseStatus.MESSAGE_TOO_BIG))) {
      client.close(Farewell.refusal(CloseCode.TOO_BIG, "the message is too long"));
    } else if (e instanceof CorruptedWebSocketFrameException) {
      client.close(Farewell.refusal(CloseCode.NOT_A_FRAME, "not a frame of RFC 6455"));
    }
    log.debug("action=client outcome=broken session={} reason={}", client.session(), e.toString());
    return Mono.empty();
  }
}
