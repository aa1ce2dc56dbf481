package io.barline.simulator;

import io.barline.market.UtcNanos;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufHolder;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.ReferenceCounted;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import reactor.netty.NettyPipeline;

/**
 * The exchange's end of one connection, with what faults do to all of it: {@link Fault.HalfOpen}
 * and {@link Fault.Slow}. It is used on the exchange's thread only.
 */
final class Line {
  private record Held(Object message, int bytes, long due) {}

  private final Channel channel;
  private final Faults faults;
  private final Clock clock;
  private final long since;
  private final boolean silent;
  private final Deque<Held> held = new ArrayDeque<>();
  private long heldBytes;
  private boolean closing;

  /** {@code heard} is told of each frame of the client that is not going to be answered. */
  Line(Channel channel, Faults faults, Clock clock, Runnable heard) {
    this(channel, faults, clock);
    if (silent) {
      ignore(heard);
    }
  }

  /** One whose owner leaves unanswered what the client says while {@link #isSilent}. */
  Line(Channel channel, Faults faults, Clock clock) {
    this.channel = channel;
    this.faults = faults;
    this.clock = clock;
    this.since = UtcNanos.now(clock);
    this.silent = faults.has(Fault.HalfOpen.class);
  }

  /** Whether nothing is ever sent on it. */
  boolean isSilent() {
    return silent;
  }

  private void ignore(Runnable heard) {
    channel
        .pipeline()
        .addBefore(
            NettyPipeline.ReactiveBridge,
            "barline.half-open",
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext context, Object message) {
                if (message instanceof WebSocketFrame) {
                  heard.run();
                }
                ReferenceCountUtil.release(message);
              }
            });
  }

  /** When the connection began, in nanoseconds since the epoch. */
  long since() {
    return since;
  }

  /** Whether nothing more is sent. */
  boolean isOver() {
    return closing;
  }

  /** Bytes that the socket has not taken yet. */
  long waiting() {
    var buffer = channel.unsafe().outboundBuffer();
    return heldBytes + (buffer == null ? 0 : buffer.totalPendingWriteBytes());
  }

  /** Sends frames with the next {@link #flush}; {@code message} is released in any case. */
  void write(Object message) {
    if (closing || silent) {
      ReferenceCountUtil.release(message);
    } else if (faults.delay() > 0 || !held.isEmpty()) {
      int bytes = bytes(message);
      heldBytes += bytes;
      held.add(new Held(message, bytes, UtcNanos.now(clock) + faults.delay()));
    } else {
      var _ = channel.write(message, channel.voidPromise());
    }
  }

  private static int bytes(Object message) {
    return switch (message) {
      case ByteBuf frames -> frames.readableBytes();
      case ByteBufHolder frame -> frame.content().readableBytes();
      default -> 0;
    };
  }

  void flush() {
    channel.flush();
  }

  /** Sends what has been held back until {@code now}, and all of it where nothing is any more. */
  void release(long now) {
    if (held.isEmpty()) {
      return;
    }
    for (Held next = held.peek();
        next != null && (next.due <= now || faults.delay() == 0);
        next = held.peek()) {
      held.remove();
      heldBytes -= next.bytes;
      var _ = channel.write(next.message, channel.voidPromise());
    }
    channel.flush();
  }

  /** Closes the connection with a close frame, after all that was held back. */
  void close(int code, String reason) {
    close(new CloseWebSocketFrame(code, reason));
  }

  /** Closes the connection after all that was held back and {@code farewell}. */
  void close(ReferenceCounted farewell) {
    if (closing) {
      farewell.release();
      return;
    }
    if (silent) {
      farewell.release();
      drop();
      return;
    }
    closing = true;
    for (Held next = held.poll(); next != null; next = held.poll()) {
      var _ = channel.write(next.message, channel.voidPromise());
    }
    channel.writeAndFlush(farewell).addListener(ChannelFutureListener.CLOSE);
  }

  /** Sends nothing more, and cuts the connection a moment later. */
  void abandon() {
    closing = true;
    channel.eventLoop().execute(this::drop);
  }

  /** Cuts the connection without a close frame: the client's socket is reset. */
  void drop() {
    ended();
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    var _ = channel.close();
  }

  /** The connection is gone. */
  void ended() {
    closing = true;
    for (@Nullable Held next = held.poll(); next != null; next = held.poll()) {
      ReferenceCountUtil.release(next.message);
    }
  }

  Channel channel() {
    return channel;
  }
}
