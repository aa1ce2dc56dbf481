package io.barline.feed;

import io.netty.channel.EventLoop;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An event loop and the clock: everything about one instrument runs here, in order, without locks.
 */
final class Lane implements Executor {
  private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

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

  /** Runs {@code task} here again and again, also after it failed; the answer ends it. */
  Runnable every(Duration period, Runnable task) {
    var scheduled =
        loop.scheduleWithFixedDelay(
            () -> attempt(task), period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
    return () -> scheduled.cancel(false);
  }

  private static void attempt(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException bug) {
      LOG.error("event=task_failed", bug);
    }
  }
}
