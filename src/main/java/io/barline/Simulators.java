package io.barline;

import io.barline.exchange.alpaca.AlpacaSettings;
import io.barline.exchange.binance.BinanceSettings;
import io.barline.exchange.bybit.BybitSettings;
import io.barline.exchange.ccxt.CcxtSettings;
import io.barline.exchange.ccxt.Setup;
import io.barline.exchange.hyperliquid.HyperliquidSettings;
import io.barline.exchange.ibkr.IbkrSettings;
import io.barline.simulator.BinanceSimulator;
import io.barline.simulator.Chaos;
import io.barline.simulator.SimulatorSettings;
import io.barline.simulator.alpaca.AlpacaSimulator;
import io.barline.simulator.bybit.BybitSimulator;
import io.barline.simulator.hyperliquid.HyperliquidSimulator;
import io.barline.simulator.ibkr.IbkrSimulator;
import io.barline.simulator.kraken.KrakenSimulator;
import io.barline.simulator.okx.OkxSimulator;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The simulated exchanges of this process. Settings that are given come back pointing at them. */
final class Simulators implements AutoCloseable {
  private final BinanceSimulator binance;
  private final BybitSimulator bybit;
  private final HyperliquidSimulator hyperliquid;
  private final AlpacaSimulator alpaca;
  private final KrakenSimulator kraken;
  private final OkxSimulator okx;
  private final IbkrSimulator ibkr;
  private final List<AutoCloseable> started = new ArrayList<>();

  /**
   * Starts one of each; {@link SimulatorSettings#port} is Binance's, the others take free ports.
   * With {@link SimulatorSettings#chaos} they fail at random.
   */
  Simulators(SimulatorSettings settings, Clock clock) {
    SimulatorSettings others = settings.withPort(0);
    try {
      binance = started(BinanceSimulator.start(settings, clock));
      bybit = started(BybitSimulator.start(others, clock));
      hyperliquid = started(HyperliquidSimulator.start(others, clock));
      alpaca = started(AlpacaSimulator.start(others, clock));
      kraken = started(KrakenSimulator.start(others, clock));
      okx = started(OkxSimulator.start(others, clock));
      ibkr = started(IbkrSimulator.start(others, clock));
      if (settings.chaos().enabled()) {
        started(
            Chaos.start(
                Map.of(
                    "binance",
                    binance,
                    "bybit",
                    bybit,
                    "hyperliquid",
                    hyperliquid,
                    "alpaca",
                    alpaca,
                    "kraken",
                    kraken,
                    "okx",
                    okx,
                    "ibkr",
                    ibkr),
                settings.chaos()));
      }
    } catch (RuntimeException failed) {
      close();
      throw failed;
    }
  }

  private <T extends AutoCloseable> T started(T simulator) {
    started.add(simulator);
    return simulator;
  }

  BinanceSettings redirect(BinanceSettings settings) {
    return settings.at(
        new BinanceSettings.Endpoints(
            binance.spotWs(),
            binance.spotRest(),
            binance.usdmPublicWs(),
            binance.usdmMarketWs(),
            binance.usdmRest(),
            binance.coinmWs(),
            binance.coinmRest()));
  }

  BybitSettings redirect(BybitSettings settings) {
    return settings.at(new BybitSettings.Endpoints(bybit.ws(), bybit.rest()));
  }

  HyperliquidSettings redirect(HyperliquidSettings settings) {
    return settings.at(new HyperliquidSettings.Endpoints(hyperliquid.ws(), hyperliquid.rest()));
  }

  AlpacaSettings redirect(AlpacaSettings settings) {
    return settings
        .at(
            new AlpacaSettings.Endpoints(
                alpaca.stocksWs(), alpaca.cryptoWs(), alpaca.rest(), alpaca.assets()))
        .withKeys(AlpacaSimulator.KEY, AlpacaSimulator.SECRET);
  }

  IbkrSettings redirect(IbkrSettings settings) {
    return settings.at(ibkr.host(), ibkr.port());
  }

  /**
   * CCXT itself runs, and finds these exchanges here; it knows their addresses by its own paths.
   */
  CcxtSettings redirect(CcxtSettings settings) {
    return settings
        .with(
            "kraken",
            Setup.at(
                Map.of(
                    "api.ws.publicV2", kraken.ws().toString(),
                    "api.public", kraken.rest().toString())))
        .with(
            "okx",
            Setup.at(Map.of("api.ws", okx.ws().toString(), "api.rest", okx.rest().toString())));
  }

  /** The CCXT ids of those that CCXT finds here. */
  static Set<String> overCcxt() {
    return Set.of("kraken", "okx");
  }

  @Override
  public void close() {
    for (AutoCloseable simulator : started.reversed()) {
      try {
        simulator.close();
      } catch (Exception failed) {
        throw new IllegalStateException("a simulated exchange could not be stopped", failed);
      }
    }
  }
}
