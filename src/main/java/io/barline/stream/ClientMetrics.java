package io.barline.stream;

import static java.util.Objects.requireNonNull;

import io.barline.market.UtcNanos;
import io.barline.wire.CloseCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts what is sent to clients and why they are closed. */
final class ClientMetrics {
  private final Clock clock;
  private final Timer latency;
  private final Counter messages;
  private final Counter bytes;
  private final Map<Door, AtomicInteger> connections = new EnumMap<>(Door.class);
  private final Map<CloseCode, Counter> closed = new EnumMap<>(CloseCode.class);
  private final Counter left;
  private final Counter recovered;
  private final Counter notRecovered;

  ClientMetrics(MeterRegistry registry, Clock clock) {
    this.clock = clock;
    this.latency =
        Timer.builder("barline.client.latency")
            .description(
                "From receipt to write, of the oldest message of each batch; without what is"
                    + " repeated or replayed to a client")
            .serviceLevelObjectives(
                Duration.ofNanos(250_000),
                Duration.ofNanos(500_000),
                Duration.ofMillis(1),
                Duration.ofMillis(2),
                Duration.ofMillis(5),
                Duration.ofMillis(10),
                Duration.ofMillis(50),
                Duration.ofMillis(250),
                Duration.ofSeconds(1))
            .register(registry);
    this.messages = registry.counter("barline.client.messages");
    this.bytes = Counter.builder("barline.client.bytes").baseUnit("bytes").register(registry);
    for (Door door : Door.values()) {
      connections.put(
          door,
          registry.gauge(
              "barline.client.connections", Tags.of("door", door.code()), new AtomicInteger()));
    }
    for (CloseCode code : CloseCode.values()) {
      closed.put(code, registry.counter("barline.client.closed", "code", code.id()));
    }
    this.left = registry.counter("barline.client.closed", "code", "left");
    this.recovered = registry.counter("barline.client.resumed", "recovered", "true");
    this.notRecovered = registry.counter("barline.client.resumed", "recovered", "false");
  }

  void opened(Door door) {
    requireNonNull(connections.get(door)).incrementAndGet();
  }

  /**
   * @param code null where the client left by itself
   */
  void closed(Door door, @Nullable CloseCode code) {
    requireNonNull(connections.get(door)).decrementAndGet();
    (code == null ? left : requireNonNull(closed.get(code))).increment();
  }

  /** Counts a topic with which a client wanted to go on where it was. */
  void resumed(boolean nothingMissed) {
    (nothingMissed ? recovered : notRecovered).increment();
  }

  /**
   * Counts a batch. One measurement for all its messages is enough, and the oldest waited longest.
   *
   * @param oldest when the oldest message's cause was received, nanoseconds since the epoch; 0
   *     where the batch holds nothing that should be measured
   */
  void written(int count, int length, long oldest) {
    messages.increment(count);
    bytes.increment(length);
    if (oldest != 0) {
      latency.record(Math.max(0, UtcNanos.now(clock) - oldest), TimeUnit.NANOSECONDS);
    }
  }
}
