package io.barline.feed;

import io.barline.exchange.Inbound;
import io.barline.exchange.Limits;
import io.barline.exchange.Route;
import io.barline.market.UtcNanos;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

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

  /** How soon after a request a lost connection may be its fault. */
  private static final long SUSPICIOUS = 5 * UtcNanos.SECOND;

  private static final Duration HELD_BACK = Duration.ofMinutes(5);

  private final Limits limits;
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

  private final Suspects suspects = new Suspects();

  /** Names that are subscribed anew as soon as they are let go. */
  private final Set<String> renewing = new HashSet<>();

  private final Map<Long, Request> pending = new LinkedHashMap<>();
  private long lastRequest;
  private boolean connected;
  private boolean pumpScheduled;

  /**
   * A request that waits for its answer.
   *
   * @param open those of its names that are not confirmed yet
   */
  private record Request(List<String> names, Set<String> open, boolean subscribe, long sentAt) {}

  /** The connection below and the feed above. */
  interface Wire {
    /** Sends the request. It may be accepted before this returns. */
    void ask(boolean subscribe, long requestId, List<String> names);

    void accepted(String name);

    /** {@code name} can't be had; it is not wanted any more. */
    void refused(String name, String reason);

    /** {@code name} can't be had for now; it is asked for again later. */
    void heldBack(String name, String reason);

    /** Every wanted name is confirmed. */
    void settled();
  }

  Subscriptions(Route route, Lane lane, Duration ackTimeout, Wire wire) {
    this.limits = route.limits();
    this.lane = lane;
    this.ackTimeout = ackTimeout.toNanos();
    this.wire = wire;
    this.messages = budget(limits);
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

  /** How many of the names are such. */
  int count(Predicate<String> such) {
    int count = 0;
    for (String name : wanted) {
      count += such.test(name) ? 1 : 0;
    }
    return count;
  }

  boolean isWanted(String name) {
    return wanted.contains(name);
  }

  /** What is wanted now. */
  List<String> wanted() {
    return List.copyOf(wanted);
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
    suspects.clear(name);
    renewing.remove(name);
    if (!toSubscribe.remove(name) && connected) {
      toUnsubscribe.add(name);
    }
    return true;
  }

  /** Lets a name go and subscribes to it again, so that its stream begins anew. */
  void renew(String name) {
    if (connected && confirmed.contains(name) && wanted.contains(name) && renewing.add(name)) {
      toUnsubscribe.add(name);
      pump();
    }
  }

  /** A connection is open and nothing is subscribed on it. */
  void connected() {
    reset();
    connected = true;
    wanted.stream().filter(name -> !suspects.contains(name)).forEach(toSubscribe::add);
    wanted.stream().filter(name -> !suspects.isHeldBack(name)).forEach(toSubscribe::add);
    pump();
  }

  /**
   * The connection was lost. Some exchanges cut it off when they are asked for a name that they
   * don't know: the names that were just asked for are from now on asked for one by one, and one
   * that was cut off alone again and again is held back.
   */
  void lost() {
    long now = lane.now();
    List<String> asked = new ArrayList<>();
    for (Request request : pending.values()) {
      if (request.subscribe && limits.namesPerRequest() == 1 && now - request.sentAt < SUSPICIOUS) {
        request.open.stream().filter(wanted::contains).forEach(asked::add);
      }
    }
    reset();
    String name = suspects.cutOff(asked);
    if (name != null) {
      lane.after(HELD_BACK, () -> release(name));
      wire.heldBack(
          name,
          "the exchange cut the connection off %d times when it was asked for %s; it is asked again in %s"
              .formatted(Suspects.STRIKES, name, HELD_BACK));
    }
  }

  private void release(String name) {
    if (suspects.release(name) && connected && wanted.contains(name)) {
      toSubscribe.add(name);
      pump();
    }
  }

  private void reset() {
    connected = false;
    pending.clear();
    confirmed.clear();
    toSubscribe.clear();
    toUnsubscribe.clear();
    renewing.clear();
  }

  /** Wants nothing any more. */
  void forget() {
    reset();
    wanted.clear();
    doubtful.clear();
    suspects.clear();
  }

  /** Something else than a request was sent: it counts too. */
  void spendToken() {
    messages.take(lane.now());
  }

  /** Sends what is to be sent, as far as the limits allow, and the rest when they do. */
  void pump() {
    while (connected
        && !(toSubscribe.isEmpty() && toUnsubscribe.isEmpty())
        && pending.size() < limits.requestsInFlight()
        && !waitsForASuspect()) {
      long now = lane.now();
      if (!messages.take(now)) {
        pumpLater(messages.waitFrom(now));
        return;
      }
      request(!toSubscribe.isEmpty(), now);
    }
  }

  /** A suspect is asked for when nothing else is, so that it is known who was to blame. */
  private boolean waitsForASuspect() {
    return !suspects.isEmpty()
        && !pending.isEmpty()
        && (toSubscribe.stream().findFirst().filter(suspects::contains).isPresent()
            || pending.values().stream()
                .anyMatch(request -> suspects.contains(request.names.getFirst())));
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
    pending.put(requestId, new Request(names, new HashSet<>(names), subscribe, now));
    if (!subscribe) {
      names.forEach(confirmed::remove);
    }
    wire.ask(subscribe, requestId, names);
  }

  private List<String> take(Set<String> from) {
    List<String> names = new ArrayList<>();
    var each = from.iterator();
    while (each.hasNext() && names.size() < limits.namesPerRequest()) {
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
    if (request != null) {
      request.names.forEach(name -> confirm(name, request.subscribe));
      goOn();
    }
  }

  /** These names are subscribed now, or not any more, whatever request asked for it. */
  void confirmed(boolean subscribed, Set<String> names) {
    for (String name : names) {
      boolean asked = false;
      for (Request request : pending.values()) {
        asked |= request.subscribe == subscribed && request.open.remove(name);
      }
      if (asked) {
        confirm(name, subscribed);
      }
    }
    pending.values().removeIf(request -> request.open.isEmpty());
    goOn();
  }

  private void confirm(String name, boolean subscribed) {
    if (subscribed) {
      doubtful.remove(name);
      suspects.clear(name);
      confirmed.add(name);
      if (wanted.contains(name)) {
        wire.accepted(name);
      }
    } else if (renewing.remove(name) && wanted.contains(name)) {
      toSubscribe.add(name);
    }
  }

  /** After an answer: sends what waited for it, and tells the feed when nothing is left. */
  private void goOn() {
    pump();
    settle();
  }

  void rejected(Inbound.Rejected rejected) {
    Request request = pending.remove(requestOf(rejected));
    if (request == null) {
      return;
    }
    if (request.subscribe) {
      refused(request, rejected);
    } else { // what can't be let go is not there
      request.names.forEach(name -> confirm(name, false));
    }
    goOn();
  }

  private long requestOf(Inbound.Rejected rejected) {
    if (rejected.requestId() != Inbound.NO_REQUEST) {
      return rejected.requestId();
    }
    for (Map.Entry<Long, Request> each : pending.entrySet()) {
      if (pending.size() == 1
          || rejected.names().stream().anyMatch(each.getValue().open::contains)) {
        return each.getKey();
      }
    }
    return Inbound.NO_REQUEST;
  }

  /** Of several names, those that the refusal names are to blame; else each is asked for alone. */
  private void refused(Request request, Inbound.Rejected rejected) {
    List<String> asked =
        request.names.stream().filter(request.open::contains).filter(wanted::contains).toList();
    List<String> blamed =
        request.names.size() == 1
            ? asked
            : asked.stream().filter(rejected.names()::contains).toList();
    for (String name : asked) {
      if (!blamed.contains(name)) {
        toSubscribe.add(name);
        if (blamed.isEmpty()) {
          doubtful.add(name);
        }
      } else if (rejected.terminal()) {
        unwant(name);
        toUnsubscribe.remove(name);
        wire.refused(
            name, "refused by the exchange: %s %s".formatted(rejected.code(), rejected.message()));
      } else {
        lane.after(RETRY, () -> retry(name));
      }
    }
  }

  private void retry(String name) {
    if (connected && wanted.contains(name) && !confirmed.contains(name)) {
      toSubscribe.add(name);
      pump();
    }
  }

  /** Tells the feed when nothing is left to be confirmed. */
  void settle() {
    if (connected && pending.isEmpty() && toSubscribe.isEmpty()) {
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
