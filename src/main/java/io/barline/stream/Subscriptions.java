package io.barline.stream;

import io.barline.access.Principal;
import io.barline.access.TopicShare;
import io.barline.hub.Hub;
import io.barline.hub.Variant;
import io.barline.market.Topic;
import io.barline.subscription.Demand;
import io.barline.subscription.EntitledTopics;
import io.barline.subscription.Resolution;
import io.barline.subscription.Suggestions;
import io.barline.subscription.TopicResolver;
import io.barline.wire.Delivery;
import io.barline.wire.EmptyBars;
import io.barline.wire.ErrorCode;
import io.barline.wire.HeldTopic;
import io.barline.wire.TopicAnswer;
import io.barline.wire.Updates;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topics that one client has. On the client's event loop, except {@link #count}.
 *
 * <p>To subscribe takes two steps, so that the client is told what it gets before it gets it:
 * {@link #add}, then {@link #attach}.
 */
final class Subscriptions {
  private static final Logger log = LoggerFactory.getLogger(Subscriptions.class);

  private final TopicResolver resolver;
  private final Demand demand;
  private final Hub hub;
  private final Intakes intakes;
  private final int maxTopics;
  private final Map<Topic, Subscription> held = new LinkedHashMap<>();
  private final Set<Subscription> unattached = new LinkedHashSet<>();
  private Principal principal;
  private ReservedShare share = new ReservedShare(TopicShare.FREE);
  private volatile int count;

  Subscriptions(
      Principal principal,
      TopicResolver resolver,
      Demand demand,
      Hub hub,
      Intakes intakes,
      int maxTopics) {
    this.principal = principal;
    this.resolver = new EntitledTopics(resolver, () -> this.principal.entitlements());
    this.demand = demand;
    this.hub = hub;
    this.intakes = intakes;
    this.maxTopics = maxTopics;
  }

  /** Tells whose topics they are, and where they are counted. */
  void belongTo(Principal owner, TopicShare of) {
    principal = owner;
    share = new ReservedShare(of);
  }

  /**
   * Makes the data of a topic flow; it is heard once {@link #attach} is called. A failure is this
   * topic's answer, so that it costs no other.
   *
   * @param suggestions of the request
   */
  TopicAnswer add(String requested, TopicOptions options, Suggestions suggestions) {
    try {
      return switch (resolver.resolve(requested)) {
        case Resolution.Resolved resolved -> add(requested, resolved.topic(), options);
        case Resolution.Refused refused -> suggestions.with(requested, refused).answer(requested);
      };
    } catch (RuntimeException e) {
      log.error("action=subscribe outcome=failed topic={}", requested, e);
      return new TopicAnswer.Refused(
          requested, ErrorCode.INTERNAL, "the gateway failed; its log says how", List.of());
    }
  }

  /** Whose they are. */
  Principal principal() {
    return principal;
  }

  /** Resolves topics for whoever they belong to. */
  TopicResolver resolver() {
    return resolver;
  }

  /** How many topics the client may have. */
  int maxTopics() {
    return maxTopics;
  }

  /** How many topics more the client may have. */
  int room() {
    return maxTopics - held.size();
  }

  /** The same of a topic that is resolved by {@link #resolver}. */
  TopicAnswer add(String requested, Topic topic, TopicOptions options) {
    Delivery delivery = options.deliveryOf(topic.channel());
    String misfit = options.misfit(topic.channel());
    if (misfit != null) {
      return new TopicAnswer.Refused(requested, ErrorCode.BAD_OPTION, misfit, List.of());
    }
    Variant variant = options.variantOf(topic);
    Subscription old = held.get(topic);
    if (old == null && held.size() >= maxTopics) {
      return new TopicAnswer.Refused(
          requested,
          ErrorCode.LIMIT_REACHED,
          "a connection has at most " + maxTopics + " topics",
          List.of());
    }
    if (old == null && !share.take()) {
      return beyondShare(requested);
    }
    Subscription now = old;
    if (now == null || !now.variant().equals(variant)) {
      now = new Subscription(topic, variant, want(topic, variant, old), hub, delivery, intakes);
      held.put(topic, now);
      unattached.add(now);
      if (old != null) {
        unattached.remove(old);
        old.end(); // only now, so that the topic is wanted throughout
      }
      count = held.size();
    } else {
      now.deliver(delivery);
    }
    return new TopicAnswer.Subscribed(requested, topic, now.isLive(), null);
  }

  /** What its principal may have of topics. */
  ReservedShare share() {
    return share;
  }

  /** The answer where there is nothing left of the {@link #share}. */
  TopicAnswer beyondShare(String requested) {
    return new TopicAnswer.Refused(
        requested,
        ErrorCode.LIMIT_REACHED,
        "%s may have %d topics on all its connections, and has not so many left"
            .formatted(principal.id(), principal.quotas().topics()),
        List.of());
  }

  /** What the client has of a topic; null where it does not have it. */
  @Nullable Subscription get(Topic topic) {
    return held.get(topic);
  }

  /** Whether a topic is not heard yet. */
  boolean isNew(Subscription topic) {
    return unattached.contains(topic);
  }

  /** Tells that a topic is heard already. */
  void attached(Subscription topic) {
    unattached.remove(topic);
  }

  private Demand.Interest want(Topic topic, Variant variant, @Nullable Subscription old) {
    try {
      return demand.want(topic, variant);
    } catch (RuntimeException e) {
      if (old == null) {
        share.giveBack();
      }
      throw e;
    }
  }

  /**
   * Begins to hear what was added since the last call.
   *
   * @return the topics whose streams are gone again
   */
  List<Topic> attach() {
    List<Topic> lost = new ArrayList<>();
    for (Subscription topic : unattached) {
      if (!topic.attach()) {
        lost.add(topic.topic());
        drop(topic);
      }
    }
    unattached.clear();
    return lost;
  }

  TopicAnswer remove(String requested) {
    Subscription topic = find(requested);
    if (topic == null) {
      return new TopicAnswer.Refused(
          requested,
          ErrorCode.NOT_SUBSCRIBED,
          "\"" + requested + "\" is not subscribed on this connection",
          List.of());
    }
    unattached.remove(topic);
    drop(topic);
    return new TopicAnswer.Unsubscribed(requested, topic.topic());
  }

  private @Nullable Subscription find(String requested) {
    if (resolver.resolve(requested) instanceof Resolution.Resolved resolved) {
      return held.get(resolved.topic());
    }
    for (Subscription topic : held.values()) { // the catalogue may have lost it meanwhile
      if (topic.topic().toString().equals(requested)) {
        return topic;
      }
    }
    return null;
  }

  /** Ends a topic, if the client has it. */
  void remove(Topic topic) {
    Subscription gone = held.get(topic);
    if (gone != null) {
      unattached.remove(gone);
      drop(gone);
    }
  }

  /** Ends a topic. */
  void drop(Subscription topic) {
    if (held.remove(topic.topic(), topic)) {
      share.giveBack();
    }
    count = held.size();
    topic.end();
  }

  /** Ends all. */
  void clear() {
    for (Subscription topic : held.values()) {
      share.giveBack();
      topic.end();
    }
    held.clear();
    unattached.clear();
    count = 0;
  }

  List<HeldTopic> held() {
    return held.values().stream()
        .map(
            topic ->
                new HeldTopic(
                    topic.topic(),
                    topic.variant().live() ? Updates.LIVE : Updates.FINAL,
                    topic.variant().flat() ? EmptyBars.FLAT : EmptyBars.NONE,
                    topic.delivery(),
                    topic.isLive()))
        .toList();
  }

  /** How many; from any thread. */
  int count() {
    return count;
  }
}
