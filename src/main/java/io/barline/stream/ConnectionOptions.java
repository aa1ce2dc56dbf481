package io.barline.stream;

import io.barline.wire.ClientLimits;
import io.barline.wire.DeliveryReader;
import io.barline.wire.Refusal;
import java.util.concurrent.TimeUnit;
import org.springframework.util.MultiValueMap;

/**
 * How a client wants its connection.
 *
 * @param flushNanos least time between two writes while the gateway is busy; 0 for none
 * @param compressed whether what is sent is compressed
 * @param limits what the connection may use
 */
record ConnectionOptions(long flushNanos, boolean compressed, ClientLimits limits) {
  private static final int LEAST_QUEUE = 64;

  /** What a client gets that asks for nothing. */
  static ConnectionOptions presets(StreamSettings settings) {
    return new ConnectionOptions(settings.maxBatching().toNanos(), false, settings.limits());
  }

  /**
   * Reads the query of the request that opens the connection.
   *
   * @throws Refusal where a value is wrong
   */
  static ConnectionOptions read(MultiValueMap<String, String> query, StreamSettings settings) {
    ConnectionOptions options = presets(settings);
    String flush = query.getFirst("flush");
    if (flush != null) {
      int most = (int) settings.maxBatching().toMillis();
      int millis = DeliveryReader.number("flush", flush, 0, most, " ms");
      options = new ConnectionOptions(TimeUnit.MILLISECONDS.toNanos(millis), false, options.limits);
    }
    String queue = query.getFirst("queue");
    if (queue != null) {
      int most = Math.max(settings.queueMessages(), settings.maxQueueMessages());
      options =
          options.waiting(DeliveryReader.number("queue", queue, LEAST_QUEUE, most, " messages"));
    }
    String compression = query.getFirst("compression");
    if (compression != null && !compression.equals("true") && !compression.equals("false")) {
      throw Refusal.ofParameter(
          "compression",
          compression,
          "compression is true or false, not \"%s\"".formatted(Refusal.shortened(compression)));
    }
    return options.compressed("true".equals(compression));
  }

  private ConnectionOptions waiting(int messages) {
    ClientLimits other =
        new ClientLimits(limits.topics(), limits.messageBytes(), messages, limits.queueBytes());
    return new ConnectionOptions(flushNanos, compressed, other);
  }

  /** The same, with or without compression. */
  ConnectionOptions compressed(boolean now) {
    return new ConnectionOptions(flushNanos, now, limits);
  }
}
