package io.barline.subscription;

import io.barline.market.Topic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The subscriptions that are kept under a name. */
public interface NamedTopics {
  /** The topics of the subscription with that name; null where there is none. */
  @Nullable List<Topic> topics(String name);
}
