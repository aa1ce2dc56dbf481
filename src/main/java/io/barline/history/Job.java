package io.barline.history;

import io.barline.exchange.MalformedAnswer;
import io.barline.exchange.RestUnavailable;
import io.barline.market.UtcNanos;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An {@link Errand} on its way, on a virtual thread of its own: waits until it is due and has its
 * turn, and asks again, ever more seldom, where there is no answer. What was found is told before
 * the turn is given up, so that neither memory nor clients have to take more at a time than there
 * are turns. What the exchange names as the least time before the next request is waited for
 * without giving up the turn, so that the others of the segment, whose turns they are, do not ask
 * either. That does not count towards giving up, up to {@link #MOST_BARRED} in all.
 */
final class Job implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Job.class);

  static final Duration FIRST_WAIT = Duration.ofSeconds(1);
  static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  /** How long it is waited in all while the exchange wants not to be asked. */
  static final Duration MOST_BARRED = Duration.ofHours(1);

  private final Errand errand;
  private final Environment environment;

  /** The one that has to be done first; null for none. */
  private final @Nullable Job before;

  private final CountDownLatch done = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean cancelled;

  /** When it is given up; 0 before it has its first turn. */
  private long deadline;

  private Duration barred = Duration.ZERO;

  /** What jobs have in common. */
  record Environment(
      Turns turns, Clock clock, Repair.Pause pause, Duration giveUpAfter, Ends ends) {}

  /** Takes what becomes of jobs, on their threads. */
  interface Ends {
    /** All is there; returns once the last part is handed over. */
    void found(Job job) throws InterruptedException;

    void unavailable(Job job, String reason);

    /** Nothing more comes of it. */
    void over(Job job);
  }

  Job(Errand errand, @Nullable Job before, Environment environment) {
    this.errand = errand;
    this.before = before;
    this.environment = environment;
    this.thread = Thread.ofVirtual().name("repair of " + errand.instrument()).unstarted(this);
  }

  Errand errand() {
    return errand;
  }

  void start() {
    thread.start();
  }

  /** Ends it; nothing of it is told that has not been yet. */
  void cancel() {
    cancelled = true;
    thread.interrupt();
  }

  boolean isCancelled() {
    return cancelled;
  }

  @Override
  public void run() {
    try {
      if (before != null) {
        before.done.await();
      }
      waitUntil(errand.due());
      switch (answer()) {
        case Step.Never(String reason) -> environment.ends.unavailable(this, reason);
        case Step.Later(String reason, long _) -> environment.ends.unavailable(this, reason);
        case Step.Done _, Step.Further _ -> {} // told in its turn
      }
    } catch (InterruptedException _) {
      // Cancelled, or the gateway stops: there is nobody to tell.
    } catch (RuntimeException bug) {
      LOG.error("event=repair_failed instrument={}", errand.instrument(), bug);
      environment.ends.unavailable(this, "the gateway failed: " + bug.getMessage());
    } finally {
      done.countDown();
      environment.ends.over(this);
    }
  }

  /** The last step: done, never, or one that is given up. */
  private Step answer() throws InterruptedException {
    Duration wait = FIRST_WAIT;
    while (true) {
      Step step = inTurn();
      if (!(step instanceof Step.Later(String _, long earliest))) {
        return step;
      }
      long next = Math.max(now() + wait.toNanos(), earliest);
      if (next > Math.min(Math.max(deadline, earliest), errand.expiry())) {
        return step;
      }
      waitUntil(next);
      Duration doubled = wait.multipliedBy(2);
      wait = doubled.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : doubled;
    }
  }

  private Step inTurn() throws InterruptedException {
    environment.turns.take(errand.kind());
    try {
      if (now() > errand.expiry()) {
        return new Step.Never(AuditErrand.SKIPPED);
      }
      if (deadline == 0) {
        deadline = now() + environment.giveUpAfter.toNanos();
      }
      Step step;
      do {
        step = attempt();
      } while (step instanceof Step.Further);
      if (step instanceof Step.Done) {
        environment.ends.found(this);
      }
      return step;
    } finally {
      environment.turns.giveBack(errand.kind());
    }
  }

  private Step attempt() throws InterruptedException {
    while (true) {
      try {
        return errand.ask();
      } catch (MalformedAnswer refused) {
        return new Step.Later(String.valueOf(refused.getMessage()));
      } catch (RestUnavailable refused) {
        String reason = String.valueOf(refused.getMessage());
        Duration bar = refused.atLeast();
        if (refused.isLasting()) {
          return new Step.Never(reason);
        }
        if (!bar.isPositive()) {
          return new Step.Later(reason);
        }
        long end = now() + bar.toNanos();
        if (barred.plus(bar).compareTo(MOST_BARRED) > 0 || end > errand.expiry()) {
          return new Step.Never(
              "%s; not to be asked before %s, which is too long to wait for"
                  .formatted(reason, UtcNanos.format(end)));
        }
        waitUntil(end);
        barred = barred.plus(bar);
        deadline += bar.toNanos();
      }
    }
  }

  private void waitUntil(long due) throws InterruptedException {
    for (long left = due - now(); left > 0; left = due - now()) {
      environment.pause.sleep(left);
    }
  }

  private long now() {
    return UtcNanos.now(environment.clock);
  }
}
