package io.barline;

import io.barline.simulator.BinanceSimulator;
import io.barline.simulator.SimulatorSettings;
import io.barline.simulator.alpaca.AlpacaSimulator;
import io.barline.simulator.bybit.BybitSimulator;
import io.barline.simulator.hyperliquid.HyperliquidSimulator;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;

/** All simulated exchanges, by the system's clock, each for one test. */
abstract class FourExchanges {
  final Clock clock = Clock.systemUTC();
  final BinanceSimulator binance;
  final BybitSimulator bybit;
  final HyperliquidSimulator hyperliquid;
  final AlpacaSimulator alpaca;

  FourExchanges() {
    this(SimulatorSettings.DEFAULTS, SimulatorSettings.DEFAULTS);
  }

  /**
   * @param ofHyperliquid what is asked of Hyperliquid, whose REST tells few trades
   */
  FourExchanges(SimulatorSettings settings, SimulatorSettings ofHyperliquid) {
    binance = BinanceSimulator.start(settings, clock);
    bybit = BybitSimulator.start(settings, clock);
    hyperliquid = HyperliquidSimulator.start(ofHyperliquid, clock);
    alpaca = AlpacaSimulator.start(settings, clock);
  }

  @AfterEach
  void stop() {
    alpaca.close();
    hyperliquid.close();
    bybit.close();
    binance.close();
  }
}
