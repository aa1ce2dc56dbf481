package io.barline.simulator.alpaca;

import io.barline.simulator.MarketTerms;
import java.time.Duration;
import java.util.List;

/**
 * Something that trades on the simulated Alpaca.
 *
 * @param symbol for example {@code AAPL} or {@code BTC/USD}
 * @param seldom how long it waits for its next trade; zero where it trades at the rate of the
 *     others
 */
public record SimulatedAsset(String symbol, MarketTerms terms, Duration seldom) {
  /** What is listed unless told otherwise. */
  public static final List<SimulatedAsset> DEFAULTS =
      List.of(
          of("AAPL", "0.01", "1", "271.5", "60", Duration.ZERO),
          of("MSFT", "0.01", "1", "502.1", "40", Duration.ZERO),
          of("SPY", "0.01", "1", "668.4", "90", Duration.ZERO),
          of("SELDM", "0.01", "1", "18.2", "10", Duration.ofSeconds(150)),
          of("BTC/USD", "0.01", "0.0001", "65000", "0.02", Duration.ZERO),
          of("ETH/USD", "0.01", "0.001", "3200", "0.3", Duration.ZERO));

  /** With decimals as text: tick size, lot size, start price and typical size. */
  public static SimulatedAsset of(
      String symbol, String tick, String lot, String price, String size, Duration seldom) {
    return new SimulatedAsset(
        symbol, MarketTerms.of("alpaca:" + symbol, tick, lot, price, size), seldom);
  }

  boolean isCrypto() {
    return symbol.indexOf('/') >= 0;
  }
}
