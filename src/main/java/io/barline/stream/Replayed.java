package io.barline.stream;

import io.barline.wire.Encoded;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How far one client was brought to where it would be had it never left. What the gateway received
 * until then is not sent as it came, so that how long that took tells nothing of how fast the
 * gateway is. May be used by any thread.
 */
final class Replayed {
  private final AtomicLong until = new AtomicLong(Long.MIN_VALUE);

  /** Told of what a client has missed, before it is put into its mailbox. */
  void add(Encoded message) {
    long received = message.receiveTime();
    if (received > until.get()) {
      until.accumulateAndGet(received, Math::max);
    }
  }

  /** Whether a message is sent as it came, and neither repeated nor replayed. */
  boolean isBefore(Encoded message) {
    return !message.isSnapshot() && message.receiveTime() > until.get();
  }
}
