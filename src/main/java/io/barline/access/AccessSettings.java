package io.barline.access;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who is let in.
 *
 * @param keysFile the file with the API keys; where there is one, nobody gets in without a key
 * @param jwt whose JSON Web Tokens are accepted; where there is one, nobody gets in without any
 * @param clockSkew how far the issuers' clocks may be off
 * @param open whether a network may be served without any key
 * @param hosts names that the gateway goes by; Actuator refuses a request for any other, and so
 *     does the rest where there are no keys. An open gateway without any also goes by names that
 *     are never public
 * @param origins of other sites whose pages may use the gateway, such as {@code
 *     https://dash.example.com}; {@code *} for all
 * @param trustedProxies addresses or networks, such as {@code 10.0.0.0/8}, whose {@code
 *     X-Forwarded-For} and {@code X-Forwarded-Proto} are believed
 * @param authTimeout how long a WebSocket may go without showing a key
 * @param ticketLifetime how long a ticket may be used
 * @param quotas of a principal, where its key has none of its own
 * @param connections most connections of all clients
 * @param connectionsPerAddress most connections from one address of clients that are not known
 * @param failuresPerMinute how often in a minute one address may show what is not valid
 */
@ConfigurationProperties("barline.access")
public record AccessSettings(
    @DefaultValue("config/keys.json") Path keysFile,
    @DefaultValue List<IssuerSettings> jwt,
    @DefaultValue("30s") Duration clockSkew,
    @DefaultValue("false") boolean open,
    @DefaultValue List<String> hosts,
    @DefaultValue List<String> origins,
    @DefaultValue List<String> trustedProxies,
    @DefaultValue("10s") Duration authTimeout,
    @DefaultValue("30s") Duration ticketLifetime,
    @DefaultValue Quotas quotas,
    @DefaultValue("20000") int connections,
    @DefaultValue("200") int connectionsPerAddress,
    @DefaultValue("20") int failuresPerMinute) {

  public AccessSettings {
    positive("auth-timeout", authTimeout);
    positive("ticket-lifetime", ticketLifetime);
    if (clockSkew.isNegative()) {
      throw new IllegalArgumentException(
          "barline.access.clock-skew must not be negative: " + clockSkew);
    }
    positive("connections", connections);
    positive("connections-per-address", connectionsPerAddress);
    positive("failures-per-minute", failuresPerMinute);
  }

  private static void positive(String name, Duration value) {
    if (value.isNegative() || value.isZero()) {
      throw new IllegalArgumentException(
          "barline.access.%s must be longer than nothing: %s".formatted(name, value));
    }
  }

  private static void positive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException(
          "barline.access.%s must be at least 1: %d".formatted(name, value));
    }
  }
}
