package io.barline.feed;

import io.barline.exchange.Limits;
import io.barline.feed.Subscription.State;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The names of one connection: what is wanted of it, and how far the exchange is with each. */
final class SubscribedNames {
  private final Map<String, Subscription> all = new LinkedHashMap<>();
  private int wanted;

  /** How many names are wanted. */
  int size() {
    return wanted;
  }

  @Nullable Subscription get(String name) {
    return all.get(name);
  }

  /** The lines that the wanted ones take up. */
  Set<String> lines(Subscriptions.LineOf line) {
    Set<String> lines = new HashSet<>();
    for (Subscription each : all.values()) {
      String own = each.wanted ? line.line(each.name) : null;
      if (own != null) {
        lines.add(own);
      }
    }
    return lines;
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

  /** The names that are wanted. */
  List<String> wanted() {
    return all.values().stream().filter(each -> each.wanted).map(each -> each.name).toList();
  }

  /** Those of them that are not held back. */
  List<String> active(long now) {
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

  /** Forgets it where nobody wants it and the exchange has nothing of it. */
  void forgetIfOver(Subscription one) {
    if (!one.wanted && one.state == State.ABSENT) {
      all.remove(one.name, one);
    }
  }

  /** Nothing is subscribed any more. */
  void reset() {
    all.values().forEach(Subscription::absent);
    all.values().removeIf(each -> !each.wanted);
  }

  /** Wants nothing any more. */
  void clear() {
    all.clear();
    wanted = 0;
  }

  /**
   * The next request's worth of names, suspects last: each of those waits for all other answers.
   *
   * @param nothingPending whether no answer is waited for
   */
  List<Subscription> toSubscribe(Limits limits, boolean nothingPending, long now) {
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
    return batch.isEmpty() && suspect != null && nothingPending ? List.of(suspect) : batch;
  }

  /** The next request's worth of names to be let go. */
  List<Subscription> toLeave(Limits limits) {
    return all.values().stream()
        .filter(Subscription::isToLeave)
        .limit(limits.namesPerRequest())
        .toList();
  }

  /** Whether something is to be asked for now. */
  boolean isAnyDue(long now) {
    return all.values().stream().anyMatch(each -> each.isDue(now));
  }

  /** Whether every name is confirmed or held back. */
  boolean areSettled(long now) {
    return all.values().stream()
        .allMatch(each -> each.state == State.CONFIRMED || each.isHeldBack(now));
  }
}
