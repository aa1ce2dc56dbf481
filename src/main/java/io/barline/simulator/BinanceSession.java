package io.barline.simulator;

import io.barline.market.UtcNanos;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One client connection. It is used on the event loop only. */
final class BinanceSession {
  private static final int POLICY_VIOLATION = 1008;

  private final SimulatedExchange exchange;
  private final Line line;
  private final Target target;
  private final ConnectionLimits limits;
  private final SlidingCount recentMessages = new SlidingCount(UtcNanos.SECOND);

  /** What is subscribed, in order; silent names have no stream. */
  private final Map<String, @Nullable MarketStream> subscriptions = new LinkedHashMap<>();

  private final PingSchedule pings;
  private boolean combined;
  private boolean announced;

  BinanceSession(SimulatedExchange exchange, Channel channel, Target target) {
    this.exchange = exchange;
    this.line = new Line(channel, exchange.faults(), exchange.clock(), this::heard);
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
    return line.channel().isWritable();
  }

  List<String> subscriptions() {
    return List.copyOf(subscriptions.keySet());
  }

  void receive(WebSocketFrame frame) {
    Counters counters = exchange.counters();
    if (heard() > limits.messagesPerSecond()) {
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

  /** Counts a frame; returns how many came in the last second. */
  private int heard() {
    long now = UtcNanos.now(exchange.clock());
    int recent = recentMessages.add(now);
    exchange.counters().received(recent, now);
    return recent;
  }

  void subscribe(List<String> names) {
    Counters counters = exchange.counters();
    for (String name : names) {
      if (subscriptions.get(name) == null) {
        MarketStream stream = isServed(name) ? exchange.streams(segment()).stream(name) : null;
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

  /** Names without data are confirmed all the same. */
  private boolean isServed(String name) {
    String symbol = name.substring(0, Math.max(0, name.indexOf('@')));
    Faults faults = exchange.faults();
    return target.scope().carries(name)
        && !faults.isAckOnly()
        && !faults.rejects(symbol.toUpperCase(Locale.ROOT));
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
    if (exchange.faults().isMuted() || line.isOver()) {
      frames.release();
      return;
    }
    Counters counters = exchange.counters();
    if (line.waiting() + frames.readableBytes() > exchange.settings().sendBufferBytes()) {
      frames.release();
      counters.closedForSlowness++;
      line.abandon();
      return;
    }
    counters.framesSent += count;
    counters.bytesSent += frames.readableBytes();
    line.write(frames);
  }

  void flush() {
    line.flush();
  }

  /** Sends what was held back until {@code now}, and ends a connection that is too old. */
  void tick(long now) {
    line.release(now);
    Duration lifetime = exchange.faults().lifetime(limits.lifetime());
    long age = now - line.since();
    if (lifetime == null || line.isOver()) {
      return;
    }
    if (age >= lifetime.toNanos()) {
      close(1001, "Connection lifetime is over");
    } else if (!announced && age >= lifetime.toNanos() - exchange.notice(lifetime)) {
      announced = true;
      announceShutdown();
    }
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
      String event =
          "{\"e\":\"serverShutdown\",\"E\":%d}"
              .formatted(
                  (UtcNanos.now(exchange.clock()) + exchange.faults().skew())
                      / UtcNanos.MILLISECOND);
      send(
          new TextWebSocketFrame(
              combined ? "{\"stream\":\"!serverShutdown\",\"data\":" + event + "}" : event));
    }
  }

  void close(int code, String reason) {
    line.close(code, reason);
  }

  /** Cuts the connection without a close frame: the client's socket is reset. */
  void drop() {
    line.drop();
  }

  /** The connection is gone. */
  void ended() {
    line.ended();
    pings.stop();
    subscriptions.values().forEach(this::leave);
    subscriptions.clear();
  }

  private void send(WebSocketFrame frame) {
    line.write(frame);
    line.flush();
  }
}
