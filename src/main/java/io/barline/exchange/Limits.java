package io.barline.exchange;

import java.time.Duration;

/**
 * What an exchange allows.
 *
 * @param streamsPerConnection most names subscribed on one connection
 * @param namesPerRequest most names in one subscribe frame
 * @param requestsInFlight most subscribe frames that wait for their answers at a time: 1 where the
 *     answers do not say what they answer
 * @param messagesPerSecond most frames that may be sent a second on one connection, pongs included
 * @param connections most connections of the route at a time, one that replaces another included
 * @param attempts most connection attempts in {@code attemptWindow}, from one address: of all
 *     routes of the exchange together, which name the same figure
 */
public record Limits(
    int streamsPerConnection,
    int namesPerRequest,
    int requestsInFlight,
    int messagesPerSecond,
    int connections,
    int attempts,
    Duration attemptWindow) {
  /**
   * @throws IllegalArgumentException if one of them is not above zero
   */
  public Limits {
    atLeastOne("streams-per-connection", streamsPerConnection);
    atLeastOne("names-per-request", namesPerRequest);
    atLeastOne("requests in flight", requestsInFlight);
    atLeastOne("messages-per-second", messagesPerSecond);
    atLeastOne("connections", connections);
    atLeastOne("connection-attempts", attempts);
    if (!attemptWindow.isPositive()) {
      throw new IllegalArgumentException(
          "limits: attempt-window must be more than 0s, such as 5m: " + attemptWindow);
    }
  }

  private static void atLeastOne(String setting, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "limits: %s must be at least 1: %d".formatted(setting, value));
    }
  }

  /** For {@link #requestsInFlight} and {@link #connections} where none is set. */
  public static final int UNLIMITED = Integer.MAX_VALUE;

  /**
   * Over how many connections names are spread: one is left for a connection that replaces another,
   * unless one is all there may be.
   */
  public int connectionsInUse() {
    return connections == 1 ? 1 : connections - 1;
  }

  /** Whether a connection can be replaced by another one while it is still open. */
  public boolean allowsOverlap() {
    return connections > 1;
  }
}
