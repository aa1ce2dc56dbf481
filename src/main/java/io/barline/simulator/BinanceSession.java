package io.barline.simulator;

import io.barline.market.UtcNanos;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One client connection. It is used on the event loop only. */
final class BinanceSession {
  private static final int POLICY_VIOLATION = 1008;

  private final SimulatedExchange exchange;
  private final Channel channel;
  private final Target target;
  private final ConnectionLimits limits;
  private final SlidingCount recentMessages = new SlidingCount(UtcNanos.SECOND);

  /** What is subscribed, in order; silent names have no stream. */
  private final Map<String, @Nullable MarketStream> subscriptions = new LinkedHashMap<>();

  private final PingSchedule pings;
  private boolean combined;
  private boolean closing;

  BinanceSession(SimulatedExchange exchange, Channel channel, Target target) {
    this.exchange = exchange;
    this.channel = channel;
    this.target = target;
    this.limits = exchange.settings().limits(target.segment());
    this.combined = target.combined();
    this.pings = new PingSchedule(channel.eventLoop(), limits, this);
  }

  void start() {
    pings.start();
    subscribe(target.streams());
  }

  Segment segment() {
    return target.segment();
  }

  boolean isCombined() {
    return combined;
  }

  boolean inMicros() {
    return target.micros();
  }

  boolean isWritable() {
    return channel.isWritable();
  }

  List<String> subscriptions() {
    return List.copyOf(subscriptions.keySet());
  }

  void receive(WebSocketFrame frame) {
    Counters counters = exchange.counters();
    counters.messages++;
    int recent = recentMessages.add(UtcNanos.now(exchange.clock()));
    counters.mostMessagesPerSecond = Math.max(counters.mostMessagesPerSecond, recent);
    if (recent > limits.messagesPerSecond()) {
      counters.closedForMessages++;
      close(POLICY_VIOLATION, "Too many requests");
      return;
    }
    switch (frame) {
      case PongWebSocketFrame pong -> pings.pong(pong.content());
      case PingWebSocketFrame ping -> {
        counters.pingsReceived++;
        send(new PongWebSocketFrame(ping.content().retain()));
      }
      case TextWebSocketFrame text -> {
        byte[] reply = exchange.control().answer(text.text(), this);
        counters.rejected += ControlMessages.isError(reply) ? 1 : 0;
        send(new TextWebSocketFrame(Unpooled.wrappedBuffer(reply)));
      }
      default -> close(1003, "Text expected");
    }
  }

  void subscribe(List<String> names) {
    Counters counters = exchange.counters();
    for (String name : names) {
      if (!subscriptions.containsKey(name)) {
        MarketStream stream =
            target.scope().carries(name) ? exchange.streams(segment()).stream(name) : null;
        subscriptions.put(name, stream);
        counters.subscribed++;
        if (stream != null) {
          stream.add(this);
          exchange.subscribed(segment(), name);
        }
      }
    }
    counters.mostStreams = Math.max(counters.mostStreams, subscriptions.size());
    if (subscriptions.size() > limits.streams()) {
      counters.closedForStreams++;
      close(POLICY_VIOLATION, "Too many streams");
    }
  }

  void unsubscribe(List<String> names) {
    for (String name : names) {
      if (subscriptions.containsKey(name)) {
        leave(subscriptions.remove(name));
        exchange.counters().unsubscribed++;
      }
    }
  }

  private void leave(@Nullable MarketStream stream) {
    if (stream != null) {
      stream.remove(this);
      exchange.streams(segment()).release(stream);
    }
  }

  void combine(boolean wanted) {
    for (MarketStream stream : subscriptions.values()) {
      if (stream != null) {
        stream.remove(this);
      }
    }
    combined = wanted;
    for (MarketStream stream : subscriptions.values()) {
      if (stream != null) {
        stream.add(this);
      }
    }
  }

  /** Writes frames that are encoded already; {@link #flush} sends them. */
  void write(ByteBuf frames, int count) {
    if (exchange.isMuted() || closing) {
      frames.release();
      return;
    }
    Counters counters = exchange.counters();
    var buffer = channel.unsafe().outboundBuffer();
    long waiting = buffer == null ? 0 : buffer.totalPendingWriteBytes();
    if (waiting + frames.readableBytes() > exchange.settings().sendBufferBytes()) {
      frames.release();
      counters.closedForSlowness++;
      closing = true;
      channel.eventLoop().execute(this::drop);
      return;
    }
    counters.framesSent += count;
    counters.bytesSent += frames.readableBytes();
    var _ = channel.write(frames, channel.voidPromise());
  }

  void flush() {
    channel.flush();
  }

  void ping(ByteBuf payload) {
    exchange.counters().pingsSent++;
    send(new PingWebSocketFrame(payload));
  }

  void ponged() {
    exchange.counters().pongsReceived++;
  }

  void silent() {
    exchange.counters().closedForSilence++;
    close(POLICY_VIOLATION, "Pong timeout");
  }

  /** Tells a spot client that its connection is going to be closed. */
  void announceShutdown() {
    if (segment() == Segment.SPOT) {
      String event = "{\"e\":\"serverShutdown\",\"E\":%d}".formatted(exchange.clock().millis());
      send(
          new TextWebSocketFrame(
              combined ? "{\"stream\":\"!serverShutdown\",\"data\":" + event + "}" : event));
    }
  }

  void close(int code, String reason) {
    if (!closing) {
      closing = true;
      channel
          .writeAndFlush(new CloseWebSocketFrame(code, reason))
          .addListener(ChannelFutureListener.CLOSE);
    }
  }

  /** Cuts the connection without a close frame: the client's socket is reset. */
  void drop() {
    closing = true;
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    var _ = channel.close();
  }

  /** The connection is gone. */
  void ended() {
    closing = true;
    pings.stop();
    subscriptions.values().forEach(this::leave);
    subscriptions.clear();
  }

  private void send(WebSocketFrame frame) {
    if (closing) {
      frame.release();
    } else {
      var _ = channel.writeAndFlush(frame, channel.voidPromise());
    }
  }
}
