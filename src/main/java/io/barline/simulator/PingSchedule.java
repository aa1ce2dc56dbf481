package io.barline.simulator;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Pings one connection. Only a pong with the payload of an unanswered ping keeps it alive; others
 * are allowed and change nothing.
 */
final class PingSchedule {
  private final EventLoop loop;
  private final ConnectionLimits limits;
  private final BinanceSession session;
  private final Deque<String> unanswered = new ArrayDeque<>();
  private @Nullable ScheduledFuture<?> task;
  private @Nullable ScheduledFuture<?> deadline;
  private long sent;

  PingSchedule(EventLoop loop, ConnectionLimits limits, BinanceSession session) {
    this.loop = loop;
    this.limits = limits;
    this.session = session;
  }

  void start() {
    long every = limits.pingInterval().toNanos();
    task = loop.scheduleAtFixedRate(this::ping, every, every, TimeUnit.NANOSECONDS);
  }

  private ScheduledFuture<?> schedule(Runnable task, Duration delay) {
    return loop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  private void ping() {
    String payload = Long.toString(++sent);
    unanswered.add(payload);
    session.ping(Unpooled.copiedBuffer(payload, StandardCharsets.UTF_8));
    if (deadline == null) {
      deadline = schedule(session::silent, limits.pongTimeout());
    }
  }

  void pong(ByteBuf payload) {
    String text = payload.toString(StandardCharsets.UTF_8);
    if (!unanswered.contains(text)) {
      return;
    }
    session.ponged();
    while (!text.equals(unanswered.poll())) {
      // A pong answers the pings before it too: RFC 6455, section 5.5.3.
    }
    cancelDeadline();
    if (!unanswered.isEmpty()) {
      deadline = schedule(session::silent, limits.pongTimeout());
    }
  }

  void stop() {
    if (task != null) {
      task.cancel(false);
    }
    cancelDeadline();
  }

  private void cancelDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }
}
