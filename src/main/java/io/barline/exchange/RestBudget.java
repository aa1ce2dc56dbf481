package io.barline.exchange;

import java.time.Duration;

/**
 * What the REST interface of a segment allows.
 *
 * @param weight the most that requests may weigh together within {@code window}; what a request
 *     weighs is in {@link RestRequest#weight}. Less than what is documented where others may ask
 *     from the same address
 * @param forbidden how long nothing may be asked of a host that answered 403; zero where that is
 *     about the one request, and not about the address that it came from
 */
public record RestBudget(int weight, Duration window, Duration forbidden) {
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
}
