package io.barline.exchange.alpaca;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where Alpaca is, as whom it is asked, and what it allows. The defaults are production and the
 * Basic plan, as documented for <a
 * href="https://docs.alpaca.markets/docs/streaming-market-data">streams</a> and <a
 * href="https://docs.alpaca.markets/docs/about-market-data-api">plans</a>.
 *
 * @param enabled whether Alpaca is served, where there are keys
 * @param key the key's id in printable ASCII, best given by the environment; empty for none. White
 *     space around it and the secret is taken away
 * @param secret in printable ASCII, best given by the environment; empty for none
 * @param feed where quotes and trades of stocks come from: {@code iex}, the one exchange that
 *     everybody may have, or {@code sip}, all exchanges
 * @param crypto where crypto trades: {@code us}, {@code us-1} (Kraken US) or {@code eu-1} (Kraken
 *     EU)
 * @param quoteSizeUnit how many shares a stock quote's size of 1 stands for: 1 as observed in 2026,
 *     100 (round lots) as documented
 * @param pollEvery how long after one round of polling the next one begins, at most 30 seconds:
 *     bars of a minute must be seen before the next one is over
 * @param silence how long a connection may stay without any frame before it counts as dead: three
 *     of the pings that come every 54 seconds
 */
@ConfigurationProperties("barline.exchanges.alpaca")
public record AlpacaSettings(
    @DefaultValue("true") boolean enabled,
    @DefaultValue("") String key,
    @DefaultValue("") String secret,
    @DefaultValue("iex") String feed,
    @DefaultValue("us") String crypto,
    @DefaultValue Endpoints endpoints,
    @DefaultValue Limits limits,
    @DefaultValue("1") int quoteSizeUnit,
    @DefaultValue("3s") Duration pollEvery,
    @DefaultValue("165s") Duration silence) {
  private static final List<String> FEEDS = List.of("iex", "sip");
  private static final Duration LONGEST_POLL = Duration.ofSeconds(30);
  private static final List<String> LOCATIONS = List.of("us", "us-1", "eu-1");

  /**
   * Base addresses; the feed or the location is appended to those of streams, paths such as {@code
   * /v2/stocks/bars} to that of REST, and {@code /v2/assets} to that of assets.
   */
  public record Endpoints(
      @DefaultValue("wss://stream.data.alpaca.markets/v2") URI stocksWs,
      @DefaultValue("wss://stream.data.alpaca.markets/v1beta3/crypto") URI cryptoWs,
      @DefaultValue("https://data.alpaca.markets") URI rest,
      @DefaultValue("https://paper-api.alpaca.markets") URI assets) {}

  /**
   * What may be asked for. Alpaca allows one connection for each kind of stream.
   *
   * @param streamsPerConnection most subscriptions to trades, quotes and books; bars are not
   *     counted
   * @param namesPerRequest not documented
   * @param messagesPerSecond not documented
   * @param connectionAttempts not documented
   * @param requestsPerMinute of stocks and crypto together: the plan's, less a few
   */
  public record Limits(
      @DefaultValue("30") int streamsPerConnection,
      @DefaultValue("100") int namesPerRequest,
      @DefaultValue("5") int messagesPerSecond,
      @DefaultValue("20") int connectionAttempts,
      @DefaultValue("1m") Duration attemptWindow,
      @DefaultValue("195") int requestsPerMinute) {}

  public AlpacaSettings {
    key = headerValue("key", key);
    secret = headerValue("secret", secret);
    check("feed", feed, FEEDS);
    check("crypto location", crypto, LOCATIONS);
    if (quoteSizeUnit < 1) {
      throw new IllegalArgumentException(
          "alpaca quote-size-unit must be at least 1: " + quoteSizeUnit);
    }
    if (!pollEvery.isPositive() || pollEvery.compareTo(LONGEST_POLL) > 0) {
      throw new IllegalArgumentException(
          "alpaca poll-every must be more than 0s and at most 30s: " + pollEvery);
    }
    if (key.isBlank() != secret.isBlank()) {
      throw new IllegalArgumentException(
          "alpaca needs both key and secret, or neither: "
              + (key.isBlank() ? "the key" : "the secret")
              + " is missing");
    }
  }

  /** What may be sent as a header, since the error of a client that refuses it would show it. */
  private static String headerValue(String what, String value) {
    String stripped = value.strip();
    if (!stripped.chars().allMatch(letter -> letter >= ' ' && letter <= '~')) {
      throw new IllegalArgumentException(
          "the alpaca "
              + what
              + " holds something else than printable ASCII; it is not shown here");
    }
    return stripped;
  }

  private static void check(String what, String value, List<String> known) {
    if (!known.contains(value)) {
      throw new IllegalArgumentException(
          "unknown alpaca %s \"%s\"; known are %s"
              .formatted(what, value, String.join(", ", known)));
    }
  }

  /** Whether key and secret are given. Without them Alpaca can't be served. */
  public boolean hasKeys() {
    return !key.isBlank();
  }

  /** The same with other endpoints. */
  public AlpacaSettings at(Endpoints elsewhere) {
    return new AlpacaSettings(
        enabled, key, secret, feed, crypto, elsewhere, limits, quoteSizeUnit, pollEvery, silence);
  }

  /** The same with another key. */
  public AlpacaSettings withKeys(String otherKey, String otherSecret) {
    return new AlpacaSettings(
        enabled,
        otherKey,
        otherSecret,
        feed,
        crypto,
        endpoints,
        limits,
        quoteSizeUnit,
        pollEvery,
        silence);
  }

  /** Key and secret are only told to be there. */
  @Override
  public String toString() {
    return "AlpacaSettings[enabled=%s, key=%s, secret=%s, feed=%s, crypto=%s, %s, %s, quoteSizeUnit=%d, pollEvery=%s, silence=%s]"
        .formatted(
            enabled,
            masked(key),
            masked(secret),
            feed,
            crypto,
            endpoints,
            limits,
            quoteSizeUnit,
            pollEvery,
            silence);
  }

  private static String masked(String secret) {
    return secret.isBlank() ? "none" : "***";
  }
}
