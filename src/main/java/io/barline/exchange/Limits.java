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
