package io.barline.exchange.binance;

import io.barline.exchange.Exchange;
import io.barline.market.Instrument;
import java.net.URI;
import java.time.Duration;

/** Binance with its documented limits, of which one instrument of spot is measured. */
public final class BinanceSpot {
  public static final Instrument INSTRUMENT =
      new Instrument(
          "binance",
          "spot",
          "BTC/USDT",
          "BTCUSDT",
          Instrument.Type.SPOT,
          "BTC",
          "USDT",
          null,
          null,
          null,
          null,
          true,
          false);

  private BinanceSpot() {}

  /** Its first route is spot's. */
  public static Exchange exchange() {
    return new Binance(
        new BinanceSettings(
            true,
            new BinanceSettings.Endpoints(
                URI.create("wss://stream.binance.com:9443"),
                URI.create("https://api.binance.com"),
                URI.create("wss://fstream.binance.com/public"),
                URI.create("wss://fstream.binance.com/market"),
                URI.create("https://fapi.binance.com"),
                URI.create("wss://dstream.binance.com"),
                URI.create("https://dapi.binance.com")),
            new BinanceSettings.Limits(1_024, 100, 4, 8, 300, Duration.ofMinutes(5)),
            new BinanceSettings.Silence(Duration.ofMinutes(1), Duration.ofMinutes(4)),
            new BinanceSettings.SnapshotLevels(1_000, 1_000),
            Duration.ofDays(1)));
  }
}
