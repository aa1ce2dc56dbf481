package io.barline.stream;

import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jctools.queues.MpscUnboundedArrayQueue;

/**
 * Decides when the clients of one event loop are written to: in rounds, each followed by a pause in
 * proportion to what the round cost. An idle loop writes at once; a busy one writes several
 * messages per client at once, because a write costs far more than a message in it.
 *
 * <p>The queue of outlets is bounded by their number: each is in it at most once.
 */
final class FlushPacer {
  /** Rounds take at most one part in this many of a loop's time, as long as pauses may grow. */
  private static final int PAUSE_PER_COST = 8;

  /** A shorter pause is not worth a timer. */
  private static final long LEAST_PAUSE = TimeUnit.MICROSECONDS.toNanos(50);

  private final EventExecutor loop;
  private final long maxPause;
  private final LongSupplier nanoTime;
  private final MpscUnboundedArrayQueue<Outlet> ready = new MpscUnboundedArrayQueue<>(256);
  private final AtomicBoolean scheduled = new AtomicBoolean();
  private long notBefore;

  /**
   * @param maxPause the longest pause in nanoseconds
   * @param nanoTime as {@link System#nanoTime}
   */
  FlushPacer(EventExecutor loop, long maxPause, LongSupplier nanoTime) {
    this.loop = loop;
    this.maxPause = maxPause;
    this.nanoTime = nanoTime;
    this.notBefore = nanoTime.getAsLong();
  }

  /** Has the outlet drained in the next round; from any thread. */
  void ready(Outlet outlet) {
    ready.offer(outlet);
    if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
      try {
        loop.execute(this::begin);
      } catch (RejectedExecutionException e) {
        // The loop has ended, and its connections with it.
      }
    }
  }

  private void begin() {
    long pause = notBefore - nanoTime.getAsLong();
    if (pause < LEAST_PAUSE) {
      round();
    } else {
      var _ = loop.schedule(this::round, pause, TimeUnit.NANOSECONDS);
    }
  }

  private void round() {
    long start = nanoTime.getAsLong();
    scheduled.set(false);
    // Only those that are here now: others may fill up as fast as they are drained.
    for (int left = ready.size(); left > 0; left--) {
      Outlet outlet = ready.poll();
      if (outlet != null) {
        outlet.drain();
      }
    }
    long end = nanoTime.getAsLong();
    notBefore = end + Math.min(maxPause, PAUSE_PER_COST * (end - start));
    if (!ready.isEmpty() && scheduled.compareAndSet(false, true)) {
      begin();
    }
  }
}
