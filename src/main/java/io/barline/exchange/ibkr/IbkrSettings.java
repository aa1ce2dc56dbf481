package io.barline.exchange.ibkr;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where TWS or IB Gateway runs, and what may be asked of it. The defaults are those of IB Gateway
 * for a live account, and what Interactive Brokers documents.
 *
 * @param enabled whether Interactive Brokers is served, where a host is given
 * @param host where TWS or IB Gateway runs; empty for nowhere
 * @param port 4001 for IB Gateway and 7496 for TWS with a live account, 4002 and 7497 with a paper
 *     account
 * @param clientId the first client id that this gateway may use
 * @param clientIds how many from that one on: each connection needs one, and one that another
 *     program has is left out
 * @param gateways more of them, for other accounts: what one has no market data line for is had
 *     from the next
 * @param minVersion the lowest version of the protocol that is spoken, at least 157
 * @param maxVersion the highest, at most 200: from 201 on the protocol is another one
 * @param delayed whether delayed quotes will do where there is no market data subscription
 * @param tickByTick symbols whose trades are to be had tick by tick, one by one, of which there may
 *     be three or so; those of others are sampled by the exchange
 * @param depth rows a side of order books
 */
@ConfigurationProperties("barline.exchanges.ibkr")
public record IbkrSettings(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("") String host,
    @DefaultValue("4001") int port,
    @DefaultValue("700") int clientId,
    @DefaultValue("8") int clientIds,
    @DefaultValue List<Gateway> gateways,
    @DefaultValue("157") int minVersion,
    @DefaultValue("178") int maxVersion,
    @DefaultValue("false") boolean delayed,
    @DefaultValue List<String> tickByTick,
    @DefaultValue("10") int depth,
    @DefaultValue Limits limits) {
  /** Older ones write some requests otherwise. */
  private static final int OLDEST = 157;

  /** The last that is text throughout. */
  private static final int NEWEST = 200;

  private static final int MOST_DEPTH = 100;

  /**
   * Another TWS or IB Gateway.
   *
   * @param clientId the first client id that may be used there
   */
  public record Gateway(
      @DefaultValue("") String host,
      @DefaultValue("4001") int port,
      @DefaultValue("700") int clientId) {}

  /**
   * What is allowed.
   *
   * @param lines market data lines of one account, which TWS' own windows use too
   * @param messagesPerSecond to one TWS or IB Gateway, which takes 50
   * @param newBars how many real-time bars may be asked for in ten minutes. They count as requests
   *     of the past, of which 60 are allowed
   * @param pastRequests how many requests of the past may be made in ten minutes, besides
   * @param heartbeat how often the time is asked for; a connection that is silent for two and a
   *     half times as long is dead
   */
  public record Limits(
      @DefaultValue("100") int lines,
      @DefaultValue("40") int messagesPerSecond,
      @DefaultValue("36") int newBars,
      @DefaultValue("24") int pastRequests,
      @DefaultValue("30s") Duration heartbeat) {
    public Limits {
      atLeast("limits.lines", lines, 1);
      atLeast("limits.messages-per-second", messagesPerSecond, 1);
      atLeast("limits.new-bars", newBars, 1);
      atLeast("limits.past-requests", pastRequests, 1);
      if (messagesPerSecond > 50) {
        throw new IllegalArgumentException(
            "barline.exchanges.ibkr.limits.messages-per-second must be at most 50: "
                + messagesPerSecond);
      }
      if (newBars + pastRequests > 60) {
        throw new IllegalArgumentException(
            "barline.exchanges.ibkr.limits.new-bars and past-requests must be at most 60 together: %d, %d"
                .formatted(newBars, pastRequests));
      }
      if (!heartbeat.isPositive()) {
        throw new IllegalArgumentException(
            "barline.exchanges.ibkr.limits.heartbeat must be more than 0s: " + heartbeat);
      }
    }
  }

  public IbkrSettings {
    host = host.strip();
    gateways = List.copyOf(gateways);
    tickByTick = List.copyOf(tickByTick);
    if (host.isEmpty() && !gateways.isEmpty()) {
      throw new IllegalArgumentException(
          "barline.exchanges.ibkr.gateways are in addition to barline.exchanges.ibkr.host, which is"
              + " empty");
    }
    checkPlace("", port, clientId);
    for (Gateway gateway : gateways) {
      if (gateway.host.isBlank()) {
        throw new IllegalArgumentException("a gateway of barline.exchanges.ibkr has no host");
      }
      checkPlace("gateways.", gateway.port, gateway.clientId);
    }
    atLeast("client-ids", clientIds, 2); // one for streams and one for the past
    if (minVersion < OLDEST || minVersion > maxVersion || maxVersion > NEWEST) {
      throw new IllegalArgumentException(
          "barline.exchanges.ibkr.min-version and max-version must be from %d to %d and in order: %d, %d"
              .formatted(OLDEST, NEWEST, minVersion, maxVersion));
    }
    if (depth < 1 || depth > MOST_DEPTH) {
      throw new IllegalArgumentException(
          "barline.exchanges.ibkr.depth must be from 1 to %d: %d".formatted(MOST_DEPTH, depth));
    }
    for (String symbol : tickByTick) {
      String trouble = ContractSymbols.trouble(symbol);
      if (!trouble.isEmpty()) {
        throw new IllegalArgumentException(
            "barline.exchanges.ibkr.tick-by-tick has a symbol that is none: " + trouble);
      }
    }
  }

  private static void checkPlace(String of, int port, int clientId) {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "barline.exchanges.ibkr.%sport must be from 1 to 65535: %d".formatted(of, port));
    }
    atLeast(of + "client-id", clientId, 0);
  }

  private static void atLeast(String setting, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(
          "barline.exchanges.ibkr.%s must be at least %d: %d".formatted(setting, least, value));
    }
  }

  /** Whether it is told where one runs. */
  public boolean hasHost() {
    return !host.isEmpty();
  }

  /** All of them, the first one first. */
  List<Gateway> all() {
    List<Gateway> all = new ArrayList<>();
    all.add(new Gateway(host, port, clientId));
    all.addAll(gateways);
    return all;
  }

  /** The same at another place, without other gateways. */
  public IbkrSettings at(String elsewhere, int otherPort) {
    return new IbkrSettings(
        enabled,
        elsewhere,
        otherPort,
        clientId,
        clientIds,
        List.of(),
        minVersion,
        maxVersion,
        delayed,
        tickByTick,
        depth,
        limits);
  }
}
