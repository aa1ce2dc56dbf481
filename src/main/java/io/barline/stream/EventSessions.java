package io.barline.stream;

import io.barline.access.Principal;
import io.barline.hub.ReplaySettings;
import io.barline.market.Topic;
import io.barline.wire.Cursor;
import java.time.Clock;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What SSE clients had got, for those that come back with the id of their last event: of all that
 * are connected (a client often comes back before its lost connection is noticed), and of those
 * that have ended as many as age, number and memory allow; the oldest are dropped. May be used by
 * any thread.
 */
final class EventSessions {
  private static final int MOST_DIGITS = 18;

  /** Whose it is, and where its log may be looked into while it is written. */
  private record Session(String principal, Executor loop, EventLog log) {}

  private record Ended(Session session, long millis, long bytes) {}

  private final ReplaySettings settings;
  private final Clock clock;
  private final Map<String, Session> connected = new HashMap<>();
  private final Map<String, Ended> ended = new LinkedHashMap<>();
  private long bytes;

  EventSessions(ReplaySettings settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /** Tells of a client that came; {@link #ended} must follow. */
  synchronized void connected(String id, Principal principal, Executor loop, EventLog log) {
    connected.put(id, new Session(principal.id(), loop, log));
  }

  /** Tells, on its event loop, that nothing more is written to a client. */
  synchronized void ended(String id) {
    Session session = connected.remove(id);
    if (session != null) {
      Ended now = new Ended(session, clock.millis(), session.log.bytes());
      ended.put(id, now);
      bytes += now.bytes;
      drop();
    }
  }

  private void drop() {
    long oldest = clock.millis() - settings.maxAge().toMillis();
    Iterator<Ended> all = ended.values().iterator();
    while (all.hasNext()) {
      Ended first = all.next();
      if (first.millis >= oldest
          && ended.size() <= settings.maxSessions()
          && bytes <= settings.sessionMemory().toBytes()) {
        return;
      }
      bytes -= first.bytes;
      all.remove();
    }
  }

  /**
   * How far a client had come in each topic.
   *
   * @param eventId as the client got it with its last event
   * @return empty where that is not known, not any more, or not that principal's
   */
  CompletableFuture<Map<Topic, Cursor>> cursors(String eventId, Principal principal) {
    int dash = eventId.lastIndexOf('-');
    String digits = eventId.substring(dash + 1);
    boolean wellFormed =
        dash > 0
            && !digits.isEmpty()
            && digits.length() <= MOST_DIGITS
            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    Session session = wellFormed ? find(eventId.substring(0, dash)) : null;
    if (session == null || !session.principal.equals(principal.id())) {
      return CompletableFuture.completedFuture(Map.of());
    }
    long number = Long.parseLong(digits);
    CompletableFuture<Map<Topic, Cursor>> cursors = new CompletableFuture<>();
    try {
      session.loop.execute(() -> cursors.complete(session.log.cursors(number)));
    } catch (RejectedExecutionException e) {
      cursors.complete(Map.of()); // the gateway is stopping
    }
    return cursors;
  }

  private synchronized @Nullable Session find(String id) {
    drop();
    Ended past = ended.get(id);
    return past == null ? connected.get(id) : past.session;
  }

  synchronized int remembered() {
    return ended.size();
  }
}
