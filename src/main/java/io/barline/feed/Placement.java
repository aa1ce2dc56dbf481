package io.barline.feed;

import io.barline.exchange.NativeSymbols;
import io.barline.exchange.StreamName;
import io.barline.market.FeedStatus;
import io.barline.market.Gap;
import io.barline.market.MarketEvent;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Which connection carries what of a segment: each stream at the best place that takes it, moved to
 * the next where it is refused, and back when the better place may be had again. On the lane.
 */
final class Placement implements FeedListener, Freshness.Remedy {
  private final Connections connections;
  private final NativeSymbols symbols;
  private final Lane lane;
  private final BiConsumer<Feed, MarketEvent> data;
  private final Handovers handovers;
  private final Map<StreamName, Upstream> placed = new HashMap<>();
  private final Set<Upstream> homeless = new LinkedHashSet<>();

  /** Until when those that were refused somewhere stay where they are. */
  private final Map<Upstream, Long> stays = new HashMap<>();

  /**
   * @param data takes what comes, and the connection that it is from
   */
  Placement(
      Connections connections,
      NativeSymbols symbols,
      Lane lane,
      BiConsumer<Feed, MarketEvent> data) {
    this.connections = connections;
    this.symbols = symbols;
    this.lane = lane;
    this.data = data;
    this.handovers =
        new Handovers(connections, symbols, this, lane, placed::get, data, this::refused);
  }

  /** Subscribes to it where it can be had. */
  void place(Upstream upstream) {
    if (!tryAll(upstream)) {
      homeless.add(upstream);
      StreamName last = upstream.names().getLast();
      upstream.tell(
          FeedStatus.State.FAILED, 0, 0, connections.reasonForNone(last.route()), lane.now());
    }
  }

  /**
   * Puts it at the best place that takes it, or lets it wait where none does and one is tried;
   * false where none is.
   */
  private boolean tryAll(Upstream upstream) {
    List<StreamName> names = upstream.names();
    for (int i = 0; i < names.size(); i++) {
      Feed feed = connections.withRoom(names.get(i), symbols, this);
      if (feed != null) {
        put(upstream, i, feed);
        if (i > 0) {
          upstream.detours(connections.reasonForNone(names.getFirst().route()));
        }
        return true;
      }
    }
    for (int i = 0; i < names.size(); i++) {
      Feed feed = connections.ahead(names.get(i));
      if (feed != null) {
        put(upstream, i, feed);
        return true;
      }
    }
    return false;
  }

  private void put(Upstream upstream, int place, Feed feed) {
    StreamName name = upstream.names().get(place);
    upstream.placed(place, feed);
    placed.put(name, upstream);
    feed.add(name.name());
  }

  /** Nobody needs it any more. */
  void remove(Upstream upstream) {
    homeless.remove(upstream);
    stays.remove(upstream);
    handovers.forget(upstream);
    Feed feed = upstream.feed();
    if (feed != null) {
      StreamName name = name(upstream);
      placed.remove(name);
      upstream.displaced();
      feed.remove(name.name());
    }
  }

  private static StreamName name(Upstream upstream) {
    return upstream.names().get(upstream.place());
  }

  /** Begins its stream anew. */
  @Override
  public void renew(Upstream upstream) {
    Feed feed = upstream.feed();
    if (feed != null) {
      feed.renew(name(upstream).name());
    }
  }

  /**
   * Replaces the connection that carries it by another, new before old where the exchange allows
   * both at a time.
   */
  @Override
  public void replace(Upstream upstream, Wish wish) {
    Feed feed = upstream.feed();
    if (feed != null) {
      handovers.replace(feed, wish);
    }
  }

  /** Looks after the connections: to be called about once a second. */
  void check() {
    connections.check();
    lane.attempt(handovers::advance);
    lane.attempt(this::stopUnneeded);
    for (Upstream upstream : List.copyOf(placed.values())) {
      if (upstream.place() > 0 && stays.getOrDefault(upstream, 0L) <= lane.now()) {
        lane.attempt(() -> improve(upstream));
      }
    }
    for (Upstream upstream : List.copyOf(homeless)) {
      lane.attempt(() -> house(upstream));
    }
  }

  private void house(Upstream upstream) {
    if (homeless.contains(upstream) && tryAll(upstream)) {
      homeless.remove(upstream);
    }
  }

  /** Stops connections that are tried for what nobody wants any more. */
  private void stopUnneeded() {
    for (Feed feed : connections.all()) {
      if (feed.isAhead()
          && placed.values().stream().noneMatch(each -> each.prefers(feed.route()))) {
        feed.stop();
        idle(feed);
      }
    }
  }

  /**
   * Takes it to a better place that has room by now. Where another connection is needed for that,
   * it stays where it is until that connection is ready.
   */
  private void improve(Upstream upstream) {
    for (int i = 0; i < upstream.place(); i++) {
      StreamName name = upstream.names().get(i);
      if (name.route().equals(name(upstream).route())) {
        continue; // the connection is the same, and refused it once
      }
      if (connections.takes(name)) {
        move(upstream, i);
        return;
      }
      if (connections.mayOpenAnother(name)) {
        connections.openAhead(name, symbols, this);
        return;
      }
    }
  }

  /** Takes it to a place after its own that another kind of connection is for. */
  private boolean moveAway(Upstream upstream, Feed from) {
    for (int i = upstream.place() + 1; i < upstream.names().size(); i++) {
      if (!upstream.names().get(i).route().equals(from.route().id())) {
        return move(upstream, i);
      }
    }
    return false;
  }

  /** Takes it from where it is to a place from {@code from} on; false where there is none. */
  private boolean move(Upstream upstream, int from) {
    for (int i = from; i < upstream.names().size(); i++) {
      Feed next =
          i == upstream.place()
              ? null
              : connections.withRoom(upstream.names().get(i), symbols, this);
      if (next != null) {
        leave(upstream);
        put(upstream, i, next);
        return true;
      }
    }
    return false;
  }

  private void leave(Upstream upstream) {
    handovers.forget(upstream);
    Feed feed = upstream.feed();
    StreamName name = name(upstream);
    placed.remove(name);
    upstream.displaced();
    upstream.interrupted(Gap.Cause.DISCONNECTED, "it is had from elsewhere now", lane.now());
    if (feed != null) { // later, since it may be about to tell of more names
      lane.execute(
          () -> {
            if (!placed.containsKey(name)) { // or it is back
              feed.remove(name.name());
            }
          });
    }
  }

  private @Nullable Upstream of(Feed feed, String name) {
    return placed.get(new StreamName(feed.route().id(), name));
  }

  @Override
  public void data(Feed feed, MarketEvent event) {
    if (handovers.passes(feed, event)) {
      data.accept(feed, event);
    }
  }

  @Override
  public void closing(Feed feed, String reason) {
    handovers.closing(feed, reason);
  }

  @Override
  public void changed(Feed feed, String name, Change change) {
    Upstream upstream = of(feed, name);
    if (upstream == null) {
      return;
    }
    if (upstream.feed() != feed) {
      handovers.changed(feed, upstream, change);
      return;
    }
    long now = lane.now();
    switch (change) {
      case Change.Connecting(int attempt) ->
          upstream.tell(FeedStatus.State.CONNECTING, attempt, 0, null, now);
      case Change.Accepted() -> {
        upstream.confirmed(now);
        if (!upstream.isFlowing()) {
          upstream.tell(FeedStatus.State.QUIET, 0, 0, "subscribed, no data came yet", now);
        }
      }
      case Change.Refused(String reason) -> refused(upstream, reason);
      case Change.Delayed(String reason, int attempt, long nextRetry) ->
          upstream.tell(FeedStatus.State.CONNECTING, attempt, nextRetry, reason, now);
      case Change.Lost(String reason, int attempt, long nextRetry) -> {
        if (!handovers.lost(feed, upstream, reason)) {
          upstream.interrupted(Gap.Cause.DISCONNECTED, "the connection was lost", now);
          upstream.tell(FeedStatus.State.RECONNECTING, attempt, nextRetry, reason, now);
        }
      }
    }
  }

  private void refused(Upstream upstream, String reason) {
    long now = lane.now();
    stays.put(upstream, now + connections.refusedRetry().toNanos());
    if (move(upstream, upstream.place() + 1)) {
      upstream.detours(reason);
    } else {
      upstream.tell(FeedStatus.State.FAILED, 0, 0, reason, now);
    }
  }

  @Override
  public boolean barred(Feed feed, String name, String reason, boolean terminal) {
    Upstream upstream = of(feed, name);
    if (upstream == null || handovers.barred(feed, upstream, reason)) {
      return true;
    }
    if (moveAway(upstream, feed)) {
      upstream.detours(reason);
      return true;
    }
    if (terminal) {
      upstream.tell(FeedStatus.State.FAILED, 0, 0, reason, lane.now());
    }
    return false;
  }

  @Override
  public void unreadable(Feed feed, String reason) {
    handovers.unreadable(feed, reason);
    long now = lane.now();
    for (Upstream upstream : List.copyOf(placed.values())) {
      if (feed.equals(upstream.feed())) {
        upstream.interrupted(Gap.Cause.UNREADABLE, reason, now);
      }
    }
  }

  @Override
  public void missed(Feed feed, String name, Gap.Cause cause, String reason) {
    handovers.unreadable(feed, reason);
    Upstream upstream = of(feed, name);
    if (upstream != null && feed.equals(upstream.feed())) {
      upstream.interrupted(cause, reason, lane.now());
    }
  }

  @Override
  public void looked(Feed feed, String name, long at) {
    Upstream upstream = of(feed, name);
    if (upstream != null && feed.equals(upstream.feed())) {
      upstream.looked(at);
    }
  }

  @Override
  public void noted(Feed feed, String name, @Nullable String note) {
    Upstream upstream = of(feed, name);
    if (upstream != null && feed.equals(upstream.feed())) {
      upstream.noted(note, lane.now());
    }
  }

  @Override
  public void idle(Feed feed) {
    handovers.gone(feed);
    connections.remove(feed);
  }
}
