package io.barline.feed;

import io.barline.exchange.Route;
import io.barline.market.UtcNanos;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What is told of a feed: written on its lane, read by any thread. */
final class FeedFigures {
  private final String id;
  private final String exchange;
  private final Route route;

  volatile FeedState state = FeedState.IDLE;

  /** How many names are subscribed, or are to be. */
  volatile int wanted;

  /** When the last frame came, nanoseconds since the epoch; 0 where none did. */
  volatile long lastFrame;

  /** When the next attempt is due, nanoseconds since the epoch; 0 where none is. */
  volatile long nextRetry;

  /** The last thing that went wrong; null where nothing did. */
  volatile @Nullable String lastError;

  /** When it should be replaced, nanoseconds since the epoch; 0 where that isn't known. */
  volatile long nextRotation;

  /** How often it, or the one that it replaced, was replaced. */
  volatile long rotations;

  /** How the parts of the exchange are. */
  final Conditions conditions = new Conditions();

  private volatile long openedAt;
  private volatile long unsettledSince;

  /** Whether it was lost, and has not been live since. */
  private volatile boolean lost;

  private final AtomicLong reconnects = new AtomicLong();
  private final AtomicLong unrecognized = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();

  FeedFigures(String id, String exchange, Route route) {
    this.id = id;
    this.exchange = exchange;
    this.route = route;
  }

  void become(FeedState next, long now) {
    state = next;
    lost &= next != FeedState.IDLE && next != FeedState.LIVE;
    unsettledSince =
        switch (next) {
          case IDLE, LIVE, FAILED -> 0;
          case CONNECTING, SUBSCRIBING, RECONNECTING -> unsettledSince == 0 ? now : unsettledSince;
        };
  }

  /** The connection is open. */
  void opened(long now, long rotation) {
    lastFrame = now;
    openedAt = now;
    nextRotation = rotation;
  }

  /** The connection was lost. */
  void lost() {
    lost = true;
    conditions.clear();
    openedAt = 0;
    nextRotation = 0;
    reconnects.lazySet(reconnects.getPlain() + 1);
  }

  /** The connection is there, but what is behind it was lost. */
  void interrupted() {
    lost = true;
    reconnects.lazySet(reconnects.getPlain() + 1);
  }

  /** One more frame made no sense; how many did so far. */
  long unrecognized() {
    long count = unrecognized.getPlain() + 1;
    unrecognized.lazySet(count);
    return count;
  }

  /** One more frame failed through a mistake of ours; how many did so far. */
  long failed() {
    long count = failed.getPlain() + 1;
    failed.lazySet(count);
    return count;
  }

  /** How many frames failed through a mistake of ours. */
  long failedFrames() {
    return failed.get();
  }

  FeedReport report(long now) {
    long last = lastFrame;
    return new FeedReport(
        id,
        exchange,
        route.id(),
        route.isPolled() ? FeedReport.Mode.POLLING : FeedReport.Mode.STREAMING,
        state,
        wanted,
        last == 0 ? -1 : Math.max(0, (now - last) / UtcNanos.MILLISECOND),
        reconnects.get(),
        unrecognized.get(),
        nextRetry,
        lastError,
        unsettledSince,
        lost,
        route.limits().streamsPerConnection(),
        route.limits().messagesPerSecond(),
        route.limits().attempts(),
        route.limits().attemptWindow(),
        route.maxAge(),
        openedAt,
        nextRotation,
        rotations,
        conditions.list());
  }
}
