package io.barline.feed;

import io.barline.exchange.Inbound;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The requests of one connection that wait for their answers. */
final class PendingRequests {
  private final long ackTimeout;
  private final Map<Long, Request> all = new LinkedHashMap<>();
  private long last;

  /**
   * A request that waits for its answer.
   *
   * @param open those of its names that are not answered yet
   * @param taken whether it is being carried out, which may take as long as it likes
   */
  record Request(
      Set<Subscription> open, int names, boolean subscribe, long sentAt, boolean taken) {}

  PendingRequests(Duration ackTimeout) {
    this.ackTimeout = ackTimeout.toNanos();
  }

  /** Adds a request; the answer is its id. */
  long add(List<Subscription> names, boolean subscribe, long now) {
    all.put(++last, new Request(new LinkedHashSet<>(names), names.size(), subscribe, now, false));
    return last;
  }

  /** It is being carried out: the names that this is about. */
  Collection<Subscription> taken(long requestId) {
    Request request =
        all.computeIfPresent(
            requestId, (_, r) -> new Request(r.open, r.names, r.subscribe, r.sentAt, true));
    return request == null ? List.of() : request.open;
  }

  /** A name is to be confirmed again, without being asked for. */
  void reopen(Subscription one, long now) {
    all.put(++last, new Request(new LinkedHashSet<>(List.of(one)), 1, true, now, true));
  }

  /** It is not waited for any more that this name is subscribed. */
  void withdraw(Subscription one) {
    all.values().removeIf(r -> r.subscribe && r.open.remove(one) && r.open.isEmpty());
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** How many the other side has said nothing of; one that is taken may stay so for long. */
  int unanswered() {
    int unanswered = 0;
    for (Request request : all.values()) {
      unanswered += request.taken ? 0 : 1;
    }
    return unanswered;
  }

  void clear() {
    all.clear();
  }

  Collection<Request> list() {
    return all.values();
  }

  /** It is answered: takes it out; null where there is no such request. */
  @Nullable Request remove(long requestId) {
    return all.remove(requestId);
  }

  /** Takes out the request that was refused; null where it is none of these. */
  @Nullable Request remove(Inbound.Rejected rejected) {
    return all.remove(requestOf(rejected));
  }

  private long requestOf(Inbound.Rejected rejected) {
    if (rejected.requestId() != Inbound.NO_REQUEST) {
      return rejected.requestId();
    }
    for (Map.Entry<Long, Request> each : all.entrySet()) {
      if (all.size() == 1
          || each.getValue().open.stream().anyMatch(s -> rejected.names().contains(s.name))) {
        return each.getKey();
      }
    }
    return Inbound.NO_REQUEST;
  }

  /** Takes out those of which every name is answered. */
  void removeAnswered() {
    all.values().removeIf(request -> request.open.isEmpty());
  }

  boolean containsSuspect() {
    return all.values().stream()
        .anyMatch(
            request ->
                request.subscribe
                    && !request.taken
                    && request.open.stream().anyMatch(s -> s.suspect));
  }

  /** Whether one waits for too long. */
  boolean isOverdue(long now) {
    return all.values().stream().anyMatch(request -> isOverdue(request, now));
  }

  private boolean isOverdue(Request request, long now) {
    return !request.taken && now - request.sentAt > ackTimeout;
  }

  /** What was asked for too long ago. */
  List<Subscription> overdue(long now) {
    List<Subscription> overdue = new ArrayList<>();
    for (Request request : all.values()) {
      if (request.subscribe && isOverdue(request, now)) {
        overdue.addAll(request.open);
      }
    }
    return overdue;
  }

  /** Takes out those that wait for too long for what nobody wants any more; what that is. */
  List<Subscription> removeUnwanted(long now) {
    List<Subscription> unwanted = new ArrayList<>();
    all.values()
        .removeIf(
            request ->
                request.subscribe
                    && isOverdue(request, now)
                    && request.open.stream().noneMatch(each -> each.wanted)
                    && unwanted.addAll(request.open));
    return unwanted;
  }
}
