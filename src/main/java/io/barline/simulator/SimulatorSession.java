package io.barline.simulator;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;

/** One client connection. It is used on the exchange's thread only. */
public final class SimulatorSession {
  private final SimulatorServer server;
  private final Channel channel;
  private boolean closing;
  private long lastReceived;

  SimulatorSession(SimulatorServer server, Channel channel, long now) {
    this.server = server;
    this.channel = channel;
    this.lastReceived = now;
  }

  /** Sends a reply or a greeting; {@link SimulatorServer#mute} does not withhold it. */
  public void reply(String text) {
    write(text);
    channel.flush();
  }

  /**
   * Sends data, unless the exchange is mute. A client that reads too slowly is disconnected. It
   * arrives with the next flush, after everything due at this time.
   */
  public void publish(String text) {
    if (server.isMuted() || closing) {
      return;
    }
    var buffer = channel.unsafe().outboundBuffer();
    long waiting = buffer == null ? 0 : buffer.totalPendingWriteBytes();
    if (waiting + text.length() > server.settings().sendBufferBytes()) {
      server.counters().closedForSlowness++;
      closing = true;
      channel.eventLoop().execute(this::drop);
      return;
    }
    server.counters().framesSent++;
    server.counters().bytesSent += text.length();
    write(text);
  }

  private void write(String text) {
    if (!closing) {
      var _ = channel.write(new TextWebSocketFrame(text), channel.voidPromise());
    }
  }

  void flush() {
    channel.flush();
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

  void received(long now) {
    lastReceived = now;
  }

  /** When the client last sent something, or came, in nanoseconds since the epoch. */
  public long lastReceived() {
    return lastReceived;
  }

  /** Closes a connection whose client was silent for too long. */
  public void silent(int code, String reason) {
    server.counters().closedForSilence++;
    close(code, reason);
  }

  /** Closes the connection with a close frame. */
  public void close(int code, String reason) {
    if (!closing) {
      closing = true;
      channel
          .writeAndFlush(new CloseWebSocketFrame(code, reason))
          .addListener(ChannelFutureListener.CLOSE);
    }
  }

  /** Cuts the connection without a close frame: the client's socket is reset. */
  public void drop() {
    closing = true;
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    var _ = channel.close();
  }
}
