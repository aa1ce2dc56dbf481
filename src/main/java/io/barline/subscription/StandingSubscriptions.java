package io.barline.subscription;

import io.barline.market.Topic;
import io.barline.market.TopicPattern;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The standing subscriptions, in memory. Reading never waits; changes are made one at a time.
 *
 * <p>Creating is idempotent, so that a client may say on every start what it needs.
 */
public final class StandingSubscriptions implements NamedTopics, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StandingSubscriptions.class);
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

  /** Of the lists of instruments that were looked at last. */
  private long generation;

  private record Held(StandingSubscription subscription, Set<String> topics, Holding holding) {}

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
    Request request = new Request(permitted, topics);
    int count = request.size();
    if (request.bad.isEmpty() && count > settings.maxTopicsEach()) {
      return refused(
          ErrorCode.LIMIT_REACHED,
          "%d topics were asked for, one subscription may hold %d: make several"
              .formatted(count, settings.maxTopicsEach()));
    }
    return request.bad.isEmpty()
        ? keep(owner.id(), name, request, replace)
        : new Creation.BadTopics(request.bad, topics.size());
  }

  /** What was asked for, and what is bad of it. */
  private final class Request {
    final Predicate<Topic> permitted;
    final Set<String> names = new LinkedHashSet<>();
    final Set<Topic> named = new LinkedHashSet<>();
    final Set<Topic> matched = new LinkedHashSet<>();
    final List<String> patterns = new ArrayList<>();
    final List<TopicAnswer.Refused> bad = new ArrayList<>();
    final Suggestions suggestions = new Suggestions(resolver);

    Request(Predicate<Topic> permitted, List<String> topics) {
      this.permitted = permitted;
      for (String topic : new LinkedHashSet<>(topics)) {
        if (TopicPattern.isPattern(topic)) {
          pattern(topic);
        } else {
          topic(topic);
        }
      }
    }

    private void topic(String text) {
      switch (resolver.resolve(text)) {
        case Resolution.Resolved(Topic topic, _) when permitted.test(topic) -> {
          named.add(topic);
          names.add(topic.toString());
        }
        case Resolution.Resolved(Topic topic, _) -> notEntitled(text, topic.toString());
        case Resolution.Refused why -> bad.add(suggestions.with(text, why).answer(text));
      }
    }

    private void pattern(String text) {
      switch (resolver.match(text)) {
        case Matching.Refused(var why) -> bad.add(why.answer(text));
        case Matching.Found(TopicPattern pattern, List<Topic> topics) -> {
          List<Topic> mine = topics.stream().filter(permitted).toList();
          if (mine.isEmpty() && !topics.isEmpty()) {
            notEntitled(text, "anything that matches " + pattern);
          }
          matched.addAll(mine);
          patterns.add(pattern.toString());
          names.add(pattern.toString());
        }
      }
    }

    private void notEntitled(String text, String what) {
      bad.add(
          new TopicAnswer.Refused(
              text, ErrorCode.NOT_ENTITLED, "you are not entitled to " + what, List.of()));
    }

    /** How many topics it stands for now. */
    int size() {
      Set<Topic> all = new LinkedHashSet<>(named);
      all.addAll(matched);
      return all.size();
    }
  }

  private synchronized Creation keep(
      String owner, @Nullable String name, Request request, boolean replace) {
    Set<String> topics = request.names;
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
    Held held = new Held(subscription, Set.copyOf(topics), hold(request));
    byId.put(id, held);
    if (name != null) {
      byName.put(new OwnName(owner, name), held);
    }
    if (present == null) {
      return new Creation.Created(subscription);
    }
    // Released after the new ones are held: what both have in common never stops flowing.
    present.holding.close();
    return new Creation.Replaced(subscription);
  }

  private @Nullable Held nameless(String owner, Set<String> topics) {
    for (Held held : byId.values()) {
      if (held.subscription.name() == null
          && held.subscription.owner().equals(owner)
          && held.topics.equals(topics)) {
        return held;
      }
    }
    return null;
  }

  private Holding hold(Request request) {
    Holding holding =
        new Holding(
            resolver,
            demand,
            request.permitted,
            request.named,
            request.patterns,
            settings.maxTopicsEach());
    try {
      holding.follow();
      return holding;
    } catch (RuntimeException e) {
      holding.close();
      throw e;
    }
  }

  /** Has patterns follow what is listed; to be called now and then. */
  public synchronized void follow() {
    long now = resolver.generation();
    if (now == generation) {
      return;
    }
    generation = now;
    for (Held held : byId.values()) {
      if (held.holding.hasPatterns()) {
        follow(held);
      }
    }
  }

  private void follow(Held held) {
    try {
      int leftOut = held.holding.follow();
      if (leftOut > 0) {
        log.warn(
            "subscription={} leftOut={} reason=\"one subscription may hold {} topics\"",
            held.subscription.id(),
            leftOut,
            settings.maxTopicsEach());
      }
    } catch (RuntimeException e) { // costs no other subscription
      log.error("subscription={} action=follow outcome=failed", held.subscription.id(), e);
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
  public @Nullable List<String> topics(Owner owner, String name) {
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
    held.holding.close();
  }

  /** Lets go of everything and takes nothing more. */
  @Override
  public synchronized void close() {
    closed = true;
    List.copyOf(byId.values()).forEach(this::delete);
  }
}
