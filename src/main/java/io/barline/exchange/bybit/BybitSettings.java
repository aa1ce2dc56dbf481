package io.barline.exchange.bybit;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where Bybit is and what it allows. The defaults are production, as documented for <a
 * href="https://bybit-exchange.github.io/docs/v5/ws/connect">WebSocket</a> and <a
 * href="https://bybit-exchange.github.io/docs/v5/rate-limit">REST</a>.
 *
 * @param enabled whether Bybit is served
 * @param pingEvery how often Bybit wants to be pinged
 * @param silence how long a connection may stay without any frame, answers to pings included,
 *     before it counts as dead
 * @param maxAge the age before which a connection is replaced; Bybit documents no limit
 * @param consecutiveBooks whether a jump in the update numbers of a book means that messages are
 *     missing: Bybit documents that they are consecutive for the full book only
 */
@ConfigurationProperties("barline.exchanges.bybit")
public record BybitSettings(
    @DefaultValue("true") boolean enabled,
    @DefaultValue Endpoints endpoints,
    @DefaultValue Limits limits,
    @DefaultValue("20s") Duration pingEvery,
    @DefaultValue("45s") Duration silence,
    @DefaultValue("7d") Duration maxAge,
    @DefaultValue("true") boolean consecutiveBooks) {

  /**
   * Base addresses.
   *
   * @param ws to which the category is appended, for example {@code /linear}
   * @param rest to which {@code /v5/market/...} is appended
   */
  public record Endpoints(
      @DefaultValue("wss://stream.bybit.com/v5/public") URI ws,
      @DefaultValue("https://api.bybit.com") URI rest) {}

  /**
   * What may be asked for.
   *
   * @param streamsPerConnection so many that names of 39 characters, with quotes and a comma, stay
   *     within the documented 21,000 characters
   * @param namesPerRequest documented for spot; one bad name spoils a whole request everywhere
   * @param messagesPerSecond Bybit documents no limit
   * @param connections documented, of each category, those included that replace others
   * @param connectionAttempts documented, of all categories together
   * @param restRequests in {@code restWindow}, of all categories together: nine tenths of what is
   *     documented
   */
  public record Limits(
      @DefaultValue("500") int streamsPerConnection,
      @DefaultValue("10") int namesPerRequest,
      @DefaultValue("10") int messagesPerSecond,
      @DefaultValue("1000") int connections,
      @DefaultValue("500") int connectionAttempts,
      @DefaultValue("5m") Duration attemptWindow,
      @DefaultValue("540") int restRequests,
      @DefaultValue("5s") Duration restWindow) {}

  /** The same with other endpoints. */
  public BybitSettings at(Endpoints elsewhere) {
    return new BybitSettings(
        enabled, elsewhere, limits, pingEvery, silence, maxAge, consecutiveBooks);
  }
}
