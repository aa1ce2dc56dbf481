package io.barline.feed;

import io.barline.market.UtcNanos;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientHandshakeException;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.Disposable;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;
import reactor.netty.resources.ConnectionProvider;

/** A WebSocket connection to an exchange, on the event loop of its lane. */
final class WebSocketLink implements Link {
  private static final int FIRST_BUFFER = 16 * 1024;

  private final Lane lane;
  private final Listener listener;
  private final int maxFrame;
  private byte[] buffer = new byte[FIRST_BUFFER];
  private @Nullable Disposable attempt;
  private io.netty.channel.@Nullable Channel channel;
  private String closeReason = "closed by the exchange without a close frame";
  private boolean over;

  private WebSocketLink(Lane lane, Listener listener, int maxFrame) {
    this.lane = lane;
    this.listener = listener;
    this.maxFrame = maxFrame;
  }

  /**
   * Starts to connect.
   *
   * @param headers sent with the handshake
   */
  static Link open(
      URI uri, Map<String, String> headers, Lane lane, Listener listener, FeedSettings settings) {
    WebSocketLink link = new WebSocketLink(lane, listener, settings.maxFrame());
    link.attempt =
        HttpClient.create(ConnectionProvider.newConnection())
            .runOn(lane.loop())
            .option(
                ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) settings.connectTimeout().toMillis())
            .option(ChannelOption.TCP_NODELAY, true)
            .headers(all -> headers.forEach(all::set))
            .websocket(
                WebsocketClientSpec.builder()
                    .handlePing(true)
                    .maxFramePayloadLength(settings.maxFrame())
                    .build())
            .uri(uri)
            .handle(link::run)
            .subscribe(
                _ -> {},
                error -> lane.execute(() -> link.failed(error)),
                () -> lane.execute(() -> link.over(link.closeReason, 0)));
    return link;
  }

  private Publisher<Void> run(WebsocketInbound in, WebsocketOutbound out) {
    in.withConnection(connection -> channel = connection.channel());
    if (over) {
      return out.sendClose();
    }
    in.receiveCloseStatus()
        .subscribe(
            status ->
                closeReason =
                    "closed by the exchange with code %d%s"
                        .formatted(
                            status.code(),
                            status.reasonText().isEmpty() ? "" : ": " + status.reasonText()));
    listener.opened();
    return in.aggregateFrames(maxFrame).receiveFrames().doOnNext(this::take).then();
  }

  private void take(WebSocketFrame frame) {
    if (over) {
      return;
    }
    switch (frame) {
      case PingWebSocketFrame ping -> {
        write(new PongWebSocketFrame(ping.content().retain()));
        listener.pinged();
      }
      case PongWebSocketFrame _ -> listener.received(buffer, 0);
      default -> {
        ByteBuf content = frame.content();
        int length = content.readableBytes();
        if (length > buffer.length) {
          buffer = new byte[Integer.highestOneBit(length) << 1];
        }
        content.readBytes(buffer, 0, length);
        listener.received(buffer, length);
      }
    }
  }

  @Override
  public void send(String text) {
    write(new TextWebSocketFrame(text));
  }

  private void write(WebSocketFrame frame) {
    if (channel == null || over) {
      frame.release();
      return;
    }
    var _ = channel.writeAndFlush(frame); // where it fails, the connection ends and says why
  }

  @Override
  public void close(String reason) {
    if (over) {
      return;
    }
    if (channel != null && channel.isActive()) {
      io.netty.channel.Channel open = channel;
      var _ =
          open.writeAndFlush(new CloseWebSocketFrame(1000, ""))
              .addListener(ChannelFutureListener.CLOSE);
    } else if (attempt != null) {
      attempt.dispose();
    }
    over(reason, 0);
  }

  private void over(String reason, long retryAfterSeconds) {
    if (!over) {
      over = true;
      listener.closed(reason, retryAfterSeconds);
    }
  }

  private void failed(Throwable error) {
    if (!over
        && error instanceof WebSocketClientHandshakeException refused
        && refused.response() != null) {
      over = true;
      listener.refused(
          refused.response().status().code(), describe(error), retryAfter(refused, lane.now()));
    } else {
      over(describe(error), 0);
    }
  }

  private static String describe(Throwable error) {
    String message = error.getMessage() == null ? null : error.getMessage().strip();
    return error.getClass().getSimpleName().toLowerCase(Locale.ROOT).contains("handshake")
        ? "handshake refused: " + message
        : message == null ? error.getClass().getSimpleName() : message;
  }

  private static long retryAfter(WebSocketClientHandshakeException refused, long now) {
    String told = refused.response().headers().get(HttpHeaderNames.RETRY_AFTER);
    return RetryAfter.parse(told, now).plusNanos(UtcNanos.SECOND - 1).toSeconds();
  }
}
