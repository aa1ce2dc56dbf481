package io.barline.feed;

import io.barline.exchange.Inbound;
import io.barline.exchange.Limits;
import io.barline.feed.PendingRequests.Request;
import io.barline.market.UtcNanos;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names subscribed on one connection. Requests follow from what each name wants and where it
 * stands; they are batched and paced within the route's limits.
 *
 * <p>One bad name does not take others down: a batch that is refused is asked for again name by
 * name. Some exchanges cut the connection off instead, or never answer: the names that were asked
 * for then are asked for one after the other, and one that is to blame again and again is held
 * back.
 */
final class Subscriptions {
  /** How long a name waits that was refused for the moment; it doubles each time. */
  private static final Duration RETRY = Duration.ofSeconds(5);

  /** Up to this. */
  private static final Duration LONGEST_RETRY = Duration.ofMinutes(5);

  private static final int MOST_DOUBLINGS = 10;

  /** How soon after a request a lost connection may be its fault. */
  private static final long SUSPICIOUS = 5 * UtcNanos.SECOND;

  private static final Duration HELD_BACK = Duration.ofMinutes(5);

  private final Limits limits;
  private final Lane lane;
  private final Wire wire;
  private final MessageBudget messages;
  private final SubscribedNames all = new SubscribedNames();
  private final PendingRequests pending;
  private final Scarcity scarcity;
  private boolean connected;
  private boolean pumpScheduled;

  /** Whether the exchange answered anything on this connection. */
  private boolean answered;

  /** Tells the line that a name takes up; null where it takes up none. */
  @FunctionalInterface
  interface LineOf {
    @Nullable String line(String name);
  }

  /** The connection below and the feed above. */
  interface Wire {
    /** Sends the request. It may be accepted before this returns. */
    void ask(boolean subscribe, long requestId, List<String> names);

    void accepted(String name);

    /** {@code name} can't be had; it is not wanted any more. */
    void refused(String name, String reason);

    /** {@code name} can't be had for now; it is asked for again later. */
    void heldBack(String name, String reason);

    /** {@code name} was refused for the moment, so often by now; it is asked for again then. */
    void delayed(String name, String reason, int attempt, long nextRetry);

    /** The other side lost {@code name}, and sees to it itself. */
    void dropped(String name, Inbound.Lost lost);

    /** Every wanted name is confirmed or held back. */
    void settled();
  }

  /**
   * @param scarcity what may be asked for only so often
   */
  Subscriptions(
      Limits limits,
      Lane lane,
      Duration ackTimeout,
      MessageBudget messages,
      Scarcity scarcity,
      Wire wire) {
    this.limits = limits;
    this.scarcity = scarcity;
    this.lane = lane;
    this.pending = new PendingRequests(ackTimeout);
    this.wire = wire;
    this.messages = messages;
  }

  /** How many names are wanted. */
  int size() {
    return all.size();
  }

  /** The lines that they take up. */
  Set<String> lines(LineOf line) {
    return all.lines(line);
  }

  boolean isWanted(String name) {
    return all.isWanted(name);
  }

  boolean isConfirmed(String name) {
    return all.isConfirmed(name);
  }

  /** Whether it was asked for at all, be it on a connection that is lost by now. */
  boolean wasAsked(String name) {
    return all.wasAsked(name);
  }

  /** The names that are wanted. */
  List<String> wanted() {
    return all.wanted();
  }

  /** Those of them that are not held back. */
  List<String> active() {
    return all.active(lane.now());
  }

  /** Adds a name; false where it was there. */
  boolean want(String name) {
    return all.want(name);
  }

  /** Takes a name away; false where it was not there. */
  boolean unwant(String name) {
    return all.unwant(name);
  }

  /** Whether nothing is left to be asked for now, and every request is answered. */
  boolean isSteady() {
    return connected && pending.isEmpty() && !all.isAnyDue(lane.now());
  }

  /** Lets a name go and subscribes to it again, so that its stream begins anew. */
  void renew(String name) {
    Subscription known = all.get(name);
    if (known != null && known.wanted && known.state != Subscription.State.ABSENT) {
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
    for (Request request : pending.list()) {
      if (request.subscribe()
          && !request.taken()
          && limits.namesPerRequest() == 1
          && now - request.sentAt() < SUSPICIOUS) {
        asked.addAll(request.open());
      }
    }
    reset();
    blame(asked, "cut the connection off");
  }

  /** The answer to a request is overdue: the connection is about to be closed for it. */
  void giveUp() {
    List<Subscription> asked = pending.overdue(lane.now());
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
    all.reset();
  }

  /** Wants nothing any more. */
  void forget() {
    connected = false;
    pending.clear();
    all.clear();
  }

  /** Sends what is to be sent, as far as the limits allow, and the rest when they do. */
  void pump() {
    while (connected && pending.unanswered() < limits.requestsInFlight()) {
      long now = lane.now();
      List<Subscription> next =
          pending.containsSuspect()
              ? List.of()
              : all.toSubscribe(limits, pending.unanswered() == 0, now);
      boolean subscribe = !next.isEmpty();
      if (!subscribe) {
        next = all.toLeave(limits);
      }
      if (next.isEmpty()) {
        return;
      }
      if (subscribe && isPutOff(next, now)) {
        continue;
      }
      long wait = messages.take(now);
      if (wait > 0) {
        pumpLater(wait);
        return;
      }
      if (subscribe) {
        next.forEach(each -> scarcity.spend(each.name, now));
      }
      request(next, subscribe, now);
    }
  }

  /** Whether some may not be asked for as often as that: they wait until they may. */
  private boolean isPutOff(List<Subscription> next, long now) {
    boolean any = false;
    for (Subscription one : next) {
      long wait = scarcity.waitFrom(one.name, now);
      if (wait > 0) {
        any = true;
        one.notBefore = now + wait;
        lane.after(Duration.ofNanos(wait), this::pump);
        wire.delayed(one.name, scarcity.reason(one.name), 0, one.notBefore);
      }
    }
    return any;
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

  private void request(List<Subscription> names, boolean subscribe, long now) {
    long requestId = pending.add(names, subscribe, now);
    if (!subscribe) {
      names.forEach(pending::withdraw);
    }
    names.forEach(subscribe ? Subscription::asked : Subscription::leaving);
    wire.ask(subscribe, requestId, names.stream().map(each -> each.name).toList());
  }

  /** The request is being carried out; it may take long until its names are confirmed. */
  void taken(long requestId) {
    answered = true;
    pending.taken(requestId).forEach(each -> each.taken = true);
    pump(); // what nobody wants any more can be let go now
  }

  /** The other side lost a name, and subscribes to it anew unless that is of no use. */
  void dropped(Inbound.Lost lost) {
    Subscription one = all.get(lost.name());
    if (one == null || !one.wanted || one.state == Subscription.State.ABSENT) {
      return;
    }
    if (lost.terminal()) {
      pending.withdraw(one);
      one.absent();
      all.unwant(one.name);
      wire.refused(one.name, lost.reason());
      goOn();
      return;
    }
    if (one.state == Subscription.State.CONFIRMED) {
      one.dropped();
      pending.reopen(one, lane.now());
    }
    wire.dropped(one.name, lost);
  }

  /** These are not subscribed any more, and are asked for anew. */
  void dropped(Inbound.Dropped dropped) {
    long retry = dropped.retryMillis() * UtcNanos.MILLISECOND;
    for (String name : dropped.names()) {
      Subscription one = all.get(name);
      if (one == null || one.state == Subscription.State.ABSENT) {
        continue;
      }
      pending.withdraw(one);
      one.absent();
      if (one.wanted) {
        one.notBefore = lane.now() + retry;
        wire.dropped(
            name, new Inbound.Lost(name, dropped.reason(), 0, dropped.retryMillis(), false));
      } else {
        all.forgetIfOver(one);
      }
    }
    if (retry > 0) {
      lane.after(Duration.ofNanos(retry), this::pump);
    }
    goOn();
  }

  void accepted(long requestId) {
    Request request = pending.remove(requestId);
    if (request != null) {
      answered = true;
      request.open().forEach(each -> confirm(each, request.subscribe()));
      goOn();
    }
  }

  /** These names are subscribed now, or not any more, whatever request asked for it. */
  void confirmed(boolean subscribed, Collection<String> names) {
    for (String name : names) {
      Subscription known = all.get(name);
      for (Request request : pending.list()) {
        if (known != null && request.subscribe() == subscribed && request.open().remove(known)) {
          answered = true;
          confirm(known, subscribed);
        }
      }
    }
    pending.removeAnswered();
    goOn();
  }

  private void confirm(Subscription one, boolean subscribed) {
    if (!subscribed) {
      one.absent();
      all.forgetIfOver(one);
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
    Request request = pending.remove(rejected);
    if (request == null) {
      return;
    }
    answered = true;
    if (request.subscribe()) {
      refused(request, rejected);
    } else { // what can't be let go is not there
      request.open().forEach(each -> confirm(each, false));
    }
    goOn();
  }

  /** Of several names, those that the refusal names are to blame; else each is asked for alone. */
  private void refused(Request request, Inbound.Rejected rejected) {
    boolean named = request.open().stream().anyMatch(s -> rejected.names().contains(s.name));
    for (Subscription each : request.open()) {
      each.absent();
      if (!each.wanted) {
        all.forgetIfOver(each);
      } else if (request.names() > 1 && !rejected.names().contains(each.name)) {
        each.alone = !named;
      } else if (rejected.terminal()) {
        all.unwant(each.name);
        wire.refused(
            each.name,
            "refused by the exchange: %s %s".formatted(rejected.code(), rejected.message()));
      } else {
        delay(each, rejected);
      }
    }
  }

  private void delay(Subscription one, Inbound.Rejected rejected) {
    int doublings = Math.min(one.refusals++, MOST_DOUBLINGS);
    long wait = Math.min(RETRY.toNanos() << doublings, LONGEST_RETRY.toNanos());
    one.notBefore = lane.now() + wait;
    lane.after(Duration.ofNanos(wait), this::pump);
    wire.delayed(
        one.name,
        "refused by the exchange for the moment: %s %s"
            .formatted(rejected.code(), rejected.message()),
        one.refusals,
        one.notBefore);
  }

  /** Tells the feed when nothing is left to be confirmed. */
  void settle() {
    if (connected && pending.isEmpty() && all.areSettled(lane.now())) {
      wire.settled();
    }
  }

  /** Waits no longer for what nobody wants any more: no connection is closed for that. */
  void forgetUnanswered() {
    List<Subscription> unwanted = pending.removeUnwanted(lane.now());
    if (!unwanted.isEmpty()) {
      unwanted.forEach(each -> confirm(each, false));
      goOn();
    }
  }

  /** Whether a request waits for its answer for too long. */
  boolean isOverdue() {
    return pending.isOverdue(lane.now());
  }
}
