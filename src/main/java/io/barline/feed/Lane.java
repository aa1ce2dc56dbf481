package io.barline.feed;

import io.netty.channel.EventLoop;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * An event loop and the clock: everything about one instrument runs here, in order, without locks.
 */
final class Lane implements Executor {
  private final EventLoop loop;
  private final Clock clock;

  Lane(EventLoop loop, Clock clock) {
    this.loop = loop;
    this.clock = clock;
  }

  EventLoop loop() {
    return loop;
  }

  /** The gateway's time, nanoseconds since the epoch. */
  long now() {
    return io.barline.market.UtcNanos.now(clock);
  }

  @Override
  public void execute(Runnable task) {
    loop.execute(task);
  }

  /** Runs {@code task} here after {@code delay}; the answer cancels it. */
  Runnable after(Duration delay, Runnable task) {
    var scheduled = loop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> scheduled.cancel(false);
  }

  /** Runs {@code task} here again and again; the answer ends it. */
  Runnable every(Duration period, Runnable task) {
    var scheduled =
        loop.scheduleWithFixedDelay(task, period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
    return () -> scheduled.cancel(false);
  }
}
