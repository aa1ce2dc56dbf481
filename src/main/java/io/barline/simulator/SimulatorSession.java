package io.barline.simulator;

import io.barline.market.UtcNanos;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.nio.charset.StandardCharsets;
import reactor.netty.NettyPipeline;

/** One client connection. It is used on the exchange's thread only. */
public final class SimulatorSession {
  private final SimulatorServer server;
  private final Line line;
  private final SlidingCount recentMessages = new SlidingCount(UtcNanos.SECOND);
  private long lastReceived;

  SimulatorSession(SimulatorServer server, Channel channel, long now) {
    this.server = server;
    this.lastReceived = now;
    this.line = new Line(channel, server.faults(), server.clock(), this::received);
  }

  /** Sends a reply or a greeting; {@link Fault.Mute} does not withhold it. */
  public void reply(String text) {
    line.write(new TextWebSocketFrame(text));
    line.flush();
  }

  /**
   * Sends data, unless the exchange is mute. A client that reads too slowly is disconnected. It
   * arrives with the next flush, after everything due at this time.
   */
  public void publish(String text) {
    if (server.faults().isMuted() || line.isOver()) {
      return;
    }
    if (line.waiting() + text.length() > server.settings().sendBufferBytes()) {
      server.counters().closedForSlowness++;
      line.abandon();
      return;
    }
    server.counters().framesSent++;
    server.counters().bytesSent += text.length();
    if (server.frames().isOn()) {
      byte[] spoilt = server.frames().spoil(text.getBytes(StandardCharsets.UTF_8));
      line.write(new TextWebSocketFrame(Unpooled.wrappedBuffer(spoilt)));
    } else {
      line.write(new TextWebSocketFrame(text));
    }
  }

  void flush() {
    line.flush();
  }

  /** Sends what was held back until {@code now}, and closes a connection that is too old. */
  void tick(long now) {
    line.release(now);
    var lifetime = server.faults().lifetime(null);
    if (lifetime != null && now - line.since() >= lifetime.toNanos()) {
      close(1001, "Connection lifetime is over");
    }
  }

  /** Counts names that the client subscribed to. */
  public void subscribed(int names) {
    server.counters().subscribed += names;
  }

  public void unsubscribed(int names) {
    server.counters().unsubscribed += names;
  }

  /** Counts a message of the client that is answered with an error. */
  public void rejected() {
    server.counters().rejected++;
  }

  /** Counts a frame of the client. */
  void received() {
    lastReceived = UtcNanos.now(server.clock());
    server.counters().received(recentMessages.add(lastReceived), lastReceived);
  }

  void pinged(ByteBuf payload) {
    server.counters().pingsReceived++;
    line.write(new PongWebSocketFrame(payload.retain()));
    line.flush();
  }

  boolean isOver() {
    return line.isOver();
  }

  void ended() {
    line.ended();
  }

  /** When the client last sent something, or came, in nanoseconds since the epoch. */
  public long lastReceived() {
    return lastReceived;
  }

  /** Sends a ping, which clients answer by themselves. */
  public void ping() {
    if (!line.isOver()) {
      server.counters().pingsSent++;
      line.write(new PingWebSocketFrame());
      line.flush();
    }
  }

  /** From now on a close frame of the client ends the connection without one in return. */
  public void neverEchoClose() {
    line.channel()
        .pipeline()
        .addBefore(
            NettyPipeline.ReactiveBridge,
            "barline.unanswered-close",
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext context, Object message) {
                if (message instanceof CloseWebSocketFrame close) {
                  close.release();
                  var _ = context.close();
                } else {
                  context.fireChannelRead(message);
                }
              }
            });
  }

  /** Closes a connection whose client was silent for too long. */
  public void silent(int code, String reason) {
    server.counters().closedForSilence++;
    close(code, reason);
  }

  /** Closes the connection with a close frame. */
  public void close(int code, String reason) {
    line.close(code, reason);
  }

  /** Cuts the connection without a close frame: the client's socket is reset. */
  public void drop() {
    line.drop();
  }
}
