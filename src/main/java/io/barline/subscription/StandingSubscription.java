package io.barline.subscription;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Topics that are kept flowing without any client.
 *
 * @param owner the id of the principal that created it
 * @param name what its creator called it; null where nothing
 * @param topics canonical topics and patterns, each once, in the order they were first asked for
 * @param createdAt nanoseconds since the epoch
 */
public record StandingSubscription(
    String id, String owner, @Nullable String name, List<String> topics, long createdAt) {

  public StandingSubscription {
    topics = List.copyOf(topics);
    if (topics.isEmpty()) {
      throw new IllegalArgumentException("a standing subscription needs a topic: " + id);
    }
  }
}
