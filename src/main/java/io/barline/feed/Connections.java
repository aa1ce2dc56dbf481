package io.barline.feed;

import io.barline.exchange.Exchange;
import io.barline.exchange.NativeSymbols;
import io.barline.exchange.Route;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;

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
  private final TokenBucket attempts;
  private final RandomGenerator random;
  private final List<Feed> feeds = new CopyOnWriteArrayList<>();
  private final AtomicLong pastReconnects = new AtomicLong();
  private final AtomicLong pastUnrecognized = new AtomicLong();
  private int opened;

  Connections(
      Exchange exchange,
      List<Route> routes,
      Lane lane,
      FeedSettings settings,
      Link.Factory links,
      TokenBucket attempts,
      RandomGenerator random) {
    this.exchange = exchange;
    this.lane = lane;
    this.settings = settings;
    this.links = links;
    this.attempts = attempts;
    this.random = random;
    routes.forEach(route -> this.routes.put(route.id(), route));
  }

  /** A connection on that route that takes one more name: one that there is, or another. */
  Feed withRoom(String routeId, NativeSymbols symbols, FeedListener listener) {
    for (Feed feed : feeds) {
      if (feed.route().id().equals(routeId) && feed.hasRoom()) {
        return feed;
      }
    }
    Route route = routes.get(routeId);
    if (route == null) {
      throw new IllegalStateException("exchange " + exchange.id() + " has no route " + routeId);
    }
    Feed feed =
        new Feed(
            "%s:%s#%d".formatted(exchange.id(), routeId, ++opened),
            exchange,
            route,
            lane,
            settings,
            links,
            symbols,
            attempts,
            random,
            listener);
    feeds.add(feed);
    return feed;
  }

  /** Forgets a connection that closed, but not what it counted. */
  void remove(Feed feed) {
    feeds.remove(feed);
    FeedReport last = feed.report(lane.now());
    pastReconnects.addAndGet(last.reconnects());
    pastUnrecognized.addAndGet(last.unrecognized());
  }

  /** Looks after them: to be called about once a second. */
  void check() {
    for (Feed feed : feeds) {
      feed.check();
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

  /** How many frames made no sense, on connections that are gone too. */
  long unrecognized() {
    return pastUnrecognized.get() + reports().stream().mapToLong(FeedReport::unrecognized).sum();
  }
}
