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

  /** How many tasks failed through a mistake of ours. */
  private long failures;

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

  /** Runs {@code task} here after {@code delay}, and tells if it failed; the answer cancels it. */
  Runnable after(Duration delay, Runnable task) {
    var scheduled = loop.schedule(() -> attempt(task), delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> scheduled.cancel(false);
  }

  /** Runs {@code task} here again and again, also after it failed; the answer ends it. */
  Runnable every(Duration period, Runnable task) {
    var scheduled =
        loop.scheduleWithFixedDelay(
            () -> attempt(task), period.toNanos(), period.toNanos(), TimeUnit.NANOSECONDS);
    return () -> scheduled.cancel(false);
  }

  /** Runs {@code task} now, on the lane: a mistake of ours in it is told and stops nothing else. */
  void attempt(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException bug) {
      failed(bug);
    }
  }

  /** Tells of a mistake of ours, on the lane: the 1st, 2nd, 4th, 8th ... */
  void failed(RuntimeException bug) {
    failures++;
    if (Long.bitCount(failures) == 1) {
      LOG.error("event=task_failed count={}", failures, bug);
    }
  }
}
