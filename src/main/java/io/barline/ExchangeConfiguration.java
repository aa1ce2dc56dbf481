package io.barline;

import io.barline.bridge.BridgeHealth;
import io.barline.exchange.Exchange;
import io.barline.exchange.Roster;
import io.barline.exchange.alpaca.Alpaca;
import io.barline.exchange.alpaca.AlpacaSettings;
import io.barline.exchange.binance.Binance;
import io.barline.exchange.binance.BinanceSettings;
import io.barline.exchange.bybit.Bybit;
import io.barline.exchange.bybit.BybitSettings;
import io.barline.exchange.ccxt.CcxtSettings;
import io.barline.exchange.hyperliquid.Hyperliquid;
import io.barline.exchange.hyperliquid.HyperliquidSettings;
import io.barline.exchange.ibkr.Ibkr;
import io.barline.exchange.ibkr.IbkrSettings;
import io.barline.simulator.SimulatorSettings;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Which exchanges there are, and where. */
@Configuration(proxyBeanMethods = false)
class ExchangeConfiguration {
  private static final Logger LOG = LoggerFactory.getLogger(ExchangeConfiguration.class);

  /** The ids of those that are reached without CCXT, whether they are enabled or not. */
  private static final Set<String> DIRECT =
      Set.of("binance", "bybit", "hyperliquid", "alpaca", "ibkr");

  /** The exchanges that are served, and why others are not, as they are gathered. */
  private record Found(List<Exchange> served, Map<String, String> off) {
    private void add(String id, boolean enabled, Supplier<Exchange> exchange) {
      if (enabled) {
        served.add(exchange.get());
      } else {
        off.put(id, "barline.exchanges.%s.enabled is false".formatted(id));
      }
    }
  }

  @Bean(destroyMethod = "close")
  @ConditionalOnProperty(name = "barline.simulator.enabled", havingValue = "true")
  Simulators simulators(SimulatorSettings settings, Clock clock) {
    LOG.warn(
        "**** SIMULATED DATA: every price is made up in this process; nothing here comes from an"
            + " exchange ****");
    return new Simulators(settings, clock);
  }

  @Bean(destroyMethod = "")
  CcxtBridges ccxtBridges(
      ObjectProvider<Simulators> simulated, CcxtSettings settings, Clock clock) {
    Simulators simulators = simulated.getIfAvailable();
    return new CcxtBridges(
        simulators == null ? settings : simulators.redirect(settings), DIRECT, clock);
  }

  @Bean
  BridgeHealth ccxtHealthIndicator(CcxtBridges bridges) {
    return new BridgeHealth(bridges.all(), bridges.off());
  }

  @Bean
  Roster roster(
      ObjectProvider<Simulators> simulated,
      BinanceSettings binance,
      BybitSettings bybit,
      HyperliquidSettings hyperliquid,
      AlpacaSettings alpaca,
      IbkrSettings ibkr,
      CcxtBridges ccxt) {
    Simulators simulators = simulated.getIfAvailable();
    Found all =
        simulators == null
            ? enabled(binance, bybit, hyperliquid, alpaca, ibkr)
            : enabled(
                simulators.redirect(binance),
                simulators.redirect(bybit),
                simulators.redirect(hyperliquid),
                simulators.redirect(alpaca),
                simulators.redirect(ibkr));
    all.off.forEach((id, why) -> LOG.info("exchange={} state=off reason=\"{}\"", id, why));
    Predicate<String> isServed = id -> simulators == null || Simulators.overCcxt().contains(id);
    String without = ccxt.off();
    for (Exchange exchange : ccxt.exchanges()) {
      if (without != null) {
        all.off.put(exchange.id(), without);
      } else if (isServed.test(exchange.id())) {
        all.served.add(exchange);
      } else {
        all.off.put(exchange.id(), "it is not simulated");
      }
    }
    if (without != null) {
      LOG.info("exchanges=ccxt state=off reason=\"{}\"", without);
    }
    Roster roster = new Roster(all.served, all.off);
    ccxt.serve(roster, isServed);
    return roster;
  }

  private static Found enabled(
      BinanceSettings binance,
      BybitSettings bybit,
      HyperliquidSettings hyperliquid,
      AlpacaSettings alpaca,
      IbkrSettings ibkr) {
    Found all = new Found(new ArrayList<>(), new TreeMap<>());
    all.add("binance", binance.enabled(), () -> new Binance(binance));
    all.add("bybit", bybit.enabled(), () -> new Bybit(bybit));
    all.add("hyperliquid", hyperliquid.enabled(), () -> new Hyperliquid(hyperliquid));
    if (alpaca.enabled() && !alpaca.hasKeys()) {
      all.off.put(
          "alpaca", "it serves nobody without a key: set barline.exchanges.alpaca.key and secret");
    } else {
      all.add("alpaca", alpaca.enabled(), () -> new Alpaca(alpaca));
    }
    if (ibkr.enabled() && !ibkr.hasHost()) {
      all.off.put(
          "ibkr",
          "it is had from TWS or IB Gateway: set barline.exchanges.ibkr.host, and port, to where"
              + " one runs");
    } else {
      all.add("ibkr", ibkr.enabled(), () -> new Ibkr(ibkr));
    }
    return all;
  }
}
