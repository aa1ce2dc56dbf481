package io.barline.subscription;

import io.barline.access.Principal;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What is held, by id, by name and by owner. Any thread may look; one at a time changes it. */
final class Holdings {
  private final Map<String, Held> byId = new ConcurrentHashMap<>();
  private final Map<OwnName, Held> byName = new ConcurrentHashMap<>();

  /** Names are their owner's own. */
  private record OwnName(String owner, String name) {}

  Collection<Held> all() {
    return byId.values();
  }

  /** Puts one in, in the place of the one with its id. */
  void put(Held held) {
    byId.put(held.subscription().id(), held);
    String name = held.subscription().name();
    if (name != null) {
      byName.put(new OwnName(held.subscription().owner(), name), held);
    }
  }

  void remove(Held held) {
    byId.remove(held.subscription().id());
    String name = held.subscription().name();
    if (name != null) {
      byName.remove(new OwnName(held.subscription().owner(), name));
    }
  }

  /** The one of that owner and name. */
  @Nullable Held named(Principal owner, String name) {
    return byName.get(new OwnName(owner.id(), name));
  }

  /** The one of that owner that has no name and those topics. */
  @Nullable Held nameless(Principal owner, Set<String> topics) {
    for (Held held : byId.values()) {
      if (held.subscription().name() == null && held.isOf(owner) && held.topics().equals(topics)) {
        return held;
      }
    }
    return null;
  }

  /** The one with that id, if it may be seen, or with that name, if it is the principal's own. */
  @Nullable Held find(Principal principal, String idOrName) {
    Held held = byId.get(idOrName);
    return held != null && held.isVisibleTo(principal) ? held : named(principal, idOrName);
  }

  /** Why an owner may have no subscription more; null where it may. */
  @Nullable String whyNoMore(Principal owner, SubscriptionSettings settings) {
    int all = byId.size();
    if (all >= settings.maxStanding()) {
      return "there are %d standing subscriptions, which is the limit: delete one first"
          .formatted(all);
    }
    long own = byId.values().stream().filter(each -> each.isOf(owner)).count();
    return own < settings.maxStandingEach() || owner.equals(Principal.LOCAL)
        ? null
        : "%s has %d standing subscriptions, which is the limit of each: delete one first"
            .formatted(owner.id(), own);
  }

  /** How many topics an owner may hold by one of its own, given what it holds by the others. */
  int room(Principal owner, @Nullable Held by) {
    int others = by == null ? 0 : -by.holding().size();
    for (Held held : byId.values()) {
      others += held.isOf(owner) ? held.holding().size() : 0;
    }
    return Math.max(0, owner.quotas().topics() - others);
  }
}
