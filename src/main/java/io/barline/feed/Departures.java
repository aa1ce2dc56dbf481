package io.barline.feed;

import io.barline.exchange.Route;
import io.barline.market.UtcNanos;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When a connection that was in use ended, by kind of connection: an exchange may count it for a
 * while yet, and refuse the next one as one too many. For any thread.
 */
final class Departures {
  /** So long a connection that ended may be counted, in nanoseconds. */
  static final long COUNTED = 30 * UtcNanos.SECOND;

  private final Map<String, Long> last = new ConcurrentHashMap<>();

  /** One that was in use ended at {@code now}. */
  void ended(Route route, long now) {
    last.put(route.id(), now);
  }

  /** Whether one may be counted still. */
  boolean areCounted(Route route, long now) {
    Long ended = last.get(route.id());
    return ended != null && now - ended < COUNTED;
  }
}
