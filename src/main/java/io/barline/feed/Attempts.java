package io.barline.feed;

import io.barline.exchange.Access;
import io.barline.exchange.Route;
import io.barline.market.UtcNanos;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When a connection may be tried: within what the exchange allows an address, not while its host
 * wants to be left alone, and ever more seldom until data has flowed for long enough. On the lane.
 */
final class Attempts {
  /** A connection that lived for so many times as long is proven however little flowed. */
  private static final int OLD = 10;

  private final Route route;
  private final AddressBudget budget;
  private final long stableAfter;
  private final Backoff backoff;
  private long openedAt;
  private long firstData;
  private long lastData;

  Attempts(Route route, AddressBudget budget, FeedSettings settings, RandomGenerator random) {
    this.route = route;
    this.budget = budget;
    this.stableAfter = settings.stableAfter().toNanos();
    this.backoff = new Backoff(settings.backoffMin(), settings.backoffMax(), random);
  }

  /** Why none may be made now, and for how long: a little longer for some than for others. */
  record Hold(String reason, Duration left) {}

  /** Counts an attempt; null where it may be made. What is polled is limited by its requests. */
  @Nullable Hold take(long now) {
    if (route.isSampled()) {
      return null;
    }
    Bans.Ban ban =
        route.access() instanceof Access.Socket socket ? budget.bans().of(socket.uri(), now) : null;
    if (ban != null) {
      return new Hold(ban.reason(), ban.left().plus(backoff.spread()));
    }
    if (!budget.attempts().take(now)) {
      return new Hold(
          "the connection attempts that the exchange allows are used up",
          Duration.ofNanos(budget.attempts().waitFrom(now)).plus(backoff.spread()));
    }
    firstData = 0;
    lastData = 0;
    openedAt = 0;
    return null;
  }

  /** How many came to nothing, or to little, since one was proven. */
  int number() {
    return backoff.attempt();
  }

  void opened(long now) {
    openedAt = now;
    if (route.access() instanceof Access.Socket socket) {
      budget.bans().answered(socket.uri(), now);
    }
  }

  /** A connection that was in use ended. */
  void ended(long now) {
    budget.departures().ended(route, now);
  }

  /** Whether the exchange may refuse a connection for one before it that ended just now. */
  boolean mayCountTheLast(long now) {
    return budget.departures().areCounted(route, now);
  }

  /** Data came. */
  void data(long now) {
    if (firstData == 0) {
      firstData = now;
    }
    lastData = now;
  }

  /**
   * The handshake was answered with an HTTP status.
   *
   * @return for how many seconds the host is left alone
   */
  long refused(int status, String reason, long retryAfterSeconds, long now) {
    if (!(route.access() instanceof Access.Socket socket)) {
      return retryAfterSeconds;
    }
    Duration told = Duration.ofSeconds(retryAfterSeconds);
    Duration wait = budget.bans().refused(socket.uri(), status, told, told, reason, now);
    return Math.max(retryAfterSeconds, wait.plusNanos(UtcNanos.SECOND - 1).toSeconds());
  }

  /** The connection was lost, or never came to be: how long to wait before the next attempt. */
  Duration lost(long retryAfterSeconds, long now) {
    boolean flowed = firstData > 0;
    if (flowed && (lastData - firstData >= stableAfter || now - openedAt >= OLD * stableAfter)) {
      backoff.reset();
    }
    Duration delay = backoff.next();
    long asked = retryAfterSeconds * UtcNanos.SECOND;
    return asked > delay.toNanos() ? Duration.ofNanos(asked).plus(backoff.spread()) : delay;
  }
}
