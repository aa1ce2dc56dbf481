package io.barline.subscription;

import io.barline.access.Principal;
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
import java.util.function.Function;
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
  private final Function<Principal, @Nullable Principal> present;
  private final Clock clock;
  private final Map<String, Held> byId = new ConcurrentHashMap<>();
  private final Map<OwnName, Held> byName = new ConcurrentHashMap<>();
  private boolean closed;

  private record OwnName(String owner, String name) {}

  /** Of the lists of instruments that were looked at last. */
  private long generation;

  /**
   * @param owner as it was when it was looked at last
   */
  private record Held(
      StandingSubscription subscription, Set<String> topics, Holding holding, Principal owner) {
    boolean isOf(Principal principal) {
      return subscription.owner().equals(principal.id());
    }

    boolean isVisibleTo(Principal principal) {
      return principal.mayTouch(subscription.owner());
    }
  }

  /**
   * @param present an owner with the rights that it has by now; null where it has none any more,
   *     which ends what it made
   */
  public StandingSubscriptions(
      TopicResolver resolver,
      Demand demand,
      SubscriptionSettings settings,
      Function<Principal, @Nullable Principal> present,
      Clock clock) {
    this.resolver = resolver;
    this.demand = demand;
    this.settings = settings;
    this.present = present;
    this.clock = clock;
  }

  /**
   * Creates a subscription, or finds the one that already says the same: of that name, or, without
   * a name, the nameless one with the same topics in any order. One bad topic refuses them all.
   *
   * @param owner whose it is; others' subscriptions are neither found nor replaced
   * @param name 1 to 64 letters, digits, dots, dashes and underscores, the first a letter or digit;
   *     not beginning with {@code sub_}, as ids do; or null
   * @param replace whether the subscription of that name may be given other topics
   */
  public Creation create(
      Principal owner, @Nullable String name, List<String> topics, boolean replace) {
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
    Request request = new Request(owner, topics);
    int count = request.size();
    if (request.bad.isEmpty() && count > settings.maxTopicsEach()) {
      return refused(
          ErrorCode.LIMIT_REACHED,
          "%d topics were asked for, one subscription may hold %d: make several"
              .formatted(count, settings.maxTopicsEach()));
    }
    return request.bad.isEmpty()
        ? keep(owner, name, request, replace)
        : new Creation.BadTopics(request.bad, topics.size());
  }

  /** What was asked for, and what is bad of it. */
  private final class Request {
    final TopicResolver mine;
    final Set<String> names = new LinkedHashSet<>();
    final Set<Topic> named = new LinkedHashSet<>();
    final Set<Topic> matched = new LinkedHashSet<>();
    final List<String> patterns = new ArrayList<>();
    final List<TopicAnswer.Refused> bad = new ArrayList<>();
    final Suggestions suggestions;

    Request(Principal owner, List<String> topics) {
      this.mine = new EntitledTopics(resolver, owner::entitlements);
      this.suggestions = new Suggestions(mine);
      for (String topic : new LinkedHashSet<>(topics)) {
        if (TopicPattern.isPattern(topic)) {
          pattern(topic);
        } else {
          topic(topic);
        }
      }
    }

    private void topic(String text) {
      switch (mine.resolve(text)) {
        case Resolution.Resolved(Topic topic, _) -> {
          named.add(topic);
          names.add(topic.toString());
        }
        case Resolution.Refused why -> bad.add(suggestions.with(text, why).answer(text));
      }
    }

    private void pattern(String text) {
      switch (mine.match(text)) {
        case Matching.Refused(var why) -> bad.add(why.answer(text));
        case Matching.Found(TopicPattern pattern, List<Topic> topics) -> {
          matched.addAll(topics);
          patterns.add(pattern.toString());
          names.add(pattern.toString());
        }
      }
    }

    /** How many topics it stands for now. */
    int size() {
      Set<Topic> all = new LinkedHashSet<>(named);
      all.addAll(matched);
      return all.size();
    }
  }

  private synchronized Creation keep(
      Principal owner, @Nullable String name, Request request, boolean replace) {
    Set<String> topics = request.names;
    if (closed) {
      return refused(ErrorCode.SHUTTING_DOWN, "the gateway is shutting down");
    }
    Held old = name == null ? nameless(owner, topics) : byName.get(new OwnName(owner.id(), name));
    if (old != null && old.topics.equals(topics)) {
      return new Creation.Existing(old.subscription);
    }
    if (old != null && !replace) {
      return refused(
          ErrorCode.NAME_TAKEN,
          "the subscription \"%s\" holds %d other topics: choose another name, or send \"replace\": true"
              .formatted(name, old.topics.size()));
    }
    String full = old == null ? whyNoMore(owner) : null;
    if (full != null) {
      return refused(ErrorCode.LIMIT_REACHED, full);
    }
    int room = room(owner, old);
    if (request.size() > room) {
      return refused(
          ErrorCode.LIMIT_REACHED,
          "%d topics were asked for, and %s may have %d more in standing subscriptions"
              .formatted(request.size(), owner.id(), room));
    }
    String id = old == null ? newId() : old.subscription.id();
    long createdAt = old == null ? UtcNanos.now(clock) : old.subscription.createdAt();
    StandingSubscription subscription =
        new StandingSubscription(id, owner.id(), name, List.copyOf(topics), createdAt);
    Held held = new Held(subscription, Set.copyOf(topics), hold(request, owner), owner);
    put(held);
    if (old == null) {
      return new Creation.Created(subscription);
    }
    // Released after the new ones are held: what both have in common never stops flowing.
    old.holding.close();
    return new Creation.Replaced(subscription);
  }

  private void put(Held held) {
    byId.put(held.subscription.id(), held);
    String name = held.subscription.name();
    if (name != null) {
      byName.put(new OwnName(held.subscription.owner(), name), held);
    }
  }

  private @Nullable String whyNoMore(Principal owner) {
    if (byId.size() >= settings.maxStanding()) {
      return "there are %d standing subscriptions, which is the limit: delete one first"
          .formatted(byId.size());
    }
    long own = byId.values().stream().filter(each -> each.isOf(owner)).count();
    return own < settings.maxStandingEach() || owner.equals(Principal.LOCAL)
        ? null
        : "%s has %d standing subscriptions, which is the limit of each: delete one first"
            .formatted(owner.id(), own);
  }

  /** How many topics an owner may hold by a subscription, given what it holds by its others. */
  private int room(Principal owner, @Nullable Held by) {
    int others = by == null ? 0 : -by.holding.size();
    for (Held held : byId.values()) {
      others += held.isOf(owner) ? held.holding.size() : 0;
    }
    return Math.max(0, owner.quotas().topics() - others);
  }

  private @Nullable Held nameless(Principal owner, Set<String> topics) {
    for (Held held : byId.values()) {
      if (held.subscription.name() == null && held.isOf(owner) && held.topics.equals(topics)) {
        return held;
      }
    }
    return null;
  }

  private Holding hold(Request request, Principal owner) {
    Holding holding = new Holding(resolver, demand, request.named, request.patterns);
    try {
      holding.follow(owner, settings.maxTopicsEach());
      return holding;
    } catch (RuntimeException e) {
      holding.close();
      throw e;
    }
  }

  /** Has owners keep their rights, and patterns what is listed; to be called now and then. */
  public synchronized void follow() {
    long now = resolver.generation();
    boolean listedAnew = now != generation;
    generation = now;
    for (Held held : List.copyOf(byId.values())) {
      Principal owner = present.apply(held.owner);
      if (owner == null) {
        log.info(
            "subscription={} action=end reason=\"{} has no valid key any more\"",
            held.subscription.id(),
            held.subscription.owner());
        delete(held);
      } else if (!owner.equals(held.owner)) {
        Held changed = new Held(held.subscription, held.topics, held.holding, owner);
        put(changed);
        follow(changed);
      } else if (listedAnew && held.holding.hasPatterns()) {
        follow(held);
      }
    }
  }

  private void follow(Held held) {
    try {
      int most = Math.min(settings.maxTopicsEach(), room(held.owner, held));
      int leftOut = held.holding.follow(held.owner, most);
      if (leftOut > 0) {
        log.warn(
            "subscription={} leftOut={} reason=\"it may hold {} topics\"",
            held.subscription.id(),
            leftOut,
            most);
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

  /** All that the principal may see, the oldest first. */
  public List<StandingSubscription> list(Principal principal) {
    return byId.values().stream()
        .filter(each -> each.isVisibleTo(principal))
        .map(Held::subscription)
        .sorted(
            Comparator.comparingLong(StandingSubscription::createdAt)
                .thenComparing(StandingSubscription::id))
        .toList();
  }

  /** The one with that id or own name, or null where there is none that it may see. */
  public @Nullable StandingSubscription get(Principal principal, String idOrName) {
    Held held = find(principal, idOrName);
    return held == null ? null : held.subscription;
  }

  @Override
  public @Nullable List<String> topics(Principal principal, String name) {
    Held held = find(principal, name);
    return held == null ? null : held.subscription.topics();
  }

  private @Nullable Held find(Principal principal, String idOrName) {
    Held held = byId.get(idOrName);
    return held != null && held.isVisibleTo(principal)
        ? held
        : byName.get(new OwnName(principal.id(), idOrName));
  }

  /**
   * Lets go of a subscription; its topics linger as after any client.
   *
   * @return whether there was one
   */
  public synchronized boolean delete(Principal principal, String idOrName) {
    Held held = find(principal, idOrName);
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
