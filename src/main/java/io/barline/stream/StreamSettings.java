package io.barline.stream;

import io.barline.wire.ClientLimits;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * What one client connection may use, and its timings.
 *
 * @param heartbeat after how long a silence a heartbeat is sent
 * @param maxTopics most topics per connection
 * @param maxMessage longest message from a client; one more than four times as long is not read but
 *     closes the connection
 * @param queueMessages most messages that wait for a client, rounded up to a power of two
 * @param maxQueueMessages most messages that a client may choose to have wait; where less than
 *     {@code queueMessages}, that counts
 * @param maxTopicQueue most messages of one topic that a client may choose to have wait
 * @param queueBytes most bytes that wait for a client
 * @param maxBatching how long a busy gateway may hold messages back to write several at once; an
 *     idle one writes at once. 0 turns it off
 * @param stalled how long one write may take before its client counts as slow
 * @param closeGrace how long a client may take to receive its close before the connection is cut
 * @param shutdown how long all clients together may take to receive what waits for them when the
 *     gateway stops
 * @param idle how long a WebSocket may go without a topic and without a message from its client
 */
@ConfigurationProperties("barline.stream")
public record StreamSettings(
    @DefaultValue("15s") Duration heartbeat,
    @DefaultValue("1000") int maxTopics,
    @DefaultValue("64KB") DataSize maxMessage,
    @DefaultValue("16384") int queueMessages,
    @DefaultValue("65536") int maxQueueMessages,
    @DefaultValue("10000") int maxTopicQueue,
    @DefaultValue("4MB") DataSize queueBytes,
    @DefaultValue("5ms") Duration maxBatching,
    @DefaultValue("30s") Duration stalled,
    @DefaultValue("5s") Duration closeGrace,
    @DefaultValue("10s") Duration shutdown,
    @DefaultValue("5m") Duration idle) {

  public StreamSettings {
    atLeast("heartbeat", heartbeat, Duration.ofMillis(100));
    atLeast("max-batching", maxBatching, Duration.ZERO);
    atLeast("stalled", stalled, Duration.ofSeconds(1));
    atLeast("close-grace", closeGrace, Duration.ofMillis(1));
    atLeast("shutdown", shutdown, Duration.ZERO);
    atLeast("idle", idle, Duration.ofMillis(100));
    within("max-topics", maxTopics, 1, 1_000_000);
    within("max-message", maxMessage.toBytes(), 1_024, 16 * 1_024 * 1_024);
    within("queue-messages", queueMessages, 64, 1 << 24);
    within("max-queue-messages", maxQueueMessages, 64, 1 << 24);
    within("max-topic-queue", maxTopicQueue, 1, 1 << 24);
    within("queue-bytes", queueBytes.toBytes(), 64 * 1_024, 1L << 32);
  }

  ClientLimits limits() {
    return new ClientLimits(
        maxTopics, (int) maxMessage.toBytes(), queueMessages, queueBytes.toBytes());
  }

  private static void atLeast(String name, Duration value, Duration least) {
    if (value.compareTo(least) < 0) {
      throw new IllegalArgumentException(
          "barline.stream.%s must be at least %s: %s".formatted(name, least, value));
    }
  }

  private static void within(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "barline.stream.%s must be %d to %d: %d".formatted(name, least, most, value));
    }
  }
}
