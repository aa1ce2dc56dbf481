package io.barline.subscription;

import io.barline.hub.Variant;
import io.barline.market.Topic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What one standing subscription keeps flowing: its topics, and what its patterns stand for at the
 * moment. One thread at a time.
 */
final class Holding {
  private final TopicResolver resolver;
  private final Demand demand;
  private final Predicate<Topic> permitted;
  private final Set<Topic> named;
  private final List<String> patterns;
  private final int most;
  private final Map<Topic, Demand.Interest> interests = new HashMap<>();

  /**
   * @param permitted which of the topics that come to match may be held
   * @param named held whatever the patterns match
   * @param most most topics of all; those that come to match beyond it are left out
   */
  Holding(
      TopicResolver resolver,
      Demand demand,
      Predicate<Topic> permitted,
      Set<Topic> named,
      List<String> patterns,
      int most) {
    this.resolver = resolver;
    this.demand = demand;
    this.permitted = permitted;
    this.named = Set.copyOf(named);
    this.patterns = List.copyOf(patterns);
    this.most = most;
  }

  /**
   * Holds what the patterns stand for now, and lets go of what they no longer do.
   *
   * @return how many topics were left out
   */
  int follow() {
    Set<Topic> wanted = new LinkedHashSet<>(named);
    for (String pattern : patterns) {
      if (resolver.match(pattern) instanceof Matching.Found found) {
        found.topics().stream().filter(permitted).forEach(wanted::add);
      }
    }
    List<Topic> all = new ArrayList<>(wanted);
    Set<Topic> kept = new LinkedHashSet<>(all.subList(0, Math.min(most, all.size())));
    try {
      for (Topic topic : kept) {
        if (!interests.containsKey(topic)) {
          interests.put(topic, demand.want(topic, Variant.PLAIN));
        }
      }
    } finally {
      interests
          .entrySet()
          .removeIf(
              each -> {
                boolean gone = !kept.contains(each.getKey());
                if (gone) {
                  each.getValue().close();
                }
                return gone;
              });
    }
    return all.size() - kept.size();
  }

  boolean hasPatterns() {
    return !patterns.isEmpty();
  }

  void close() {
    interests.values().forEach(Demand.Interest::close);
    interests.clear();
  }
}
