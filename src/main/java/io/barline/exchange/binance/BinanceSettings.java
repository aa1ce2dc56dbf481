package io.barline.exchange.binance;

import java.net.URI;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where Binance is and what it allows. The defaults are production, as documented for <a
 * href="https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams">spot</a>, <a
 * href="https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams">USD-M</a>
 * and <a
 * href="https://developers.binance.com/docs/derivatives/coin-margined-futures/websocket-market-streams">COIN-M</a>.
 *
 * @param enabled whether Binance is served
 * @param maxAge how long Binance keeps a connection: it is replaced before
 */
@ConfigurationProperties("barline.exchanges.binance")
public record BinanceSettings(
    @DefaultValue("true") boolean enabled,
    @DefaultValue Endpoints endpoints,
    @DefaultValue Limits limits,
    @DefaultValue Silence silence,
    @DefaultValue SnapshotLevels snapshotLevels,
    @DefaultValue("24h") Duration maxAge) {

  /**
   * Base addresses, to which paths such as {@code /stream} are appended.
   *
   * <p>USD-M serves quotes and books on {@code public} and all else on {@code market}; a stream
   * asked for on the wrong one is acknowledged and stays silent.
   */
  public record Endpoints(
      @DefaultValue("wss://stream.binance.com:9443") URI spotWs,
      @DefaultValue("https://api.binance.com") URI spotRest,
      @DefaultValue("wss://fstream.binance.com/public") URI usdmPublicWs,
      @DefaultValue("wss://fstream.binance.com/market") URI usdmMarketWs,
      @DefaultValue("https://fapi.binance.com") URI usdmRest,
      @DefaultValue("wss://dstream.binance.com") URI coinmWs,
      @DefaultValue("https://dapi.binance.com") URI coinmRest) {

    URI rest(Market market) {
      return switch (market) {
        case SPOT -> spotRest;
        case USDM -> usdmRest;
        case COINM -> coinmRest;
      };
    }
  }

  /**
   * What may be asked for.
   *
   * @param namesPerRequest Binance documents no limit, but answers nothing to a frame of more than
   *     4,088 bytes (github.com/binance/binance-connector-rust/issues/27)
   * @param spotMessagesPerSecond one less than the documented 5, which count pings and pongs
   * @param futuresMessagesPerSecond two less than the documented 10
   * @param connectionAttempts documented for spot, and taken for the futures, where none is
   */
  public record Limits(
      @DefaultValue("1024") int streamsPerConnection,
      @DefaultValue("100") int namesPerRequest,
      @DefaultValue("4") int spotMessagesPerSecond,
      @DefaultValue("8") int futuresMessagesPerSecond,
      @DefaultValue("300") int connectionAttempts,
      @DefaultValue("5m") Duration attemptWindow) {}

  /**
   * How long a connection may stay without any frame before it counts as dead.
   *
   * @param spot three of the pings that come every 20 seconds
   * @param futures one of the pings that come every 3 minutes, and a minute
   */
  public record Silence(@DefaultValue("60s") Duration spot, @DefaultValue("4m") Duration futures) {}

  /**
   * How many levels a side a snapshot of an order book has. Books are told to 500 levels: with more
   * in the snapshot, another one is needed more seldom.
   *
   * @param spot 500 to 5000; it weighs 25 to 500 levels, 50 to 1000, 250 beyond
   * @param futures 500 or 1000; it weighs 10 or 20
   */
  public record SnapshotLevels(@DefaultValue("1000") int spot, @DefaultValue("1000") int futures) {
    public SnapshotLevels {
      if (spot < Market.BOOK_DEPTH || spot > 5_000) {
        throw new IllegalArgumentException("snapshot-levels.spot must be 500 to 5000: " + spot);
      }
      if (futures != 500 && futures != 1_000) {
        throw new IllegalArgumentException(
            "snapshot-levels.futures must be 500 or 1000: " + futures);
      }
    }

    int of(Market market) {
      return market == Market.SPOT ? spot : futures;
    }
  }

  /** The same with other endpoints. */
  public BinanceSettings at(Endpoints elsewhere) {
    return new BinanceSettings(enabled, elsewhere, limits, silence, snapshotLevels, maxAge);
  }
}
