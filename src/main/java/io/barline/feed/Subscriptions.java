package io.barline.feed;

import io.barline.exchange.Exchange;
import io.barline.exchange.Inbound;
import io.barline.exchange.Limits;
import io.barline.exchange.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The names subscribed on one connection: what is wanted, what was asked for, what was confirmed.
 * Requests are batched and paced within the route's limits; a batch that is refused is asked for
 * again name by name, so that one bad name does not take the others down.
 */
final class Subscriptions {
  /**
   * In what time a second's worth of messages is sent: what was sent within it may arrive within
   * one second at the other end.
   */
  private static final Duration PACE = Duration.ofMillis(1_500);

  /** How long a name waits that was refused for the moment. */
  private static final Duration RETRY = Duration.ofSeconds(5);

  private final Exchange exchange;
  private final Route route;
  private final Lane lane;
  private final long ackTimeout;
  private final Wire wire;
  private final TokenBucket messages;
  private final Set<String> wanted = new LinkedHashSet<>();
  private final Set<String> confirmed = new HashSet<>();
  private final Set<String> toSubscribe = new LinkedHashSet<>();
  private final Set<String> toUnsubscribe = new LinkedHashSet<>();

  /** Names that are asked for one at a time, because a batch with them was refused. */
  private final Set<String> doubtful = new LinkedHashSet<>();

  private final Map<Long, Request> pending = new HashMap<>();
  private long lastRequest;
  private boolean connected;
  private boolean pumpScheduled;

  private record Request(List<String> names, boolean subscribe, long sentAt) {}

  /** The connection below and the feed above. */
  interface Wire {
    void send(String frame);

    void accepted(String name);

    /** {@code name} can't be had; it is not wanted any more. */
    void refused(String name, String reason);

    /** Every wanted name is confirmed. */
    void settled();
  }

  Subscriptions(Exchange exchange, Route route, Lane lane, Duration ackTimeout, Wire wire) {
    this.exchange = exchange;
    this.route = route;
    this.lane = lane;
    this.ackTimeout = ackTimeout.toNanos();
    this.wire = wire;
    this.messages = budget(route.limits());
  }

  /**
   * So few messages that never more than the limit arrive in a second, though some travel half a
   * second longer.
   */
  static TokenBucket budget(Limits limits) {
    return new TokenBucket(limits.messagesPerSecond(), PACE);
  }

  int size() {
    return wanted.size();
  }

  boolean isWanted(String name) {
    return wanted.contains(name);
  }

  void forEach(Consumer<String> action) {
    List.copyOf(wanted).forEach(action);
  }

  /** Adds a name; false where it was there. */
  boolean want(String name) {
    if (!wanted.add(name)) {
      return false;
    }
    if (!toUnsubscribe.remove(name)) {
      toSubscribe.add(name);
    } else if (confirmed.contains(name)) {
      wire.accepted(name); // it was never let go
    }
    return true;
  }

  /** Takes a name away; false where it was not there. */
  boolean unwant(String name) {
    if (!wanted.remove(name)) {
      return false;
    }
    doubtful.remove(name);
    if (!toSubscribe.remove(name) && connected) {
      toUnsubscribe.add(name);
    }
    return true;
  }

  /** A connection is open and nothing is subscribed on it. */
  void connected() {
    disconnected();
    connected = true;
    toSubscribe.addAll(wanted);
    pump();
  }

  void disconnected() {
    connected = false;
    pending.clear();
    confirmed.clear();
    toSubscribe.clear();
    toUnsubscribe.clear();
  }

  /** Wants nothing any more. */
  void forget() {
    disconnected();
    wanted.clear();
    doubtful.clear();
  }

  /** Something else than a request was sent: it counts too. */
  void spendToken() {
    messages.take(lane.now());
  }

  /** Sends what is to be sent, as far as the limits allow, and the rest when they do. */
  void pump() {
    while (connected && !(toSubscribe.isEmpty() && toUnsubscribe.isEmpty())) {
      long now = lane.now();
      if (!messages.take(now)) {
        pumpLater(messages.waitFrom(now));
        return;
      }
      request(!toSubscribe.isEmpty(), now);
    }
  }

  private void pumpLater(long wait) {
    if (!pumpScheduled) {
      pumpScheduled = true;
      lane.after(
          Duration.ofNanos(Math.max(wait, 1)),
          () -> {
            pumpScheduled = false;
            pump();
          });
    }
  }

  private void request(boolean subscribe, long now) {
    List<String> names = take(subscribe ? toSubscribe : toUnsubscribe);
    long requestId = ++lastRequest;
    pending.put(requestId, new Request(names, subscribe, now));
    if (!subscribe) {
      confirmed.removeAll(names);
    }
    wire.send(
        subscribe
            ? exchange.subscribe(route, requestId, names)
            : exchange.unsubscribe(route, requestId, names));
  }

  private List<String> take(Set<String> from) {
    List<String> names = new ArrayList<>();
    var each = from.iterator();
    while (each.hasNext() && names.size() < route.limits().namesPerRequest()) {
      String name = each.next();
      boolean alone = doubtful.contains(name);
      if (alone && !names.isEmpty()) {
        break;
      }
      names.add(name);
      each.remove();
      if (alone) {
        break;
      }
    }
    return names;
  }

  void accepted(long requestId) {
    Request request = pending.remove(requestId);
    if (request == null) {
      return;
    }
    if (request.subscribe) {
      for (String name : request.names) {
        doubtful.remove(name);
        confirmed.add(name);
        if (wanted.contains(name)) {
          wire.accepted(name);
        }
      }
    }
    settle();
  }

  void rejected(Inbound.Rejected rejected) {
    Request request =
        rejected.requestId() == Inbound.NO_REQUEST && pending.size() == 1
            ? pending.remove(pending.keySet().iterator().next())
            : pending.remove(rejected.requestId());
    if (request == null) {
      return;
    }
    if (!request.subscribe) {
      settle();
      return;
    }
    if (request.names.size() > 1) {
      request.names.stream().filter(wanted::contains).forEach(this::askAlone);
      pump();
      return;
    }
    String name = request.names.getFirst();
    if (wanted.contains(name)) {
      if (!rejected.terminal()) {
        lane.after(RETRY, () -> retry(name));
        return;
      }
      wanted.remove(name);
      doubtful.remove(name);
      wire.refused(
          name, "refused by the exchange: %s %s".formatted(rejected.code(), rejected.message()));
    }
    settle();
  }

  private void askAlone(String name) {
    doubtful.add(name);
    toSubscribe.add(name);
  }

  private void retry(String name) {
    if (connected && wanted.contains(name) && !confirmed.contains(name)) {
      toSubscribe.add(name);
      pump();
    }
  }

  /** Tells the feed when nothing is left to be confirmed. */
  void settle() {
    if (pending.isEmpty() && toSubscribe.isEmpty()) {
      wire.settled();
    }
  }

  /** Whether a request waits for its answer for too long. */
  boolean isOverdue() {
    long now = lane.now();
    for (Request request : pending.values()) {
      if (now - request.sentAt > ackTimeout) {
        return true;
      }
    }
    return false;
  }
}
