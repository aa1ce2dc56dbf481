package io.barline.stream;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/** Looks after the clients from time to time, and says goodbye before the web server stops. */
final class DoorsLifecycle implements SmartLifecycle {
  private static final Duration LONGEST_PERIOD = Duration.ofSeconds(1);

  private final Doors doors;
  private final StreamSettings settings;
  private @Nullable Scheduler scheduler;

  DoorsLifecycle(Doors doors, StreamSettings settings) {
    this.doors = doors;
    this.settings = settings;
  }

  @Override
  public synchronized void start() {
    Duration often = settings.heartbeat().dividedBy(4);
    long period = (often.compareTo(LONGEST_PERIOD) < 0 ? often : LONGEST_PERIOD).toMillis();
    Scheduler checks = Schedulers.newSingle("doors", true);
    checks.schedulePeriodically(doors::check, period, period, TimeUnit.MILLISECONDS);
    scheduler = checks;
  }

  @Override
  public synchronized void stop() {
    doors.shutdown(settings.shutdown());
    Scheduler checks = scheduler;
    if (checks != null) {
      checks.dispose();
      scheduler = null;
    }
  }

  @Override
  public synchronized boolean isRunning() {
    return scheduler != null;
  }

  /** Later phases stop first: the server waits for open streams in its own. */
  @Override
  public int getPhase() {
    return WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1;
  }
}
