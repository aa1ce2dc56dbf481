package io.barline.subscription;

import io.barline.access.Principal;
import io.barline.market.UtcNanos;
import io.barline.wire.ErrorCode;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
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
  private final Holdings holdings = new Holdings();
  private boolean closed;

  /** Of the lists of instruments that were looked at last. */
  private long generation;

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
   * What is found holds from then on what {@code owner} may have, whose other keys may have other
   * rights and quotas; what is beyond those is left out.
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
      return tooMany(topics.size());
    }
    String excess = PatternLimit.excess(topics);
    if (excess != null) {
      return refused(ErrorCode.LIMIT_REACHED, excess);
    }
    TopicList request = new TopicList(resolver, owner, topics);
    if (!request.bad().isEmpty()) {
      return new Creation.BadTopics(request.bad(), topics.size());
    }
    return keep(owner, name, request, replace);
  }

  private Creation tooMany(int topics) {
    return refused(
        ErrorCode.LIMIT_REACHED,
        "%d topics were asked for, one subscription may hold %d: make several"
            .formatted(topics, settings.maxTopicsEach()));
  }

  private synchronized Creation keep(
      Principal owner, @Nullable String name, TopicList request, boolean replace) {
    Set<String> topics = request.names();
    if (closed) {
      return refused(ErrorCode.SHUTTING_DOWN, "the gateway is shutting down");
    }
    Held old = name == null ? holdings.nameless(owner, topics) : holdings.named(owner, name);
    if (old != null && old.topics().equals(topics)) {
      belongTo(owner, old);
      return new Creation.Existing(old.subscription());
    }
    if (old != null && !replace) {
      return refused(
          ErrorCode.NAME_TAKEN,
          "the subscription \"%s\" holds %d other topics: choose another name, or send \"replace\": true"
              .formatted(name, old.topics().size()));
    }
    String full = old == null ? holdings.whyNoMore(owner, settings) : null;
    if (full != null) {
      return refused(ErrorCode.LIMIT_REACHED, full);
    }
    if (request.size() > settings.maxTopicsEach()) {
      return tooMany(request.size());
    }
    int room = holdings.room(owner, old);
    if (request.size() > room) {
      return refused(
          ErrorCode.LIMIT_REACHED,
          "%d topics were asked for, and %s may have %d more in standing subscriptions"
              .formatted(request.size(), owner.id(), room));
    }
    String id = old == null ? newId() : old.subscription().id();
    long createdAt = old == null ? UtcNanos.now(clock) : old.subscription().createdAt();
    StandingSubscription subscription =
        new StandingSubscription(id, owner.id(), name, List.copyOf(topics), createdAt);
    Held held = new Held(subscription, Set.copyOf(topics), hold(request, owner), owner);
    holdings.put(held);
    if (old == null) {
      return new Creation.Created(subscription);
    }
    // Released after the new ones are held: what both have in common never stops flowing.
    old.holding().close();
    return new Creation.Replaced(subscription);
  }

  private Holding hold(TopicList request, Principal owner) {
    Holding holding = new Holding(resolver, demand, request.named(), request.patterns());
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
    for (Held held : List.copyOf(holdings.all())) {
      Principal owner = present.apply(held.owner());
      if (owner == null) {
        log.info(
            "subscription={} action=end reason=\"{} has no valid key any more\"",
            held.subscription().id(),
            held.subscription().owner());
        delete(held);
      } else if (!owner.equals(held.owner())) {
        belongTo(owner, held);
      } else if (listedAnew && held.holding().hasPatterns()) {
        follow(held);
      }
    }
  }

  /** Has it hold what its owner may have by these rights. */
  private void belongTo(Principal owner, Held held) {
    if (!owner.equals(held.owner())) {
      Held changed = new Held(held.subscription(), held.topics(), held.holding(), owner);
      holdings.put(changed);
      follow(changed);
    }
  }

  private void follow(Held held) {
    try {
      int most = Math.min(settings.maxTopicsEach(), holdings.room(held.owner(), held));
      int leftOut = held.holding().follow(held.owner(), most);
      if (leftOut > 0) {
        log.warn(
            "subscription={} leftOut={} reason=\"it may hold {} topics\"",
            held.subscription().id(),
            leftOut,
            most);
      }
    } catch (RuntimeException e) { // costs no other subscription
      log.error("subscription={} action=follow outcome=failed", held.subscription().id(), e);
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
    return holdings.all().stream()
        .filter(each -> each.isVisibleTo(principal))
        .map(Held::subscription)
        .sorted(
            Comparator.comparingLong(StandingSubscription::createdAt)
                .thenComparing(StandingSubscription::id))
        .toList();
  }

  /** The one with that id or own name, or null where there is none that it may see. */
  public @Nullable StandingSubscription get(Principal principal, String idOrName) {
    Held held = holdings.find(principal, idOrName);
    return held == null ? null : held.subscription();
  }

  @Override
  public @Nullable List<String> topics(Principal principal, String name) {
    Held held = holdings.find(principal, name);
    return held == null ? null : held.subscription().topics();
  }

  /**
   * Lets go of a subscription; its topics linger as after any client.
   *
   * @return whether there was one
   */
  public synchronized boolean delete(Principal principal, String idOrName) {
    Held held = holdings.find(principal, idOrName);
    if (held != null) {
      delete(held);
    }
    return held != null;
  }

  private void delete(Held held) {
    holdings.remove(held);
    held.holding().close();
  }

  /** Lets go of everything and takes nothing more. */
  @Override
  public synchronized void close() {
    closed = true;
    List.copyOf(holdings.all()).forEach(this::delete);
  }
}
