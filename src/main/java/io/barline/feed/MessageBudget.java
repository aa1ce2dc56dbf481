package io.barline.feed;

import io.barline.exchange.Limits;
import io.barline.market.UtcNanos;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How many messages one connection may send yet: within its own limit and that of the address. */
final class MessageBudget {
  /**
   * In what time a second's worth of messages is sent: what was sent within it may arrive within
   * one second at the other end.
   */
  private static final Duration PACE = Duration.ofMillis(1_500);

  private TokenBucket own;
  private int perSecond;
  private final Limits limits;
  private final @Nullable TokenBucket shared;

  /**
   * @param shared those of all connections together; null where each has its own only
   */
  MessageBudget(Limits limits, @Nullable TokenBucket shared) {
    this.limits = limits;
    this.perSecond = limits.messagesPerSecond();
    this.own = of(limits);
    this.shared = shared;
  }

  /**
   * So few messages that never more than the limit arrive in a second, though some travel half a
   * second longer.
   */
  static TokenBucket of(Limits limits) {
    return new TokenBucket(limits.messagesPerSecond(), PACE);
  }

  /** Zero where a request may be sent now, which counts, or else how long it has to wait. */
  long take(long now) {
    long wait = own.waitFrom(now);
    if (wait > 0) {
      return wait;
    }
    if (shared != null && !shared.take(now)) {
      return Math.max(shared.waitFrom(now), UtcNanos.MILLISECOND);
    }
    own.spend(now);
    return 0;
  }

  /** Something else than a request was sent: it counts too. */
  void spend(long now) {
    own.spend(now);
    if (shared != null) {
      shared.spend(now);
    }
  }

  /** Allows as many as at first, on another connection. */
  void restore() {
    if (perSecond < limits.messagesPerSecond()) {
      perSecond = limits.messagesPerSecond();
      own = of(limits);
    }
  }

  /** Allows half as many from now on; how many a second that is. */
  int slower() {
    perSecond = Math.max(1, perSecond / 2);
    own = new TokenBucket(perSecond, PACE);
    return perSecond;
  }
}
