package io.barline.feed;

import io.barline.exchange.Access;
import io.barline.exchange.Exchange;
import io.barline.exchange.Limits;
import io.barline.exchange.NativeSymbols;
import io.barline.exchange.Route;
import io.barline.exchange.Segment;
import io.barline.exchange.StreamName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one segment, as many as its names need. Opened and closed on its lane; what
 * they report is for any thread.
 */
final class Connections {
  private final Exchange exchange;
  private final Map<String, Route> routes = new HashMap<>();
  private final Lane lane;
  private final FeedSettings settings;
  private final Link.Factory links;
  private final AddressBudget budget;
  private final RandomGenerator random;
  private final List<Feed> feeds = new CopyOnWriteArrayList<>();
  private final AtomicLong pastReconnects = new AtomicLong();
  private final AtomicLong pastUnrecognized = new AtomicLong();
  private final AtomicLong pastFailed = new AtomicLong();
  private final AtomicLong rotations = new AtomicLong();
  private int opened;

  Connections(
      Exchange exchange,
      List<Route> routes,
      Lane lane,
      FeedSettings settings,
      Link.Factory links,
      AddressBudget budget,
      RandomGenerator random) {
    this.exchange = exchange;
    this.lane = lane;
    this.settings = settings;
    this.links = links;
    this.budget = budget;
    this.random = random;
    routes.forEach(route -> this.routes.put(route.id(), route));
  }

  /**
   * A connection that takes that name besides those that it has: one that is in use, or else one
   * that is on its way, or another. While one is refused or out of reach no other is opened.
   *
   * @return null where such connections are not to be had for now, or no more of them are allowed
   */
  @Nullable Feed withRoom(StreamName name, NativeSymbols symbols, FeedListener listener) {
    Feed onItsWay = null;
    for (Feed feed : feeds) {
      if (isOf(feed, name)) {
        if (feed.takes(name.name())) {
          return feed;
        }
        if (onItsWay == null && feed.hasRoom(name.name())) {
          onItsWay = feed;
        }
      }
    }
    if (onItsWay != null) {
      return onItsWay;
    }
    return feeds.stream().anyMatch(feed -> isOf(feed, name) && feed.isBarred())
            || !allowsAnother(name)
        ? null
        : open(route(name.route()), symbols, listener);
  }

  private static boolean isOf(Feed feed, StreamName name) {
    return feed.route().id().equals(name.route());
  }

  private boolean allowsAnother(StreamName name) {
    long open = feeds.stream().filter(feed -> isOf(feed, name)).count();
    return open < route(name.route()).limits().connectionsInUse();
  }

  /**
   * A connection that is to replace another.
   *
   * @return null where the exchange allows none besides the other one
   */
  @Nullable Feed successor(Feed of, NativeSymbols symbols, FeedListener listener) {
    Limits limits = of.route().limits();
    long open = feeds.stream().filter(feed -> feed.route().equals(of.route())).count();
    return limits.allowsOverlap() && open < limits.connections() && leavesRoom(of.route())
        ? open(of.route(), symbols, listener)
        : null;
  }

  /**
   * Whether one more is allowed besides all that lead to the same address: routes that do so share
   * what is left for replacing, one connection at a time.
   */
  private boolean leavesRoom(Route one) {
    long inUse =
        routes.values().stream()
            .filter(route -> isBeside(route, one))
            .mapToLong(route -> route.limits().connectionsInUse())
            .sum();
    return feeds.stream().filter(feed -> isBeside(feed.route(), one)).count() <= inUse;
  }

  private static boolean isBeside(Route route, Route one) {
    String address = address(route.access());
    return address != null && address.equals(address(one.access()));
  }

  /** The host and port that a connection leads to; null where it has none of its own. */
  private static @Nullable String address(Access access) {
    return switch (access) {
      case Access.Socket socket -> socket.uri().getAuthority();
      case Access.Framed framed -> framed.toString();
      case Access.Polled _, Access.Bridged _ -> null;
    };
  }

  private Feed open(Route route, NativeSymbols symbols, FeedListener listener) {
    Feed feed =
        new Feed(
            "%s:%s#%d".formatted(exchange.id(), route.id(), ++opened),
            exchange,
            route,
            lane,
            settings,
            links,
            symbols,
            budget,
            random,
            listener);
    feeds.add(feed);
    return feed;
  }

  /** Why {@link #withRoom} has none. */
  String reasonForNone(String routeId) {
    for (Feed feed : feeds) {
      String error = feed.lastError();
      if (feed.route().id().equals(routeId) && feed.isBarred() && error != null) {
        return error;
      }
    }
    Limits limits = route(routeId).limits();
    return "%s has %d connections of kind %s with %d streams each, and all are taken"
        .formatted(
            exchange.id(), limits.connectionsInUse(), routeId, limits.streamsPerConnection());
  }

  private Route route(String id) {
    Route route = routes.get(id);
    if (route == null) {
      throw new IllegalStateException("exchange " + exchange.id() + " has no route " + id);
    }
    return route;
  }

  Exchange exchange() {
    return exchange;
  }

  FeedSettings settings() {
    return settings;
  }

  Segment segment(Route route) {
    return exchange.segments().stream()
        .filter(segment -> segment.id().equals(route.segment()))
        .findFirst()
        .orElseThrow();
  }

  Backoff backoff(Duration min, Duration max) {
    return new Backoff(min, max, random);
  }

  /** Those that there are now. */
  List<Feed> all() {
    return feeds;
  }

  /** Whether what can wait may take a connection attempt: others may need them soon. */
  boolean hasPlentyOfAttempts() {
    return budget.attempts().hasPlenty(lane.now());
  }

  /** A connection was replaced. */
  void rotated() {
    rotations.incrementAndGet();
  }

  /** How often connections were replaced before the exchange closed them. */
  long rotations() {
    return rotations.get();
  }

  /** Forgets a connection that closed, but not what it counted. */
  void remove(Feed feed) {
    if (!feeds.remove(feed)) {
      return;
    }
    FeedReport last = feed.report(lane.now());
    pastReconnects.addAndGet(last.reconnects());
    pastUnrecognized.addAndGet(last.unrecognized());
    pastFailed.addAndGet(feed.failedFrames());
  }

  /**
   * Whether another connection may be opened for that name: those that there are, if any, are all
   * in use, so that none is refused or on its way.
   */
  boolean mayOpenAnother(StreamName name) {
    return feeds.stream().allMatch(feed -> !isOf(feed, name) || feed.isOpen())
        && allowsAnother(name);
  }

  /** A connection of the kind that is tried before anything is wanted of it; null for none. */
  @Nullable Feed ahead(StreamName name) {
    return feeds.stream()
        .filter(feed -> isOf(feed, name) && feed.isAhead())
        .findFirst()
        .orElse(null);
  }

  /** Opens another connection for that name, which takes it once it is ready. */
  void openAhead(StreamName name, NativeSymbols symbols, FeedListener listener) {
    open(route(name.route()), symbols, listener).goAhead();
  }

  /** Whether a connection takes that name at once. */
  boolean takes(StreamName name) {
    return feeds.stream().anyMatch(feed -> isOf(feed, name) && feed.takes(name.name()));
  }

  /** How long what was refused is not tried again while it is had from elsewhere. */
  Duration refusedRetry() {
    return settings.refusedRetry();
  }

  /** Looks after them: to be called about once a second. */
  void check() {
    for (Feed feed : feeds) {
      lane.attempt(feed::check);
      if (feed.isOver()) {
        remove(feed);
      }
    }
  }

  void stop() {
    List<Feed> all = new ArrayList<>(feeds);
    feeds.clear();
    all.forEach(Feed::stop);
  }

  List<FeedReport> reports() {
    long now = lane.now();
    return feeds.stream().map(feed -> feed.report(now)).toList();
  }

  /** How often connections were lost, those included that are gone. */
  long reconnects() {
    return pastReconnects.get() + reports().stream().mapToLong(FeedReport::reconnects).sum();
  }

  /** How many frames failed through a mistake of ours, on connections that are gone too. */
  long failedFrames() {
    return pastFailed.get() + feeds.stream().mapToLong(Feed::failedFrames).sum();
  }

  /** How many frames made no sense, on connections that are gone too. */
  long unrecognized() {
    return pastUnrecognized.get() + reports().stream().mapToLong(FeedReport::unrecognized).sum();
  }
}
