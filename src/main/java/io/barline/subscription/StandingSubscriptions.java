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
import java.util.function.Predicate;
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
  private final Map<OwnName, Held> byName = new ConcurrentHashMap<>();
  private boolean closed;

  private record OwnName(String owner, String name) {}

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
   * @param owner whose it is; others' subscriptions are neither found nor replaced
   * @param name 1 to 64 letters, digits, dots, dashes and underscores, the first a letter or digit;
   *     not beginning with {@code sub_}, as ids do; or null
   * @param permitted which topics the owner may have
   * @param replace whether the subscription of that name may be given other topics
   */
  public Creation create(
      Owner owner,
      Predicate<Topic> permitted,
      @Nullable String name,
      List<String> topics,
      boolean replace) {
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
        case Resolution.Resolved(Topic resolved, _) when permitted.test(resolved) ->
            canonical.add(resolved);
        case Resolution.Resolved(Topic resolved, _) ->
            bad.add(
                new TopicAnswer.Refused(
                    topic,
                    ErrorCode.NOT_ENTITLED,
                    "you are not entitled to " + resolved,
                    List.of()));
        case Resolution.Refused why -> bad.add(why.answer(topic));
      }
    }
    return bad.isEmpty()
        ? keep(owner.id(), name, canonical, replace)
        : new Creation.BadTopics(bad, topics.size());
  }

  private synchronized Creation keep(
      String owner, @Nullable String name, Set<Topic> topics, boolean replace) {
    if (closed) {
      return refused(ErrorCode.SHUTTING_DOWN, "the gateway is shutting down");
    }
    Held present = name == null ? nameless(owner, topics) : byName.get(new OwnName(owner, name));
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
        new StandingSubscription(id, owner, name, List.copyOf(topics), createdAt);
    Held held = new Held(subscription, Set.copyOf(topics), want(topics));
    byId.put(id, held);
    if (name != null) {
      byName.put(new OwnName(owner, name), held);
    }
    if (present == null) {
      return new Creation.Created(subscription);
    }
    // Released after the new ones are held: what both have in common never stops flowing.
    present.interests.forEach(Demand.Interest::close);
    return new Creation.Replaced(subscription);
  }

  private @Nullable Held nameless(String owner, Set<Topic> topics) {
    for (Held held : byId.values()) {
      if (held.subscription.name() == null
          && held.subscription.owner().equals(owner)
          && held.topics.equals(topics)) {
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

  /** All that the owner may see, the oldest first. */
  public List<StandingSubscription> list(Owner owner) {
    return byId.values().stream()
        .map(Held::subscription)
        .filter(each -> isVisible(each, owner))
        .sorted(
            Comparator.comparingLong(StandingSubscription::createdAt)
                .thenComparing(StandingSubscription::id))
        .toList();
  }

  private static boolean isVisible(StandingSubscription subscription, Owner to) {
    return to.all() || subscription.owner().equals(to.id());
  }

  /** The one with that id or own name, or null where there is none that the owner may see. */
  public @Nullable StandingSubscription get(Owner owner, String idOrName) {
    Held held = find(owner, idOrName);
    return held == null ? null : held.subscription;
  }

  @Override
  public @Nullable List<Topic> topics(Owner owner, String name) {
    Held held = find(owner, name);
    return held == null ? null : held.subscription.topics();
  }

  private @Nullable Held find(Owner owner, String idOrName) {
    Held held = byId.get(idOrName);
    return held != null && isVisible(held.subscription, owner)
        ? held
        : byName.get(new OwnName(owner.id(), idOrName));
  }

  /**
   * Lets go of a subscription; its topics linger as after any client.
   *
   * @return whether there was one
   */
  public synchronized boolean delete(Owner owner, String idOrName) {
    Held held = find(owner, idOrName);
    if (held != null) {
      delete(held);
    }
    return held != null;
  }

  private void delete(Held held) {
    byId.remove(held.subscription.id());
    if (held.subscription.name() != null) {
      byName.remove(new OwnName(held.subscription.owner(), held.subscription.name()));
    }
    held.interests.forEach(Demand.Interest::close);
  }

  /** Lets go of everything and takes nothing more. */
  @Override
  public synchronized void close() {
    closed = true;
    List.copyOf(byId.values()).forEach(this::delete);
  }
}
