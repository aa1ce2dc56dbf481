package io.barline.subscription;

import io.barline.access.Principal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The subscriptions that are kept under a name. */
public interface NamedTopics {
  /**
   * The topics and patterns of the principal's subscription with that name or id; null where there
   * is none.
   */
  @Nullable List<String> topics(Principal principal, String name);
}
