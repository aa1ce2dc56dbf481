package io.barline.feed;

import io.barline.exchange.Inbound;
import io.barline.exchange.Limits;
import io.barline.feed.Subscription.State;
import io.barline.market.UtcNanos;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The names subscribed on one connection. Requests follow from what each name wants and where it
 * stands; they are batched and paced within the route's limits.
 *
 * <p>One bad name does not take others down: a batch that is refused is asked for again name by
 * name. Some exchanges cut the connection off instead, or never answer: the names that were asked
 * for then are asked for one after the other, and one that is to blame again and again is held
 * back. All of this turns on what is pending and where each name stands, so it stands together.
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
  private final @Nullable TokenBucket sharedMessages;
  private final Map<String, Subscription> all = new LinkedHashMap<>();
  private final Map<Long, Request> pending = new LinkedHashMap<>();
  private int wanted;
  private long lastRequest;
  private boolean connected;
  private boolean pumpScheduled;

  /** Whether the exchange answered anything on this connection. */
  private boolean answered;

  /**
   * A request that waits for its answer.
   *
   * @param open those of its names that are not answered yet
   */
  private record Request(Set<Subscription> open, int names, boolean subscribe, long sentAt) {}

  /** The connection below and the feed above. */
  interface Wire {
    /** Sends the request. It may be accepted before this returns. */
    void ask(boolean subscribe, long requestId, List<String> names);

    void accepted(String name);

    /** {@code name} can't be had; it is not wanted any more. */
    void refused(String name, String reason);

    /** {@code name} can't be had for now; it is asked for again later. */
    void heldBack(String name, String reason);

    /** Every wanted name is confirmed or held back. */
    void settled();
  }

  /**
   * @param sharedMessages those of all connections together; null where each has its own only
   */
  Subscriptions(
      Limits limits,
      Lane lane,
      Duration ackTimeout,
      @Nullable TokenBucket sharedMessages,
      Wire wire) {
    this.limits = limits;
    this.lane = lane;
    this.ackTimeout = ackTimeout.toNanos();
    this.wire = wire;
    this.messages = budget(limits);
    this.sharedMessages = sharedMessages;
  }

  /**
   * So few messages that never more than the limit arrive in a second, though some travel half a
   * second longer.
   */
  static TokenBucket budget(Limits limits) {
    return new TokenBucket(limits.messagesPerSecond(), PACE);
  }

  /** How many names are wanted. */
  int size() {
    return wanted;
  }

  /** How many of them are such. */
  int count(Predicate<String> such) {
    int count = 0;
    for (Subscription each : all.values()) {
      count += each.wanted && such.test(each.name) ? 1 : 0;
    }
    return count;
  }

  boolean isWanted(String name) {
    Subscription known = all.get(name);
    return known != null && known.wanted;
  }

  boolean isConfirmed(String name) {
    Subscription known = all.get(name);
    return known != null && known.state == State.CONFIRMED;
  }

  /** Whether it was asked for at all, be it on a connection that is lost by now. */
  boolean wasAsked(String name) {
    Subscription known = all.get(name);
    return known != null && known.wasAsked;
  }

  /** Whether nothing is left to be asked for now, and every request is answered. */
  boolean isSteady() {
    long now = lane.now();
    return connected
        && pending.isEmpty()
        && all.values().stream().noneMatch(each -> each.isDue(now));
  }

  /** The names that are wanted. */
  List<String> wanted() {
    return all.values().stream().filter(each -> each.wanted).map(each -> each.name).toList();
  }

  /** Those of them that are not held back. */
  List<String> active() {
    long now = lane.now();
    return all.values().stream()
        .filter(each -> each.wanted && !each.isHeldBack(now))
        .map(each -> each.name)
        .toList();
  }

  /** Adds a name; false where it was there. */
  boolean want(String name) {
    Subscription known = all.get(name);
    if (known == null) {
      all.put(name, new Subscription(name));
    } else if (known.wanted) {
      return false;
    } else {
      known.wanted = true;
      known.renew = true; // who wants it now needs its beginning
    }
    wanted++;
    return true;
  }

  /** Takes a name away; false where it was not there. */
  boolean unwant(String name) {
    Subscription known = all.get(name);
    if (known == null || !known.wanted) {
      return false;
    }
    known.wanted = false;
    wanted--;
    forgetIfOver(known);
    return true;
  }

  private void forgetIfOver(Subscription one) {
    if (!one.wanted && one.state == State.ABSENT) {
      all.remove(one.name);
    }
  }

  /** Lets a name go and subscribes to it again, so that its stream begins anew. */
  void renew(String name) {
    Subscription known = all.get(name);
    if (known != null && known.wanted && known.state != State.ABSENT) {
      known.renew = true;
      pump();
    }
  }

  /** A connection is open and nothing is subscribed on it. */
  void connected() {
    reset();
    connected = true;
    answered = false;
    pump();
  }

  /** The connection was lost. */
  void lost() {
    long now = lane.now();
    List<Subscription> asked = new ArrayList<>();
    for (Request request : pending.values()) {
      if (request.subscribe && limits.namesPerRequest() == 1 && now - request.sentAt < SUSPICIOUS) {
        asked.addAll(request.open);
      }
    }
    reset();
    blame(asked, "cut the connection off");
  }

  /** The answer to a request is overdue: the connection is about to be closed for it. */
  void giveUp() {
    long now = lane.now();
    List<Subscription> asked = new ArrayList<>();
    for (Request request : pending.values()) {
      if (request.subscribe && now - request.sentAt > ackTimeout) {
        asked.addAll(request.open);
      }
    }
    reset();
    blame(asked, "did not answer");
  }

  /**
   * From now on these are asked for alone. One that was alone is to blame, unless the exchange
   * answered nothing at all on that connection: then it is no matter of names.
   */
  private void blame(List<Subscription> asked, String what) {
    boolean toBlame = answered && asked.size() == 1 && asked.getFirst().suspect;
    asked.forEach(each -> each.suspect = true);
    if (!toBlame || ++asked.getFirst().strikes < Subscription.STRIKES) {
      return;
    }
    Subscription one = asked.getFirst();
    one.strikes = Subscription.STRIKES; // so that the next time holds it back again
    one.notBefore = lane.now() + HELD_BACK.toNanos();
    lane.after(HELD_BACK, this::pump);
    if (one.wanted) {
      wire.heldBack(
          one.name,
          "the exchange %s %d times when it was asked for %s; it is asked again in %s"
              .formatted(what, Subscription.STRIKES, one.name, HELD_BACK));
    }
  }

  private void reset() {
    connected = false;
    pending.clear();
    all.values().forEach(Subscription::absent);
    all.values().removeIf(each -> !each.wanted);
  }

  /** Wants nothing any more. */
  void forget() {
    connected = false;
    pending.clear();
    all.clear();
    wanted = 0;
  }

  /** Something else than a request was sent: it counts too. */
  void spendToken() {
    long now = lane.now();
    messages.spend(now);
    if (sharedMessages != null) {
      sharedMessages.spend(now);
    }
  }

  /** Sends what is to be sent, as far as the limits allow, and the rest when they do. */
  void pump() {
    while (connected && pending.size() < limits.requestsInFlight()) {
      long now = lane.now();
      List<Subscription> next = toSubscribe(now);
      boolean subscribe = !next.isEmpty();
      if (!subscribe) {
        next = toLeave();
      }
      if (next.isEmpty()) {
        return;
      }
      long wait = takeToken(now);
      if (wait > 0) {
        pumpLater(wait);
        return;
      }
      request(next, subscribe, now);
    }
  }

  /** Zero where a request may be sent now, or else how long it has to wait. */
  private long takeToken(long now) {
    long wait = messages.waitFrom(now);
    if (wait > 0) {
      return wait;
    }
    if (sharedMessages != null && !sharedMessages.take(now)) {
      return Math.max(sharedMessages.waitFrom(now), UtcNanos.MILLISECOND);
    }
    messages.spend(now);
    return 0;
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

  /**
   * The next request's worth of names, suspects last: each of those waits for all other answers.
   */
  private List<Subscription> toSubscribe(long now) {
    if (waitsForASuspect()) {
      return List.of();
    }
    List<Subscription> batch = new ArrayList<>();
    Subscription suspect = null;
    for (Subscription each : all.values()) {
      if (!each.isDue(now)) {
        continue;
      }
      if (each.suspect) {
        suspect = suspect == null || each.strikes < suspect.strikes ? each : suspect;
      } else if (each.alone && batch.isEmpty()) {
        return List.of(each);
      } else if (!each.alone) {
        batch.add(each);
      }
      if (batch.size() == limits.namesPerRequest()) {
        return batch;
      }
    }
    return batch.isEmpty() && suspect != null && pending.isEmpty() ? List.of(suspect) : batch;
  }

  private boolean waitsForASuspect() {
    return pending.values().stream()
        .anyMatch(request -> request.subscribe && request.open.stream().anyMatch(s -> s.suspect));
  }

  private List<Subscription> toLeave() {
    return all.values().stream()
        .filter(Subscription::isToLeave)
        .limit(limits.namesPerRequest())
        .toList();
  }

  private void request(List<Subscription> names, boolean subscribe, long now) {
    long requestId = ++lastRequest;
    pending.put(requestId, new Request(new LinkedHashSet<>(names), names.size(), subscribe, now));
    names.forEach(subscribe ? Subscription::asked : Subscription::leaving);
    wire.ask(subscribe, requestId, names.stream().map(each -> each.name).toList());
  }

  void accepted(long requestId) {
    Request request = pending.remove(requestId);
    if (request != null) {
      answered = true;
      request.open.forEach(each -> confirm(each, request.subscribe));
      goOn();
    }
  }

  /** These names are subscribed now, or not any more, whatever request asked for it. */
  void confirmed(boolean subscribed, Collection<String> names) {
    for (String name : names) {
      Subscription known = all.get(name);
      for (Request request : pending.values()) {
        if (known != null && request.subscribe == subscribed && request.open.remove(known)) {
          answered = true;
          confirm(known, subscribed);
        }
      }
    }
    pending.values().removeIf(request -> request.open.isEmpty());
    goOn();
  }

  private void confirm(Subscription one, boolean subscribed) {
    if (!subscribed) {
      one.absent();
      forgetIfOver(one);
      return;
    }
    one.confirmed();
    if (one.wanted && !one.renew) {
      wire.accepted(one.name);
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
    answered = true;
    if (request.subscribe) {
      refused(request, rejected);
    } else { // what can't be let go is not there
      request.open.forEach(each -> confirm(each, false));
    }
    goOn();
  }

  private long requestOf(Inbound.Rejected rejected) {
    if (rejected.requestId() != Inbound.NO_REQUEST) {
      return rejected.requestId();
    }
    for (Map.Entry<Long, Request> each : pending.entrySet()) {
      if (pending.size() == 1
          || each.getValue().open.stream().anyMatch(s -> rejected.names().contains(s.name))) {
        return each.getKey();
      }
    }
    return Inbound.NO_REQUEST;
  }

  /** Of several names, those that the refusal names are to blame; else each is asked for alone. */
  private void refused(Request request, Inbound.Rejected rejected) {
    boolean named = request.open.stream().anyMatch(s -> rejected.names().contains(s.name));
    for (Subscription each : request.open) {
      each.absent();
      if (!each.wanted) {
        all.remove(each.name);
      } else if (request.names > 1 && !rejected.names().contains(each.name)) {
        each.alone = !named;
      } else if (rejected.terminal()) {
        unwant(each.name);
        wire.refused(
            each.name,
            "refused by the exchange: %s %s".formatted(rejected.code(), rejected.message()));
      } else {
        each.notBefore = lane.now() + RETRY.toNanos();
        lane.after(RETRY, this::pump);
      }
    }
  }

  /** Tells the feed when nothing is left to be confirmed. */
  void settle() {
    if (connected && pending.isEmpty() && isSettled(lane.now())) {
      wire.settled();
    }
  }

  private boolean isSettled(long now) {
    return all.values().stream()
        .allMatch(each -> each.state == State.CONFIRMED || each.isHeldBack(now));
  }

  /** Waits no longer for what nobody wants any more: no connection is closed for that. */
  void forgetUnanswered() {
    long now = lane.now();
    List<Subscription> unwanted = new ArrayList<>();
    pending
        .values()
        .removeIf(
            request ->
                request.subscribe
                    && now - request.sentAt > ackTimeout
                    && request.open.stream().noneMatch(each -> each.wanted)
                    && unwanted.addAll(request.open));
    if (!unwanted.isEmpty()) {
      unwanted.forEach(each -> confirm(each, false));
      goOn();
    }
  }

  /** Whether a request waits for its answer for too long. */
  boolean isOverdue() {
    long now = lane.now();
    return pending.values().stream().anyMatch(request -> now - request.sentAt > ackTimeout);
  }
}
