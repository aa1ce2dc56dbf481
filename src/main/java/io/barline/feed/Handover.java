package io.barline.feed;

import io.barline.exchange.Segment;
import io.barline.market.FeedStatus;
import io.barline.market.Gap;
import io.barline.market.MarketEvent;
import io.barline.market.UpstreamChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One connection whose streams go to others: subscribed to there first, let go here when they are
 * had from there. What the exchange does not confirm there, or does not bring there, stays here,
 * and holds up no other. On the lane.
 */
final class Handover {
  /** So long after all were asked for, what can't be had there yet is not waited for any longer. */
  static final Duration LONGEST = Duration.ofMinutes(3);

  private final Feed from;
  private final Lane lane;
  private final Duration grace;
  private final BiConsumer<Feed, MarketEvent> data;
  private final MovingStreams streams = new MovingStreams();

  /** Where they go. */
  private final Set<Feed> targets = new HashSet<>();

  /** Why it can't succeed; null while it may. */
  private @Nullable String failure;

  /** Since when it only waits for answers. */
  private long waitsSince;

  /** How many were not waited for any longer. */
  private int setAside;

  /** Whether the time was up once before. */
  private boolean wasUp;

  private boolean fromLost;

  /**
   * @param data takes what is had from a new connection
   */
  Handover(Feed from, Lane lane, Duration grace, BiConsumer<Feed, MarketEvent> data) {
    this.from = from;
    this.lane = lane;
    this.grace = grace;
    this.data = data;
    this.waitsSince = lane.now();
  }

  Feed from() {
    return from;
  }

  /** How many streams stay where they are, since they could not be had elsewhere in time. */
  int setAside() {
    return setAside;
  }

  /**
   * Whether something that {@code feed} brought may be needed later: what came before the exchange
   * confirmed a stream is brought by the old connection.
   */
  boolean countsOn(Feed feed) {
    return streams.list().stream()
        .anyMatch(moving -> moving.to == feed && moving.isUndecided() && moving.counts());
  }

  /** Asks for {@code upstream} on {@code to}, under the name that it has here. */
  void move(Upstream upstream, String name, Feed to, Segment segment) {
    streams.add(new Moving(upstream, name, to, segment));
    targets.add(to);
    to.add(name);
  }

  /** Whether {@code event} is to be passed on; else it is known, or kept for later. */
  boolean passes(Feed feed, MarketEvent event) {
    Moving moving = streams.find(event);
    if (moving == null) {
      return true;
    }
    if (moving.upstream.feed() == feed) {
      if (feed == from) {
        streams.passed(moving, event);
      }
      return true;
    }
    if (feed == moving.to && !moving.isDone()) {
      Moving full = streams.keep(moving, event);
      if (full != null) {
        handOverFull(full);
      }
    }
    return false;
  }

  /** No more of it can be kept: what the old connection did not bring yet may be missing. */
  private void handOverFull(Moving full) {
    if (!full.showsHoles() && !full.isReady(lane.now(), grace)) {
      full.upstream.interrupted(
          Gap.Cause.DISCONNECTED,
          "more came from the next connection than can be kept until the old one has brought it",
          lane.now());
    }
    handOver(full);
  }

  /** What became of {@code upstream} on a connection that it is not had from. */
  void changed(Feed feed, Upstream upstream, FeedListener.Change change) {
    Moving moving = streams.get(upstream);
    if (moving == null || moving.to != feed) {
      return;
    }
    switch (change) {
      case FeedListener.Change.Connecting _, FeedListener.Change.Delayed _ -> {}
      case FeedListener.Change.Accepted() -> moving.confirmed(lane.now());
      case FeedListener.Change.Refused(String reason) -> moving.refused(reason);
      case FeedListener.Change.Lost(String reason, var _, var _) -> {
        if (feed.wasInUse()) { // it finds out on its next connection what ended this one
          streams.lost(moving);
        } else {
          fail(reason);
        }
      }
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
    var rest = streams.handOver(moving);
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
    if (upstream.feed() != moving.to) {
      moving.to.remove(moving.name);
    } else {
      from.remove(moving.name);
    }
  }

  /**
   * Hands over what can be; to be called about once a second.
   *
   * @return why it is given up; null while it isn't
   */
  @Nullable String advance() {
    long now = lane.now();
    if (failure == null && !fromLost) {
      if (isAsking()) {
        waitsSince = now;
      } else if (now - waitsSince > LONGEST.toNanos()) {
        timeIsUp(now);
      }
    }
    if (failure == null) {
      handOverReady(now);
    }
    return failure;
  }

  /** Whether some names were not even asked for yet: many take long at the exchange's pace. */
  private boolean isAsking() {
    return streams.list().stream()
        .anyMatch(
            moving ->
                moving.isUndecided() && moving.to.isOpen() && !moving.to.wasAsked(moving.name));
  }

  /**
   * What was not confirmed, or brought nothing that it could be taken over with, stays where it is;
   * what was confirmed and then lost has as long again. After that nothing is waited for.
   */
  private void timeIsUp(long now) {
    boolean some = streams.list().stream().anyMatch(Moving::wasConfirmed);
    if (!some || wasUp) {
      fail("not everything could be had elsewhere within " + LONGEST.multipliedBy(wasUp ? 2 : 1));
      return;
    }
    wasUp = true;
    waitsSince = now;
    for (Moving moving : streams.list()) {
      if (moving.isUndecided() && !moving.isToBeConfirmedAnew() && !moving.isReady(now, grace)) {
        setAside++;
        streams.remove(moving.upstream);
        moving.to.remove(moving.name);
      }
    }
  }

  /** While an answer is due the new connection may yet be closed for that: so long all wait. */
  private void handOverReady(long now) {
    Set<Feed> steady = new HashSet<>(targets);
    steady.removeIf(feed -> !feed.isSteady());
    for (Moving moving : streams.list()) {
      if (moving.isUndecided() && moving.isReady(now, grace) && steady.contains(moving.to)) {
        handOver(moving);
      }
    }
  }

  /** Whether the old connection is of no use any more. */
  boolean isComplete() {
    long now = lane.now();
    return fromLost
        || streams.list().stream()
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
    for (Moving moving : streams.list()) {
      String refusal = moving.refusal();
      if (refusal != null && !moving.isDone()) {
        moving.upstream.interrupted(Gap.Cause.DISCONNECTED, refusal, lane.now());
        handOver(moving);
        refused.accept(moving.upstream, refusal);
      } else if (!moving.isDone()) {
        handOver(moving);
      }
    }
  }

  /** Lets everything that was not handed over stay where it is. */
  void giveUp() {
    for (Moving moving : streams.list()) {
      if (!moving.isDone()) {
        moving.to.remove(moving.name);
      } else {
        from.remove(moving.name);
      }
    }
  }
}
