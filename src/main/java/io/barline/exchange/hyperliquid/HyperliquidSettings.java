package io.barline.exchange.hyperliquid;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where Hyperliquid is and what it allows. The defaults are production, as documented for <a
 * href="https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api/websocket">sockets</a>
 * and <a
 * href="https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api/rate-limits-and-user-limits">limits</a>.
 *
 * @param enabled whether Hyperliquid is served
 * @param pingEvery how often a connection is kept alive; Hyperliquid closes one on which it sent
 *     nothing for 60 seconds, and it answers each ping
 * @param silence how long a connection may stay without any frame before it counts as dead
 * @param maxAge the age before which a connection is replaced; Hyperliquid documents no limit
 */
@ConfigurationProperties("barline.exchanges.hyperliquid")
public record HyperliquidSettings(
    @DefaultValue("true") boolean enabled,
    @DefaultValue Endpoints endpoints,
    @DefaultValue Limits limits,
    @DefaultValue("30s") Duration pingEvery,
    @DefaultValue("75s") Duration silence,
    @DefaultValue("24h") Duration maxAge) {

  private static final Duration IDLE_LIMIT = Duration.ofSeconds(60);

  public HyperliquidSettings {
    if (!pingEvery.isPositive() || pingEvery.compareTo(IDLE_LIMIT) >= 0) {
      throw new IllegalArgumentException(
          "barline.exchanges.hyperliquid.ping-every must be more than 0s and less than 60s, when an"
              + " idle connection is closed: "
              + pingEvery);
    }
    if (silence.compareTo(pingEvery) <= 0) {
      throw new IllegalArgumentException(
          "barline.exchanges.hyperliquid.silence must be longer than ping-every, %s: %s"
              .formatted(pingEvery, silence));
    }
  }

  /**
   * Addresses.
   *
   * @param ws the whole address of the socket
   * @param rest the base to which {@code /info} is appended
   */
  public record Endpoints(
      @DefaultValue("wss://api.hyperliquid.xyz/ws") URI ws,
      @DefaultValue("https://api.hyperliquid.xyz") URI rest) {}

  /**
   * What may be asked for. Hyperliquid counts by address: 10 connections, 1000 subscriptions, 30
   * new connections and 2000 messages a minute.
   *
   * @param messagesPerSecond on one connection
   * @param messagesPerMinute on all connections together; the rest of the documented 2000 is for
   *     pings
   * @param connections most for everything but the fast books. With the next one they make nine:
   *     the tenth is for one that replaces another, and one is replaced at a time
   * @param fastBookConnections most for the fast books, which can't share a socket with the others
   * @param connectionAttempts documented, of both routes together in each {@code attemptWindow}
   */
  public record Limits(
      @DefaultValue("100") int streamsPerConnection,
      @DefaultValue("5") int messagesPerSecond,
      @DefaultValue("1900") int messagesPerMinute,
      @DefaultValue("7") int connections,
      @DefaultValue("2") int fastBookConnections,
      @DefaultValue("30") int connectionAttempts,
      @DefaultValue("1m") Duration attemptWindow) {}

  /** The same with other endpoints. */
  public HyperliquidSettings at(Endpoints elsewhere) {
    return new HyperliquidSettings(enabled, elsewhere, limits, pingEvery, silence, maxAge);
  }
}
