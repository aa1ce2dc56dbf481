package io.barline.subscription;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds on what is wanted.
 *
 * @param linger how long a topic's upstream stays open after the last interest in it
 * @param maxStanding most standing subscriptions
 * @param maxStandingEach most of them of one owner, where it has a key or token
 * @param maxTopicsEach most topics in one standing subscription
 */
@ConfigurationProperties("barline.subscriptions")
public record SubscriptionSettings(
    @DefaultValue("30s") Duration linger,
    @DefaultValue("1000") int maxStanding,
    @DefaultValue("100") int maxStandingEach,
    @DefaultValue("1000") int maxTopicsEach) {

  public SubscriptionSettings {
    if (linger.isNegative()) {
      throw new IllegalArgumentException(
          "barline.subscriptions.linger must not be negative: " + linger);
    }
    positive("max-standing", maxStanding);
    positive("max-standing-each", maxStandingEach);
    positive("max-topics-each", maxTopicsEach);
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "barline.subscriptions.%s must be at least 1: %d".formatted(name, value));
    }
  }
}
