package io.barline.subscription;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Bounds on what is wanted.
 *
 * @param linger how long a topic's upstream stays open after the last interest in it
 * @param maxStanding most standing subscriptions
 * @param maxTopicsEach most topics in one standing subscription
 */
@ConfigurationProperties("barline.subscriptions")
public record SubscriptionSettings(
    @DefaultValue("30s") Duration linger,
    @DefaultValue("1000") int maxStanding,
    @DefaultValue("1000") int maxTopicsEach) {

  public SubscriptionSettings {
    if (linger.isNegative()) {
      throw new IllegalArgumentException(
          "barline.subscriptions.linger must not be negative: " + linger);
    }
    if (maxStanding < 1) {
      throw new IllegalArgumentException(
          "barline.subscriptions.max-standing must be at least 1: " + maxStanding);
    }
    if (maxTopicsEach < 1) {
      throw new IllegalArgumentException(
          "barline.subscriptions.max-topics-each must be at least 1: " + maxTopicsEach);
    }
  }
}
