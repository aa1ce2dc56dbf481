package io.barline.bridge;

import io.barline.bridge.BridgeReport.State;
import io.barline.exchange.Bridge;
import io.barline.market.UtcNanos;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bridge that is a child of this process: started when its address is first asked for, and again
 * whenever it has ended or does not answer any more, ever more seldom while it does not last.
 */
public final class ProcessBridge implements RunningBridge {
  private static final Logger LOG = LoggerFactory.getLogger(ProcessBridge.class);

  private static final String READY = "READY ";

  private final Program program;
  private final Map<String, String> headers;
  private final Clock clock;
  private final RandomGenerator random;
  private final Pace pace;
  private final BridgeWatch watch;
  private final AtomicBoolean wanted = new AtomicBoolean();
  private final AtomicLong restarts = new AtomicLong();
  private volatile boolean closed;
  private volatile State state = State.IDLE;
  private volatile @Nullable URI address;
  private volatile @Nullable String lastError;
  private volatile long nextStart;
  private volatile @Nullable Child child;
  private volatile @Nullable Thread thread;

  /**
   * @param token what the program is told to ask for
   * @param listed takes this bridge and its list of exchanges, whenever it has begun anew
   */
  public ProcessBridge(
      Program program,
      String token,
      BiConsumer<Bridge, byte[]> listed,
      Clock clock,
      RandomGenerator random) {
    this(program, token, listed, clock, random, Pace.NORMAL);
  }

  ProcessBridge(
      Program program,
      String token,
      BiConsumer<Bridge, byte[]> listed,
      Clock clock,
      RandomGenerator random,
      Pace pace) {
    this.program = program;
    this.headers = Map.of("Authorization", "Bearer " + token);
    this.clock = clock;
    this.random = random;
    this.pace = pace;
    this.watch = new BridgeWatch(program.name(), headers, body -> listed.accept(this, body));
  }

  /** It is started when it is first wanted. */
  @Override
  public void start() {}

  @Override
  public @Nullable URI address() {
    if (!closed && wanted.compareAndSet(false, true)) {
      state = State.STARTING;
      thread = Thread.ofVirtual().name("bridge-" + program.name()).start(this::keep);
    }
    return address;
  }

  @Override
  public String trouble() {
    String error = lastError;
    return "the bridge %s is %s%s"
        .formatted(
            program.name(),
            state == State.STARTING ? "being started" : "not running",
            error == null ? "" : ": " + error);
  }

  @Override
  public Map<String, String> headers() {
    return headers;
  }

  private void keep() {
    Duration pause = pace.shortestPause();
    try {
      while (!closed) {
        long begun = UtcNanos.now(clock);
        lastError = attempt();
        if (closed) {
          return;
        }
        boolean proven = UtcNanos.now(clock) - begun > pace.proven().toNanos();
        pause = proven ? pace.shortestPause() : pause;
        long wait = (long) (pause.toNanos() * (0.8 + 0.4 * random.nextDouble()));
        state = State.AWAY;
        nextStart = UtcNanos.now(clock) + wait;
        LOG.warn(
            "bridge={} state=away restarts={} delay_ms={} reason=\"{}\"",
            program.name(),
            restarts.get(),
            wait / UtcNanos.MILLISECOND,
            lastError);
        TimeUnit.NANOSECONDS.sleep(wait);
        nextStart = 0;
        pause = min(pause.multipliedBy(2), pace.longestPause());
        restarts.incrementAndGet();
        state = State.STARTING;
      }
    } catch (InterruptedException _) {
      LOG.debug("bridge={} state=closed", program.name());
    }
  }

  /** A mistake of ours must not be the last start. */
  private String attempt() throws InterruptedException {
    try {
      return run();
    } catch (RuntimeException bug) {
      LOG.error("bridge={} event=run_failed", program.name(), bug);
      return "it could not be run: " + bug;
    }
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** Runs it until it ends; why it did. */
  private String run() throws InterruptedException {
    Child started;
    try {
      started = Child.start(program);
    } catch (IOException failed) {
      return "it could not be started: " + failed.getMessage();
    }
    child = started;
    if (closed) {
      started.kill();
    }
    Thread watcher = Thread.ofVirtual().name("watch-" + program.name()).unstarted(this::look);
    Thread deadline =
        Thread.ofVirtual().name("start-" + program.name()).start(() -> endUnlessReady(started));
    try {
      started.read(
          line -> {
            if (address == null && line.matches(READY + "[0-9]{1,5}")) {
              address = URI.create("http://127.0.0.1:" + line.substring(READY.length()));
              watcher.start();
            }
          });
    } finally {
      address = null;
      deadline.interrupt();
      stop(watcher);
      watch.gone();
    }
    return started.end();
  }

  /** Waits until it tells nothing any more of what has ended. */
  private static void stop(Thread watcher) {
    watcher.interrupt();
    boolean interrupted = false;
    while (watcher.isAlive()) {
      try {
        watcher.join();
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void endUnlessReady(Child started) {
    try {
      TimeUnit.NANOSECONDS.sleep(pace.start().toNanos());
      if (address == null) {
        LOG.warn("bridge={} event=not_ready after={}", program.name(), pace.start());
        started.kill();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // it is ready, or has ended
    }
  }

  private void look() {
    int faults = 0;
    try {
      while (true) {
        URI at = address;
        if (at == null) {
          return;
        }
        String fault = watch.look(at);
        state = fault == null ? State.RUNNING : State.AWAY;
        lastError = fault == null ? lastError : fault;
        faults = watch.hasAnswered() ? 0 : faults + 1; // a slow one ends by itself
        Child hanging = child;
        if (faults == pace.mostFaults() && hanging != null) {
          LOG.warn("bridge={} event=hangs reason=\"{}\"", program.name(), fault);
          hanging.kill();
          return;
        }
        TimeUnit.NANOSECONDS.sleep(pace.look().toNanos());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // it has ended
    } catch (RuntimeException bug) {
      LOG.error("bridge={} event=watch_failed", program.name(), bug);
    }
  }

  @Override
  public BridgeReport report() {
    URI at = address;
    return new BridgeReport(
        program.name(),
        state,
        at == null ? null : at.toString(),
        restarts.get(),
        lastError,
        nextStart,
        watch.figures());
  }

  /** Ends it: by the end of its input, then, if it takes too long, by force. */
  @Override
  public void close() {
    closed = true;
    Thread keeping = thread;
    Child running = child;
    if (running != null) {
      running.stop(pace.grace());
    }
    if (keeping != null) {
      keeping.interrupt();
    }
    watch.close();
    state = State.IDLE;
  }
}
