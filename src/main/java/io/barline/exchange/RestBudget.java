package io.barline.exchange;

import java.time.Duration;

/**
 * What the REST interface of a segment allows.
 *
 * @param weight the most that requests may weigh together within {@code window}; what a request
 *     weighs is in {@link RestRequest#weight}
 */
public record RestBudget(int weight, Duration window) {
  public RestBudget {
    if (weight < 1 || !window.isPositive()) {
      throw new IllegalArgumentException(
          "a REST budget must allow something: %d in %s".formatted(weight, window));
    }
  }
}
