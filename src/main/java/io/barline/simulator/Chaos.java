package io.barline.simulator;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets simulated exchanges fail at random: each has faults of its own, one or two kinds at a time,
 * and a pause between. The same seed gives each the same faults at the same times. Each begin and
 * end is a line of the log.
 *
 * <p>All kinds of {@link Fault} come, but {@link Fault.Reject}, which takes a symbol. What only new
 * connections meet comes together with a {@link Fault.Drop}.
 */
public final class Chaos implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Chaos.class);

  private final Map<String, Faulty> exchanges;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("barline-chaos").factory());

  private Chaos(Map<String, Faulty> exchanges) {
    this.exchanges = Map.copyOf(exchanges);
  }

  /** Starts with a pause; {@code pace} is followed whether or not it is enabled. */
  public static Chaos start(Map<String, Faulty> exchanges, SimulatorSettings.ChaosPace pace) {
    return start(exchanges, pace, fault -> true);
  }

  /**
   * Starts one that lets only those faults happen that {@code wanted} accepts, of which there must
   * be some.
   *
   * @param exchanges by the names that the log tells them by, which their faults depend on
   */
  public static Chaos start(
      Map<String, Faulty> exchanges, SimulatorSettings.ChaosPace pace, Predicate<Fault> wanted) {
    Chaos chaos = new Chaos(exchanges);
    chaos.exchanges.forEach(
        (name, exchange) -> chaos.pause(name, exchange, new ChaosScript(name, pace, wanted)));
    return chaos;
  }

  private void pause(String name, Faulty exchange, ChaosScript script) {
    ChaosScript.Step step = script.next();
    after(step.pause(), () -> begin(name, exchange, script, step));
  }

  private void begin(String name, Faulty exchange, ChaosScript script, ChaosScript.Step step) {
    LOG.info("chaos at {}: {} for {}", name, step.faults(), step.length());
    step.faults().forEach(fault -> guard(name, fault, exchange::begin));
    after(step.length(), () -> end(name, exchange, script, step.faults()));
  }

  private void end(String name, Faulty exchange, ChaosScript script, List<Fault> faults) {
    faults.forEach(fault -> guard(name, fault, exchange::end));
    LOG.info("chaos at {} is over", name);
    pause(name, exchange, script);
  }

  /** A fault that fails to begin or to end is told; the next ones come as before. */
  private static void guard(String name, Fault fault, Consumer<Fault> action) {
    try {
      action.accept(fault);
    } catch (RuntimeException failed) {
      LOG.error("chaos at {}: {} failed", name, fault, failed);
    }
  }

  private void after(Duration delay, Runnable action) {
    var _ = timer.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Ends all faults, and begins no more; a second call does nothing. */
  public void stop() {
    if (timer.isShutdown()) {
      return;
    }
    timer.shutdownNow();
    try {
      if (!timer.awaitTermination(10, TimeUnit.SECONDS)) {
        LOG.warn("chaos did not end within 10 s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exchanges.values().forEach(Faulty::heal);
  }

  @Override
  public void close() {
    stop();
  }
}
