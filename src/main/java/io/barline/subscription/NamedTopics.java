package io.barline.subscription;

import io.barline.market.Topic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The subscriptions that are kept under a name. */
public interface NamedTopics {
  /** The topics of the owner's subscription with that name or id; null where there is none. */
  @Nullable List<Topic> topics(Owner owner, String name);
}
