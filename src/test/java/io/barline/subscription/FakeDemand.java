package io.barline.subscription;

import io.barline.hub.Variant;
import io.barline.market.Topic;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/** Counts the interests that are open, and remembers topics that were ever let go of entirely. */
public final class FakeDemand implements Demand {
  private final Map<Topic, Integer> open = new ConcurrentHashMap<>();
  private final Set<Topic> abandoned = ConcurrentHashMap.newKeySet();
  private volatile String failing = "";
  private volatile Consumer<Topic> opener = _ -> {};

  /** From now on this is called when a topic that nobody wanted is. */
  public void opening(Consumer<Topic> action) {
    opener = action;
  }

  /** From now on wanting this topic fails. */
  public void failOn(String topic) {
    failing = topic;
  }

  @Override
  public Interest want(Topic topic, Variant variant) {
    if (topic.toString().equals(failing)) {
      throw new IllegalStateException("the demand for " + topic + " fails as told");
    }
    if (!variant.equals(Variant.PLAIN)) {
      throw new IllegalArgumentException("unexpected variant: " + variant);
    }
    if (open.merge(topic, 1, Integer::sum) == 1) {
      opener.accept(topic);
    }
    AtomicBoolean closed = new AtomicBoolean();
    return () -> {
      if (closed.compareAndSet(false, true)) {
        open.computeIfPresent(
            topic,
            (key, count) -> {
              if (count == 1) {
                abandoned.add(key);
                return null;
              }
              return count - 1;
            });
      }
    };
  }

  /** How many interests are open in each topic. */
  public Map<Topic, Integer> open() {
    return Map.copyOf(open);
  }

  public boolean abandoned(Topic topic) {
    return abandoned.contains(topic);
  }
}
