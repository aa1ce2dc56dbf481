package io.barline.subscription;

import io.barline.hub.Variant;
import io.barline.market.Topic;

/** The wish for a topic's data: makes the hub stream exist and the upstream flow. */
public interface Demand {
  /** Wants {@code topic} until the interest is closed. */
  Interest want(Topic topic, Variant variant);

  /** One wish; {@link #close} is idempotent. */
  interface Interest extends AutoCloseable {
    @Override
    void close();
  }
}
