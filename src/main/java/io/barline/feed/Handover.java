package io.barline.feed;

import io.barline.exchange.Segment;
import io.barline.market.Bar;
import io.barline.market.BookDelta;
import io.barline.market.BookReset;
import io.barline.market.BookSnapshot;
import io.barline.market.FeedStatus;
import io.barline.market.Gap;
import io.barline.market.MarketEvent;
import io.barline.market.Quote;
import io.barline.market.Ticker;
import io.barline.market.Trade;
import io.barline.market.UpstreamChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection whose streams go to others: subscribed to there first, let go here when they are
 * had from there. On the lane.
 */
final class Handover {
  /** It is given up after so long: something there is not confirmed. */
  private static final Duration LONGEST = Duration.ofMinutes(3);

  private final Feed from;
  private final Lane lane;
  private final Duration grace;
  private final BiConsumer<Feed, MarketEvent> data;
  private final long began;
  private final Map<Upstream, Moving> streams = new LinkedHashMap<>();
  private final Map<String, List<Moving>> bySymbol = new HashMap<>();

  /** Why it can't succeed; null while it may. */
  private @Nullable String failure;

  private boolean fromLost;

  /**
   * @param data takes what is had from a new connection
   */
  Handover(Feed from, Lane lane, Duration grace, BiConsumer<Feed, MarketEvent> data) {
    this.from = from;
    this.lane = lane;
    this.grace = grace;
    this.data = data;
    this.began = lane.now();
  }

  Feed from() {
    return from;
  }

  /** Whether something is to be had from {@code feed} that is not yet. */
  boolean goesTo(Feed feed) {
    for (Moving moving : streams.values()) {
      if (moving.to == feed && !moving.isDone()) {
        return true;
      }
    }
    return false;
  }

  /** Asks for {@code upstream} on {@code to}, under the name that it has here. */
  void move(Upstream upstream, String name, Feed to, Segment segment) {
    Moving moving = new Moving(upstream, name, to, segment);
    streams.put(upstream, moving);
    bySymbol.computeIfAbsent(upstream.instrument().symbol(), _ -> new ArrayList<>()).add(moving);
    to.add(name);
  }

  /** Whether {@code event} is to be passed on; else it is known, or kept for later. */
  boolean passes(Feed feed, MarketEvent event) {
    Moving moving = find(event);
    if (moving == null) {
      return true;
    }
    if (moving.upstream.feed() == feed) {
      if (feed == from) {
        moving.passed(event);
      }
      return true;
    }
    if (feed == moving.to && !moving.isDone() && !moving.keep(event)) {
      handOver(moving);
    }
    return false;
  }

  private @Nullable Moving find(MarketEvent event) {
    String symbol =
        switch (event) {
          case Trade trade -> trade.instrument().symbol();
          case Quote quote -> quote.instrument().symbol();
          case BookDelta book -> book.instrument().symbol();
          case BookSnapshot book -> book.instrument().symbol();
          case BookReset book -> book.instrument().symbol();
          case Bar bar -> bar.instrument().symbol();
          case Ticker ticker -> ticker.instrument().symbol();
          default -> "";
        };
    for (Moving moving : bySymbol.getOrDefault(symbol, List.of())) {
      if (moving.carries(event)) {
        return moving;
      }
    }
    return null;
  }

  /** What became of {@code upstream} on a connection that it is not had from. */
  void changed(Feed feed, Upstream upstream, FeedListener.Change change) {
    Moving moving = streams.get(upstream);
    if (moving == null || moving.to != feed) {
      return;
    }
    switch (change) {
      case FeedListener.Change.Connecting _ -> {}
      case FeedListener.Change.Accepted() -> moving.confirmed(lane.now());
      case FeedListener.Change.Refused(String reason) -> moving.refused(reason);
      case FeedListener.Change.Lost(String reason, var _, var _) -> fail(reason);
    }
  }

  /** It can't succeed. */
  void fail(String reason) {
    if (failure == null) {
      failure = reason;
    }
  }

  /**
   * The connection that is left was lost with {@code upstream}, which is had from the new one at
   * once.
   *
   * @return false where it isn't, and has to be told as lost
   */
  boolean lost(Upstream upstream, String reason) {
    Moving moving = streams.get(upstream);
    if (moving == null || moving.isDone() || moving.refusal() != null || failure != null) {
      return false;
    }
    fromLost = true;
    // Whether the two overlapped while the old one was known to live; else something may be missed.
    if (!moving.isReady(from.lastFrame(), grace)) {
      long now = lane.now();
      upstream.interrupted(Gap.Cause.DISCONNECTED, "the connection was lost", now);
      if (!moving.isConfirmed()) {
        upstream.tell(FeedStatus.State.CONNECTING, 0, 0, reason, now);
      }
    }
    handOver(moving);
    return true;
  }

  private void handOver(Moving moving) {
    Upstream upstream = moving.upstream;
    List<MarketEvent> rest = moving.handOver();
    upstream.placed(upstream.place(), moving.to);
    long now = lane.now();
    if (upstream.channel() instanceof UpstreamChannel.Book(int depth)) {
      upstream.bookJoins(depth, rest, now);
    } else {
      rest.forEach(event -> data.accept(moving.to, event));
    }
    if (moving.isConfirmed()) {
      upstream.confirmed(now);
    }
  }

  /** Nobody wants it any more, or it goes elsewhere. */
  void forget(Upstream upstream) {
    Moving moving = streams.remove(upstream);
    if (moving == null) {
      return;
    }
    List<Moving> sameSymbol = bySymbol.getOrDefault(upstream.instrument().symbol(), List.of());
    sameSymbol.remove(moving);
    if (upstream.feed() != moving.to) {
      moving.to.remove(moving.name);
    } else {
      from.remove(moving.name);
    }
  }

  /** Why it is given up; null while it isn't. */
  @Nullable String failure() {
    if (failure == null && !fromLost && lane.now() - began > LONGEST.toNanos()) {
      failure = "not everything was confirmed within " + LONGEST;
    }
    return failure;
  }

  /** Whether the old connection is of no use any more. */
  boolean isComplete() {
    long now = lane.now();
    return fromLost
        || streams.values().stream()
            .allMatch(
                moving ->
                    moving.isReady(now, grace)
                        || (moving.upstream.feed() == from && !from.isConfirmed(moving.name)));
  }

  /**
   * Lets everything be had from where it went.
   *
   * @param refused takes what is refused there, and why
   */
  void complete(BiConsumer<Upstream, String> refused) {
    for (Moving moving : List.copyOf(streams.values())) {
      String refusal = moving.refusal();
      if (refusal != null && moving.upstream.feed() == from) {
        refused.accept(moving.upstream, refusal);
      } else if (!moving.isDone()) {
        handOver(moving);
      }
    }
  }

  /** Lets everything that was not handed over stay where it is. */
  void giveUp() {
    for (Moving moving : streams.values()) {
      if (!moving.isDone()) {
        moving.to.remove(moving.name);
      } else {
        from.remove(moving.name);
      }
    }
  }
}
