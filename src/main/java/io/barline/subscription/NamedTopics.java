package io.barline.subscription;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The subscriptions that are kept under a name. */
public interface NamedTopics {
  /**
   * The topics and patterns of the owner's subscription with that name or id; null where there is
   * none.
   */
  @Nullable List<String> topics(Owner owner, String name);
}
