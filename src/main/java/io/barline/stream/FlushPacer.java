package io.barline.stream;

import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jctools.queues.MpscUnboundedArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * Decides when the clients of one event loop are written to. A client that was not written to for
 * as long as it asked for is written to at once. The others wait, until that is so or the loop has
 * rested in proportion to what writing cost: an idle loop writes at once, a busy one writes several
 * messages per client at once, because a write costs far more than a message in it.
 *
 * <p>The queues of outlets are bounded by their number: each is in one of them at most once.
 */
final class FlushPacer {
  /** Writing takes at most one part in this many of a loop's time, as long as clients may wait. */
  private static final int PAUSE_PER_COST = 8;

  /**
   * So much of that rest a loop may put off: what comes in a burst, as bars do when a minute ends,
   * hardly waits.
   */
  private static final long BURST = TimeUnit.MILLISECONDS.toNanos(40);

  /** The rest that is taken in a burst, so that what comes closely together is written together. */
  private static final int PAUSE_PER_COST_IN_BURST = 2;

  /** A shorter pause is not worth a timer. */
  private static final long LEAST_PAUSE = TimeUnit.MICROSECONDS.toNanos(50);

  /**
   * Who waits, and would be due within this part of its tick, is written to with the first that is:
   * else clients that came at different times would be written to apart for ever, each time after a
   * wake-up of its own.
   */
  private static final int TOGETHER = 8;

  /** Later than anybody waits. */
  private static final long FAR = TimeUnit.HOURS.toNanos(1);

  private final EventExecutor loop;
  private final long maxPause;
  private final LongSupplier nanoTime;
  private final MpscUnboundedArrayQueue<Outlet> ready = new MpscUnboundedArrayQueue<>(256);
  private final AtomicBoolean scheduled = new AtomicBoolean();

  // The loop's.
  private final Queue<Outlet> waiting = new ArrayDeque<>();
  private final List<Outlet> written = new ArrayList<>();

  /** When the loop will have rested for all that it wrote. */
  private long rested;

  /** When it will have rested for what it wrote last as much as it does in a burst. */
  private long restedInBurst;

  /** When the first of those that wait is to be written to. */
  private long earliest;

  private @Nullable Future<?> timer;

  /** When the timer is set for, if it is. */
  private long timerDue;

  /**
   * @param maxPause the longest pause in nanoseconds
   * @param nanoTime as {@link System#nanoTime}
   */
  FlushPacer(EventExecutor loop, long maxPause, LongSupplier nanoTime) {
    this.loop = loop;
    this.maxPause = maxPause;
    this.nanoTime = nanoTime;
    this.rested = nanoTime.getAsLong();
    this.restedInBurst = rested;
  }

  /** Has the outlet drained when its time has come; from any thread. */
  void ready(Outlet outlet) {
    ready.offer(outlet);
    if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
      try {
        loop.execute(this::round);
      } catch (RejectedExecutionException e) {
        // The loop has ended, and its connections with it.
      }
    }
  }

  private void timeout() {
    timer = null;
    round();
  }

  private void round() {
    scheduled.set(false);
    long start = nanoTime.getAsLong();
    long restedEnough = restedEnough();
    int waited = waiting.size();
    boolean due = waited == 0 || earliest - start < LEAST_PAUSE;
    if (due) {
      earliest = start + FAR;
    }
    // Only those that are here now, and before others are written to: these may fill up meanwhile.
    visit(ready, ready.size(), start, restedEnough, 0);
    if (due) {
      visit(waiting, waited, start, restedEnough, TOGETHER);
    }
    if (!written.isEmpty()) {
      rest(start, nanoTime.getAsLong());
    }
    if (!waiting.isEmpty()) {
      setTimer();
    }
    if (!ready.isEmpty() && scheduled.compareAndSet(false, true)) {
      loop.execute(this::round);
    }
  }

  /**
   * @param part the part of its tick by which a client may be early; 0 for none
   */
  private void visit(Queue<Outlet> outlets, int count, long now, long restedEnough, int part) {
    for (int left = count; left > 0; left--) {
      Outlet outlet = outlets.poll();
      if (outlet == null) {
        return;
      }
      long due = outlet.flushDue();
      due = due - restedEnough < 0 ? due : restedEnough;
      long early = part == 0 ? 0 : outlet.flushNanos() / part;
      if (due - now < Math.max(LEAST_PAUSE, early)) {
        outlet.mailbox().beginTaking(); // only here, where it has left its queue
        if (outlet.drain()) {
          written.add(outlet);
        }
      } else {
        earliest = due - earliest < 0 ? due : earliest;
        waiting.add(outlet);
      }
    }
  }

  private long restedEnough() {
    long putOff = rested - BURST;
    return putOff - restedInBurst < 0 ? restedInBurst : putOff;
  }

  private void rest(long start, long end) {
    restedInBurst = end + Math.min(maxPause, PAUSE_PER_COST_IN_BURST * (end - start));
    long from = rested - end > 0 ? rested : end;
    rested = from + PAUSE_PER_COST * (end - start);
    if (rested - end > maxPause + BURST) {
      rested = end + maxPause + BURST;
    }
    for (Outlet outlet : written) {
      outlet.flushed(end);
    }
    written.clear();
  }

  private void setTimer() {
    Future<?> running = timer;
    if (running != null && earliest - timerDue < 0) {
      running.cancel(false);
      running = null;
    }
    if (running == null) {
      timerDue = earliest;
      long wait = earliest - nanoTime.getAsLong();
      timer = loop.schedule(this::timeout, wait, TimeUnit.NANOSECONDS);
    }
  }
}
