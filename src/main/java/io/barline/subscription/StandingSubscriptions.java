package io.barline.subscription;

import io.barline.hub.Variant;
import io.barline.market.Topic;
import io.barline.market.UtcNanos;
import io.barline.wire.ErrorCode;
import io.barline.wire.TopicAnswer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The standing subscriptions, in memory. Reading never waits; changes are made one at a time.
 *
 * <p>Creating is idempotent, so that a client may say on every start what it needs.
 */
public final class StandingSubscriptions implements NamedTopics, AutoCloseable {
  private static final String ID_PREFIX = "sub_";
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

  private final TopicResolver resolver;
  private final Demand demand;
  private final SubscriptionSettings settings;
  private final Clock clock;
  private final Map<String, Held> byId = new ConcurrentHashMap<>();
  private final Map<String, Held> byName = new ConcurrentHashMap<>();
  private boolean closed;

  private record Held(
      StandingSubscription subscription, Set<Topic> topics, List<Demand.Interest> interests) {}

  public StandingSubscriptions(
      TopicResolver resolver, Demand demand, SubscriptionSettings settings, Clock clock) {
    this.resolver = resolver;
    this.demand = demand;
    this.settings = settings;
    this.clock = clock;
  }

  /**
   * Creates a subscription, or finds the one that already says the same: of that name, or, without
   * a name, the nameless one with the same topics in any order. One bad topic refuses them all.
   *
   * @param name 1 to 64 letters, digits, dots, dashes and underscores, the first a letter or digit;
   *     not beginning with {@code sub_}, as ids do; or null
   * @param replace whether the subscription of that name may be given other topics
   */
  public Creation create(@Nullable String name, List<String> topics, boolean replace) {
    if (name != null && (!NAME.matcher(name).matches() || name.startsWith(ID_PREFIX))) {
      return refused(
          ErrorCode.BAD_REQUEST,
          "a name has 1 to 64 letters, digits, dots, dashes and underscores, starts with a letter"
              + " or digit and not with \"sub_\"");
    }
    if (topics.isEmpty()) {
      return refused(ErrorCode.BAD_REQUEST, "a subscription needs at least one topic");
    }
    if (topics.size() > settings.maxTopicsEach()) {
      return refused(
          ErrorCode.LIMIT_REACHED,
          "%d topics were asked for, one subscription may hold %d: make several"
              .formatted(topics.size(), settings.maxTopicsEach()));
    }
    Set<Topic> canonical = new LinkedHashSet<>();
    List<TopicAnswer.Refused> bad = new ArrayList<>();
    for (String topic : new LinkedHashSet<>(topics)) {
      switch (resolver.resolve(topic)) {
        case Resolution.Resolved resolved -> canonical.add(resolved.topic());
        case Resolution.Refused why -> bad.add(why.answer(topic));
      }
    }
    return bad.isEmpty()
        ? keep(name, canonical, replace)
        : new Creation.BadTopics(bad, topics.size());
  }

  private synchronized Creation keep(@Nullable String name, Set<Topic> topics, boolean replace) {
    if (closed) {
      return refused(ErrorCode.SHUTTING_DOWN, "the gateway is shutting down");
    }
    Held present = name == null ? nameless(topics) : byName.get(name);
    if (present != null && present.topics.equals(topics)) {
      return new Creation.Existing(present.subscription);
    }
    if (present != null && !replace) {
      return refused(
          ErrorCode.NAME_TAKEN,
          "the subscription \"%s\" holds %d other topics: choose another name, or send \"replace\": true"
              .formatted(name, present.topics.size()));
    }
    if (present == null && byId.size() >= settings.maxStanding()) {
      return refused(
          ErrorCode.LIMIT_REACHED,
          "there are %d standing subscriptions, which is the limit: delete one first"
              .formatted(byId.size()));
    }
    String id = present == null ? newId() : present.subscription.id();
    long createdAt = present == null ? UtcNanos.now(clock) : present.subscription.createdAt();
    StandingSubscription subscription =
        new StandingSubscription(id, name, List.copyOf(topics), createdAt);
    Held held = new Held(subscription, Set.copyOf(topics), want(topics));
    byId.put(id, held);
    if (name != null) {
      byName.put(name, held);
    }
    if (present == null) {
      return new Creation.Created(subscription);
    }
    // Released after the new ones are held: what both have in common never stops flowing.
    present.interests.forEach(Demand.Interest::close);
    return new Creation.Replaced(subscription);
  }

  private @Nullable Held nameless(Set<Topic> topics) {
    for (Held held : byId.values()) {
      if (held.subscription.name() == null && held.topics.equals(topics)) {
        return held;
      }
    }
    return null;
  }

  private List<Demand.Interest> want(Set<Topic> topics) {
    List<Demand.Interest> interests = new ArrayList<>(topics.size());
    try {
      for (Topic topic : topics) {
        interests.add(demand.want(topic, Variant.PLAIN));
      }
      return interests;
    } catch (RuntimeException e) {
      interests.forEach(Demand.Interest::close);
      throw e;
    }
  }

  private static String newId() {
    return ID_PREFIX + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
  }

  private static Creation refused(ErrorCode code, String sentence) {
    return new Creation.Refused(code, sentence);
  }

  /** All of them, the oldest first. */
  public List<StandingSubscription> list() {
    return byId.values().stream()
        .map(Held::subscription)
        .sorted(
            Comparator.comparingLong(StandingSubscription::createdAt)
                .thenComparing(StandingSubscription::id))
        .toList();
  }

  /** The one with that id or name, or null where there is none. */
  public @Nullable StandingSubscription get(String idOrName) {
    Held held = find(idOrName);
    return held == null ? null : held.subscription;
  }

  @Override
  public @Nullable List<Topic> topics(String name) {
    Held held = find(name);
    return held == null ? null : held.subscription.topics();
  }

  private @Nullable Held find(String idOrName) {
    Held held = byId.get(idOrName);
    return held == null ? byName.get(idOrName) : held;
  }

  /**
   * Lets go of a subscription; its topics linger as after any client.
   *
   * @return whether there was one
   */
  public synchronized boolean delete(String idOrName) {
    Held held = find(idOrName);
    if (held == null) {
      return false;
    }
    byId.remove(held.subscription.id());
    if (held.subscription.name() != null) {
      byName.remove(held.subscription.name());
    }
    held.interests.forEach(Demand.Interest::close);
    return true;
  }

  /** Lets go of everything and takes nothing more. */
  @Override
  public synchronized void close() {
    closed = true;
    list().forEach(subscription -> delete(subscription.id()));
  }
}
