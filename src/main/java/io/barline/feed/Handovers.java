package io.barline.feed;

import io.barline.exchange.NativeSymbols;
import io.barline.exchange.StreamName;
import io.barline.market.MarketEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which connection of a segment is replaced, or given up, and when: one at a time. On the lane. */
final class Handovers {
  private static final Logger LOG = LoggerFactory.getLogger(Handovers.class);
  private static final Duration SHORTEST_RETRY = Duration.ofSeconds(10);
  private static final Duration LONGEST_RETRY = Duration.ofMinutes(5);

  /** The same while a connection is about to be closed by the exchange. */
  private static final Duration RETRY_OF_CLOSING = Duration.ofSeconds(10);

  private final Connections connections;
  private final NativeSymbols symbols;
  private final FeedListener listener;
  private final Lane lane;
  private final Function<StreamName, @Nullable Upstream> placed;
  private final BiConsumer<Feed, MarketEvent> data;
  private final BiConsumer<Upstream, String> refused;
  private final Packing packing;

  /** Of connections whose replacement failed: when it is tried again. */
  private final Map<Feed, Retry> retries = new HashMap<>();

  /** What is to be replaced as soon as can be, and why. */
  private final Map<Feed, Wish> wanted = new LinkedHashMap<>();

  /** Those that the exchange is about to close, until they are gone, and why. */
  private final Map<Feed, String> closing = new HashMap<>();

  private @Nullable Handover current;

  /** What the current handover is for; null where it is for no such. */
  private @Nullable Wish wish;

  /** The one that takes everything, where the current handover opened one. */
  private @Nullable Feed successor;

  private boolean advancesSoon;

  private static final class Retry {
    final Backoff backoff;
    long notBefore;

    Retry(Backoff backoff) {
      this.backoff = backoff;
    }
  }

  /**
   * @param listener of the connections that are opened
   * @param placed what is had under a name
   * @param data takes what comes from new connections
   * @param refused takes what new connections are refused, and why
   */
  Handovers(
      Connections connections,
      NativeSymbols symbols,
      FeedListener listener,
      Lane lane,
      Function<StreamName, @Nullable Upstream> placed,
      BiConsumer<Feed, MarketEvent> data,
      BiConsumer<Upstream, String> refused) {
    this.connections = connections;
    this.symbols = symbols;
    this.listener = listener;
    this.lane = lane;
    this.placed = placed;
    this.data = data;
    this.refused = refused;
    this.packing = new Packing(connections.exchange(), connections.settings().packAfter());
  }

  /** Replaces it as soon as can be. */
  void replace(Feed feed, Wish next) {
    if (feed.route().isPolled()) {
      return;
    }
    if (isFrom(feed)) {
      wish = wish == null ? next : wish;
      return;
    }
    wanted.merge(feed, next, (last, _) -> last.stands().getAsBoolean() ? last : next);
    advanceSoon();
  }

  /** The exchange is about to close it: it is replaced however often that fails. */
  void closing(Feed feed, String reason) {
    if (!feed.route().isPolled()) {
      closing.put(feed, reason);
      Retry retry = retries.get(feed);
      if (retry != null) {
        retry.notBefore = Math.min(retry.notBefore, lane.now() + RETRY_OF_CLOSING.toNanos());
      }
      replace(feed, Wish.beforeItCloses(reason));
    }
  }

  private boolean isFrom(Feed feed) {
    return current != null && current.from() == feed;
  }

  /** Later, since a connection may be about to tell of more; once for all of that. */
  private void advanceSoon() {
    if (!advancesSoon) {
      advancesSoon = true;
      lane.execute(
          () -> {
            advancesSoon = false;
            advance();
          });
    }
  }

  boolean passes(Feed feed, MarketEvent event) {
    return current == null || current.passes(feed, event);
  }

  /** What became of a stream on a connection that it is not had from. */
  void changed(Feed feed, Upstream upstream, FeedListener.Change change) {
    if (current != null) {
      current.changed(feed, upstream, change);
      advanceSoon();
    }
  }

  /** A stream's connection was lost; whether it goes on elsewhere and nothing has to be told. */
  boolean lost(Feed feed, Upstream upstream, String reason) {
    closing.remove(feed);
    if (current == null || !isFrom(feed) || !current.lost(upstream, reason)) {
      return false;
    }
    advanceSoon();
    return true;
  }

  /** A connection that streams go to is refused; false where it is none. */
  boolean barred(Feed feed, Upstream upstream, String reason) {
    if (current == null || upstream.feed() == feed) {
      return false;
    }
    current.fail(reason);
    advanceSoon();
    return true;
  }

  /** What that connection brings may have a hole: nothing that counts on it goes over to it now. */
  void unreadable(Feed feed, String reason) {
    if (current != null && current.countsOn(feed)) {
      current.fail(reason);
      advanceSoon();
    }
  }

  void forget(Upstream upstream) {
    if (current != null) {
      current.forget(upstream);
    }
  }

  /** It is gone. */
  void gone(Feed feed) {
    wanted.remove(feed);
    closing.remove(feed);
    retries.remove(feed);
    if (current != null && (isFrom(feed) || successor == feed)) {
      current.from().leave(false);
      end();
    }
  }

  private void end() {
    current = null;
    successor = null;
    wish = null;
  }

  /** To be called about once a second, and whenever something happened. */
  void advance() {
    Handover open = current;
    if (open != null) {
      String failure = open.advance();
      if (failure != null) {
        giveUp(open, failure);
      } else if (open.isComplete()) {
        complete(open);
      }
    } else {
      begin();
    }
  }

  private void begin() {
    wanted
        .entrySet()
        .removeIf(each -> !each.getKey().isOpen() || !each.getValue().stands().getAsBoolean());
    closing.keySet().removeIf(feed -> !feed.isOpen());
    retries.keySet().removeIf(feed -> !connections.all().contains(feed));
    long now = lane.now();
    for (Map.Entry<Feed, Wish> next : wanted.entrySet()) {
      if (mayReplace(next.getKey(), now)) {
        wanted.remove(next.getKey());
        replaceNow(next.getKey(), next.getValue().reason(), next.getValue());
        return;
      }
    }
    for (Feed feed : connections.all()) {
      if (feed.isOpen()
          && feed.nextRotation() != 0
          && now >= feed.nextRotation()
          && mayReplace(feed, now)
          && connections.hasPlentyOfAttempts()) {
        replaceNow(feed, "it is close to its maximum age", null);
        return;
      }
    }
    Packing.Plan plan = packing.next(connections.all(), now);
    if (plan != null && mayReplace(plan.from(), now)) {
      LOG.info("feed={} event=packing streams={}", plan.from().id(), plan.to().size());
      move(plan.from(), plan.to()::get);
    }
  }

  /** What failed is tried ever more seldom; without overlap nothing can fail. */
  private boolean mayReplace(Feed feed, long now) {
    Retry retry = retries.get(feed);
    return retry == null || now >= retry.notBefore || !feed.route().limits().allowsOverlap();
  }

  private void replaceNow(Feed feed, String reason, @Nullable Wish why) {
    Feed next = connections.successor(feed, symbols, listener);
    if (next == null) {
      LOG.info("feed={} event=reconnecting reason=\"{}\"", feed.id(), reason);
      feed.reconnect("replaced, the old one first as the exchange allows no more: " + reason);
      fulfilled(why);
      return;
    }
    LOG.info("feed={} event=replacing by={} reason=\"{}\"", feed.id(), next.id(), reason);
    successor = next;
    wish = why;
    move(feed, _ -> next);
  }

  private static void fulfilled(@Nullable Wish wish) {
    if (wish != null) {
      wish.fulfilled().run();
    }
  }

  private void move(Feed from, Function<String, @Nullable Feed> targets) {
    Handover handover = new Handover(from, lane, connections.settings().handoverGrace(), data);
    current = handover;
    from.leave(true);
    for (String name : from.names()) {
      Upstream upstream = placed.apply(new StreamName(from.route().id(), name));
      Feed to = targets.apply(name);
      if (upstream != null && upstream.feed() == from && to != null) {
        handover.move(upstream, name, to, connections.segment(from.route()));
      }
    }
  }

  private void complete(Handover open) {
    Feed from = open.from();
    Feed by = successor;
    open.complete(refused);
    if (open.setAside() > 0) {
      giveUp(open, "streams that could not be had elsewhere: %d".formatted(open.setAside()));
      return;
    }
    fulfilled(wish);
    end();
    retries.remove(from);
    wanted.remove(from);
    closing.remove(from);
    if (by != null) {
      by.replaces(from);
      connections.rotated();
    }
    from.stop();
    connections.remove(from);
    LOG.info("feed={} event=replaced", from.id());
  }

  private void giveUp(Handover open, String failure) {
    Feed from = open.from();
    Feed by = successor;
    Wish unfulfilled = wish;
    end(); // from now on its connections are like others
    from.leave(false);
    open.giveUp();
    if (by != null && by.names().isEmpty()) {
      by.stop();
      connections.remove(by);
    }
    Duration delay = retryLater(from);
    LOG.warn(
        "feed={} event=not_replaced delay_ms={} reason=\"{}\"",
        from.id(),
        delay.toMillis(),
        failure);
    if (unfulfilled == null || !from.isOpen() || !unfulfilled.stands().getAsBoolean()) {
      return;
    }
    if (unfulfilled.isMute().getAsBoolean()) { // nothing is lost with it
      from.reconnect("it brings nothing, and could not be replaced: " + failure);
      fulfilled(unfulfilled);
    } else {
      wanted.putIfAbsent(from, unfulfilled);
    }
  }

  private Duration retryLater(Feed from) {
    Retry retry =
        retries.computeIfAbsent(
            from, _ -> new Retry(connections.backoff(SHORTEST_RETRY, LONGEST_RETRY)));
    Duration delay = retry.backoff.next();
    String end = closing.get(from);
    if (end != null) {
      wanted.putIfAbsent(from, Wish.beforeItCloses(end));
    }
    if (end != null && delay.compareTo(RETRY_OF_CLOSING) > 0) {
      delay = RETRY_OF_CLOSING;
    }
    retry.notBefore = lane.now() + delay.toNanos();
    return delay;
  }
}
