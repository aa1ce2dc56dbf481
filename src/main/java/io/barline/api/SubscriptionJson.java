package io.barline.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.barline.access.Principal;
import io.barline.market.UtcNanos;
import io.barline.subscription.StandingSubscription;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A standing subscription in an answer.
 *
 * @param owner whose it is; left out where no keys are asked for
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record SubscriptionJson(
    String id,
    @Nullable String name,
    @Nullable String owner,
    List<String> topics,
    String createdAt,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean simulated) {

  static SubscriptionJson of(StandingSubscription subscription, boolean simulated) {
    return new SubscriptionJson(
        subscription.id(),
        subscription.name(),
        subscription.owner().equals(Principal.LOCAL.id()) ? null : subscription.owner(),
        subscription.topics(),
        UtcNanos.format(subscription.createdAt()),
        simulated);
  }

  /**
   * A page of them.
   *
   * @param total how many there are on all pages
   */
  record Listing(
      List<SubscriptionJson> subscriptions,
      int total,
      int offset,
      int limit,
      @JsonInclude(JsonInclude.Include.NON_DEFAULT) boolean simulated) {}
}
