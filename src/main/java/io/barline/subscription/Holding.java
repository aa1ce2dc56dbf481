package io.barline.subscription;

import io.barline.access.Principal;
import io.barline.hub.Variant;
import io.barline.market.Topic;
import io.barline.market.TopicPattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one standing subscription keeps flowing: its topics, and what its patterns stand for at the
 * moment. One thread at a time.
 */
final class Holding {
  private final TopicResolver resolver;
  private final Demand demand;
  private final Set<Topic> named;
  private final List<String> patterns;
  private final Map<Topic, Demand.Interest> interests = new HashMap<>();

  /**
   * @param named held whatever the patterns match
   */
  Holding(TopicResolver resolver, Demand demand, Set<Topic> named, List<String> patterns) {
    this.resolver = resolver;
    this.demand = demand;
    this.named = Set.copyOf(named);
    this.patterns = List.copyOf(patterns);
  }

  /**
   * Holds what the topics and patterns stand for now, and lets go of what they no longer do.
   *
   * @param owner for whom; what it is not entitled to is not held
   * @param most most topics of all; those beyond it are left out
   * @return how many topics were left out
   */
  int follow(Principal owner, int most) {
    Set<Topic> wanted = new LinkedHashSet<>(named);
    for (String pattern : patterns) {
      List<Topic> now = resolver.match(pattern).now();
      if (now != null) {
        wanted.addAll(now);
      } else {
        interests.keySet().stream().filter(TopicPattern.of(pattern)::matches).forEach(wanted::add);
      }
    }
    List<Topic> all = new ArrayList<>(wanted);
    all.removeIf(topic -> !owner.permits(topic));
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

  /** How many topics are held. */
  int size() {
    return interests.size();
  }

  void close() {
    interests.values().forEach(Demand.Interest::close);
    interests.clear();
  }
}
