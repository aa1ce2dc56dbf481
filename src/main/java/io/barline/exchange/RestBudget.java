package io.barline.exchange;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the REST interface of a segment allows.
 *
 * @param weight the most that requests may weigh together within {@code window}; what a request
 *     weighs is in {@link RestRequest#weight}. Less than what is documented where others may ask
 *     from the same address
 * @param forbidden how long nothing may be asked of a host that answered 403; zero where that is
 *     about the one request, and not about the address that it came from
 * @param isShared whether all segments of the exchange whose budgets are shared have this one
 *     together
 * @param usedHeader the header of answers in which the exchange tells what weight it has counted of
 *     this address in the current window; null where it doesn't
 */
public record RestBudget(
    int weight,
    Duration window,
    Duration forbidden,
    boolean isShared,
    @Nullable String usedHeader) {
  public RestBudget {
    if (weight < 1 || !window.isPositive()) {
      throw new IllegalArgumentException(
          "a REST budget must allow something: %d in %s".formatted(weight, window));
    }
    if (forbidden.isNegative()) {
      throw new IllegalArgumentException(
          "a ban can't last a negative time: %s".formatted(forbidden));
    }
  }

  /** One of a segment's own, of an exchange that does not tell what it counts. */
  public RestBudget(int weight, Duration window, Duration forbidden) {
    this(weight, window, forbidden, false, null);
  }

  /** The same, which the segments of the exchange have together. */
  public RestBudget shared() {
    return new RestBudget(weight, window, forbidden, true, usedHeader);
  }

  /** The same of an exchange that tells what it has counted. */
  public RestBudget toldIn(String header) {
    return new RestBudget(weight, window, forbidden, isShared, header);
  }
}
