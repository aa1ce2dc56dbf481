package io.barline.simulator;

import io.barline.market.UtcNanos;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/** One client's TCP connection. It is used on the exchange's thread only. */
public final class SocketSession {
  /** So much of what is merged comes a moment later. */
  private static final int LATE_BYTES = 3;

  private final SocketServer server;
  private final Line line;
  private final SlidingCount recentMessages = new SlidingCount(UtcNanos.SECOND);
  private final ByteArrayOutputStream merged = new ByteArrayOutputStream();
  private SocketWriting writing = SocketWriting.WHOLE;
  private boolean grown;

  SocketSession(SocketServer server, Channel channel) {
    this.server = server;
    this.line = new Line(channel, server.faults(), server.clock());
  }

  /** From now on what is sent is cut so. */
  public void setWriting(SocketWriting value) {
    sendMerged(true);
    writing = value;
  }

  /** Sends a reply or a greeting; {@link Fault.Mute} does not withhold it. */
  public void reply(byte[] payload) {
    send(server.protocol().frame(payload));
  }

  /** Sends data, unless the exchange is mute. */
  public void publish(byte[] payload) {
    if (server.faults().isMuted() || line.isOver()) {
      return;
    }
    server.counters().framesSent++;
    server.counters().bytesSent += payload.length;
    boolean isSpoilt = server.frames().isOn();
    reply(isSpoilt ? server.frames().spoil(payload) : payload);
  }

  /**
   * Sends bytes as they are; they arrive with the next flush, after everything due at this time. A
   * client that reads too slowly is disconnected.
   */
  public void send(byte[] bytes) {
    if (line.isOver()) {
      return;
    }
    if (line.waiting() + merged.size() + bytes.length > server.settings().sendBufferBytes()) {
      server.counters().closedForSlowness++;
      line.abandon();
      return;
    }
    switch (writing) {
      case WHOLE -> line.write(Unpooled.wrappedBuffer(bytes));
      case BYTES -> {
        for (byte single : bytes) {
          line.write(Unpooled.wrappedBuffer(new byte[] {single}));
          line.flush();
        }
      }
      case MERGED -> {
        merged.writeBytes(bytes);
        grown = true;
      }
    }
  }

  private void sendMerged(boolean whole) {
    byte[] bytes = merged.toByteArray();
    if (bytes.length == 0) {
      return;
    }
    int now = whole ? bytes.length : Math.max(0, bytes.length - LATE_BYTES);
    merged.reset();
    merged.write(bytes, now, bytes.length - now);
    line.write(Unpooled.wrappedBuffer(Arrays.copyOf(bytes, now)));
    line.flush();
  }

  void flush() {
    line.flush();
  }

  /** Sends what was held back until {@code now}, and closes a connection that is too old. */
  void tick(long now) {
    sendMerged(!grown);
    grown = false;
    line.release(now);
    var lifetime = server.faults().lifetime(null);
    if (lifetime != null && now - line.since() >= lifetime.toNanos()) {
      close();
    }
  }

  /** Counts a message of the client. */
  public void received() {
    long now = UtcNanos.now(server.clock());
    server.counters().received(recentMessages.add(now), now);
  }

  /** Counts a message of the client that is answered with an error. */
  public void rejected() {
    server.counters().rejected++;
  }

  /** Counts something that the client subscribed to. */
  public void subscribed() {
    server.counters().subscribed++;
  }

  public void unsubscribed() {
    server.counters().unsubscribed++;
  }

  /** Counts a client that was cut off for sending too much. */
  public void closedForMessages() {
    server.counters().closedForMessages++;
  }

  /** Whether the client is never to be answered. */
  boolean isSilent() {
    return line.isSilent();
  }

  /** Whether nothing more is sent. */
  public boolean isOver() {
    return line.isOver();
  }

  void ended() {
    line.ended();
  }

  /** Closes the connection after all that was sent. */
  public void close() {
    sendMerged(true);
    line.close(Unpooled.buffer(0));
  }

  /** Cuts the connection: the client's socket is reset. */
  public void drop() {
    line.drop();
  }
}
