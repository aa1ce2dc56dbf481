package io.barline.access;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tickets that were not used yet, bounded in number: those that are over go first, and when all are
 * taken, no other is made. Kept by their hashes. Any thread.
 */
final class Tickets {
  static final String PREFIX = "blt_";
  static final Pattern TEXT = Pattern.compile(PREFIX + "[A-Za-z0-9_-]{43}");
  static final int MOST = 20_000;
  static final int MOST_EACH = 500;

  private record Held(Grant grant, Instant expiresAt) {}

  private final Duration lifetime;
  private final Clock clock;
  private final SecureRandom random;

  /** The oldest first: all live equally long. */
  private final Map<String, Held> held = new LinkedHashMap<>();

  private final Map<String, Integer> counts = new HashMap<>();

  Tickets(Duration lifetime, Clock clock, SecureRandom random) {
    this.lifetime = lifetime;
    this.clock = clock;
    this.random = random;
  }

  /** A new one; null where too many are waiting to be used. */
  synchronized @Nullable Ticket issue(Grant grant) {
    Instant now = clock.instant();
    expire(now);
    String owner = grant.principal().id();
    if (held.size() >= MOST || counts.getOrDefault(owner, 0) >= MOST_EACH) {
      return null;
    }
    Instant expiresAt = now.plus(lifetime);
    String text = PREFIX + ApiKey.newSecret(random);
    held.put(ApiKey.sha256(text), new Held(grant, expiresAt));
    counts.merge(owner, 1, Integer::sum);
    return new Ticket(text, expiresAt);
  }

  /**
   * The rights of a ticket, which is worth nothing from then on; null where it is worth nothing.
   */
  synchronized @Nullable Grant redeem(String text) {
    Held ticket = held.remove(ApiKey.sha256(text));
    if (ticket == null) {
      return null;
    }
    release(ticket);
    return clock.instant().isBefore(ticket.expiresAt) ? ticket.grant : null;
  }

  /** The rights that {@link #redeem} would give; the ticket stays what it is. */
  synchronized @Nullable Grant look(String text) {
    Held ticket = held.get(ApiKey.sha256(text));
    return ticket != null && clock.instant().isBefore(ticket.expiresAt) ? ticket.grant : null;
  }

  private void expire(Instant now) {
    Iterator<Held> oldest = held.values().iterator();
    while (oldest.hasNext()) {
      Held ticket = oldest.next();
      if (now.isBefore(ticket.expiresAt)) {
        return;
      }
      oldest.remove();
      release(ticket);
    }
  }

  private void release(Held ticket) {
    counts.computeIfPresent(
        ticket.grant.principal().id(), (_, count) -> count == 1 ? null : count - 1);
  }
}
