package io.barline.stream;

import io.barline.market.UtcNanos;
import io.barline.wire.CloseCode;
import io.barline.wire.ServerMessages;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** One connected client: what waits for it, whether it still listens, and how it is closed. */
final class Client {
  private static final long DENIED_GRACE = TimeUnit.SECONDS.toNanos(1);

  private final String session;
  private final Door door;
  private final long since;
  private final Outlet outlet;
  private final Subscriptions subscriptions;
  private final TopicRequests requests;
  private final Identity identity;
  private final Runnable cut;
  private final CompletableFuture<Void> gone = new CompletableFuture<>();
  private final AtomicBoolean left = new AtomicBoolean();

  /** When the client last sent something, as {@link System#nanoTime}. */
  private volatile long heard;

  /** When the closing was first seen, as {@link System#nanoTime}; one thread only. */
  private long closingSince;

  private boolean closing;

  /**
   * @param since when it came, nanoseconds since the epoch
   * @param cut ends the connection without ceremony
   */
  Client(
      String session,
      Door door,
      long since,
      Outlet outlet,
      Subscriptions subscriptions,
      TopicRequests requests,
      Identity identity,
      Runnable cut) {
    this.session = session;
    this.door = door;
    this.since = since;
    this.outlet = outlet;
    this.subscriptions = subscriptions;
    this.requests = requests;
    this.identity = identity;
    this.cut = cut;
    this.heard = outlet.lastBatch();
  }

  String session() {
    return session;
  }

  Door door() {
    return door;
  }

  Outlet outlet() {
    return outlet;
  }

  Mailbox mailbox() {
    return outlet.mailbox();
  }

  Subscriptions subscriptions() {
    return subscriptions;
  }

  TopicRequests requests() {
    return requests;
  }

  Identity identity() {
    return identity;
  }

  /** Notes that the client sent something. */
  void heard(long now) {
    heard = now;
  }

  void close(Farewell farewell) {
    mailbox().close(farewell);
  }

  /** Ends the connection without ceremony. */
  void cut() {
    cut.run();
  }

  /** Marks that the connection has ended; whether this is the first to tell. */
  boolean leave() {
    close(Farewell.LEFT);
    return left.compareAndSet(false, true);
  }

  /** Completes once nothing of the client is left. */
  CompletableFuture<Void> gone() {
    return gone;
  }

  /**
   * Sends a heartbeat to a client that heard nothing for long, closes one that reads nothing or has
   * lost its rights, and cuts off one that does not take its close. Called now and then, by one
   * thread.
   *
   * @param now as {@link System#nanoTime}
   */
  void check(long now, StreamSettings settings, Clock clock) {
    long silent = now - outlet.lastBatch();
    Farewell farewell = mailbox().farewell();
    if (farewell != null) {
      if (!closing) {
        closing = true;
        closingSince = now;
      } else if (now - closingSince >= grace(farewell, settings)) {
        cut();
      }
      return;
    }
    Farewell denial = identity.verdict(UtcNanos.now(clock) - since);
    if (denial != null) {
      close(denial);
    } else if (isIdle(now, settings)) {
      close(
          Farewell.refusal(
              CloseCode.IDLE,
              "idle: no topic and no message for " + settings.idle().toSeconds() + " s"));
    } else if (outlet.isWriting()) {
      if (silent >= settings.stalled().toNanos()) {
        close(Farewell.slow("slow: nothing was read for " + settings.stalled().toSeconds() + " s"));
      }
    } else if (mailbox().isEmpty() && silent >= settings.heartbeat().toNanos()) {
      mailbox().offer(ServerMessages.heartbeat(UtcNanos.now(clock)));
    }
  }

  /** Who has lost its rights gets no more than what is with the system already. */
  private static long grace(Farewell farewell, StreamSettings settings) {
    long usual = settings.closeGrace().toNanos();
    return farewell.denied() ? Math.min(usual, DENIED_GRACE) : usual;
  }

  /** A stream of events has its topics from the start, and can say nothing. */
  private boolean isIdle(long now, StreamSettings settings) {
    return door == Door.WEBSOCKET
        && subscriptions.count() == 0
        && !requests.isFollowing()
        && now - heard >= settings.idle().toNanos();
  }

  ClientReport report() {
    return new ClientReport(
        session,
        door.code(),
        since,
        subscriptions.count(),
        outlet.messages(),
        mailbox().messages(),
        mailbox().bytes());
  }
}
