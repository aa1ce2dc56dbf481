package io.barline.feed;

import io.barline.exchange.NativeSymbols;
import io.barline.exchange.StreamName;
import io.barline.market.FeedStatus;
import io.barline.market.MarketEvent;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Which connection carries what of a segment: each stream at the best place that takes it, moved to
 * the next where it is refused, and back when the better place may be had again. On the lane.
 */
final class Placement implements FeedListener {
  private final Connections connections;
  private final NativeSymbols symbols;
  private final Lane lane;
  private final Consumer<MarketEvent> data;
  private final Map<StreamName, Upstream> placed = new HashMap<>();
  private final Set<Upstream> homeless = new LinkedHashSet<>();

  /**
   * @param data takes what comes
   */
  Placement(Connections connections, NativeSymbols symbols, Lane lane, Consumer<MarketEvent> data) {
    this.connections = connections;
    this.symbols = symbols;
    this.lane = lane;
    this.data = data;
  }

  /** Subscribes to it where it can be had. */
  void place(Upstream upstream) {
    if (!place(upstream, 0)) {
      homeless.add(upstream);
      StreamName last = upstream.names().getLast();
      upstream.tell(
          FeedStatus.State.FAILED, 0, 0, connections.reasonForNone(last.route()), lane.now());
    }
  }

  private boolean place(Upstream upstream, int from) {
    List<StreamName> names = upstream.names();
    for (int i = from; i < names.size(); i++) {
      StreamName name = names.get(i);
      Feed feed = connections.withRoom(name, symbols, this);
      if (feed != null) {
        upstream.placed(i, feed);
        placed.put(name, upstream);
        feed.add(name.name());
        return true;
      }
    }
    return false;
  }

  /** Nobody needs it any more. */
  void remove(Upstream upstream) {
    homeless.remove(upstream);
    Feed feed = upstream.feed();
    if (feed != null) {
      String name = name(upstream).name();
      displace(upstream);
      feed.remove(name);
    }
  }

  private void displace(Upstream upstream) {
    placed.remove(name(upstream));
    upstream.displaced();
  }

  private static StreamName name(Upstream upstream) {
    return upstream.names().get(upstream.place());
  }

  /** Begins its stream anew. */
  void renew(Upstream upstream) {
    Feed feed = upstream.feed();
    if (feed != null) {
      feed.renew(name(upstream).name());
    }
  }

  /** Looks after the connections: to be called about once a second. */
  void check() {
    Set<String> again = connections.check();
    if (!again.isEmpty()) {
      for (Upstream upstream : List.copyOf(placed.values())) {
        if (isBetter(again, upstream)) {
          move(upstream, 0);
        }
      }
    }
    homeless.removeIf(upstream -> place(upstream, 0));
  }

  private static boolean isBetter(Set<String> routes, Upstream upstream) {
    return upstream.names().subList(0, upstream.place()).stream()
        .anyMatch(name -> routes.contains(name.route()));
  }

  /** Takes it from where it is to a place from {@code from} on; false where there is none. */
  private boolean move(Upstream upstream, int from) {
    Feed feed = upstream.feed();
    int place = upstream.place();
    StreamName name = name(upstream);
    displace(upstream);
    upstream.interrupted(lane.now());
    if (!place(upstream, from)) {
      if (feed != null) {
        placed.put(name, upstream);
        upstream.placed(place, feed);
      }
      return false;
    }
    if (feed != null) { // later, since it may be about to tell of more names
      lane.execute(() -> feed.remove(name.name()));
    }
    return true;
  }

  private @Nullable Upstream of(Feed feed, String name) {
    return placed.get(new StreamName(feed.route().id(), name));
  }

  @Override
  public void data(MarketEvent event) {
    data.accept(event);
  }

  @Override
  public void changed(Feed feed, String name, Change change) {
    Upstream upstream = of(feed, name);
    if (upstream == null) {
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
      case Change.Refused(String reason) -> {
        if (!move(upstream, upstream.place() + 1)) {
          upstream.tell(FeedStatus.State.FAILED, 0, 0, reason, now);
        }
      }
      case Change.Lost(String reason, int attempt, long nextRetry) -> {
        upstream.interrupted(now);
        upstream.tell(FeedStatus.State.RECONNECTING, attempt, nextRetry, reason, now);
      }
    }
  }

  @Override
  public boolean barred(Feed feed, String name, String reason, boolean terminal) {
    Upstream upstream = of(feed, name);
    if (upstream == null) {
      return true;
    }
    if (move(upstream, upstream.place() + 1)) {
      return true;
    }
    if (terminal) {
      upstream.tell(FeedStatus.State.FAILED, 0, 0, reason, lane.now());
    }
    return false;
  }

  @Override
  public void idle(Feed feed) {
    connections.remove(feed);
  }
}
