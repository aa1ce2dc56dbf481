package io.barline.subscription;

import io.barline.access.Principal;
import java.util.Set;

/**
 * A standing subscription and what it keeps flowing.
 *
 * @param topics of the subscription, whatever their order
 * @param owner as it was when it was looked at last
 */
record Held(
    StandingSubscription subscription, Set<String> topics, Holding holding, Principal owner) {
  boolean isOf(Principal principal) {
    return subscription.owner().equals(principal.id());
  }

  boolean isVisibleTo(Principal principal) {
    return principal.mayTouch(subscription.owner());
  }
}
