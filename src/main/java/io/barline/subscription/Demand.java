package io.barline.subscription;

import io.barline.hub.Variant;
import io.barline.market.Topic;

/** Makes data flow for as long as somebody wants it. */
public interface Demand {
  /** Opens the topic's stream in the hub and has its data sent; never blocks. */
  Interest want(Topic topic, Variant variant);

  /** That somebody wants a topic. */
  interface Interest extends AutoCloseable {
    /** Ends the interest; again, nothing happens. */
    @Override
    void close();
  }
}
