package io.barline.exchange;

import java.time.Duration;

/** At most {@code most} actions in any {@code window}. */
public record Allowance(int most, Duration window) {
  public Allowance {
    if (most < 1 || !window.isPositive()) {
      throw new IllegalArgumentException(
          "an allowance must allow something: %d in %s".formatted(most, window));
    }
  }
}
