package io.barline;

import io.barline.exchange.Exchange;
import io.barline.exchange.alpaca.Alpaca;
import io.barline.exchange.alpaca.AlpacaSettings;
import io.barline.exchange.binance.Binance;
import io.barline.exchange.binance.BinanceSettings;
import io.barline.exchange.bybit.Bybit;
import io.barline.exchange.bybit.BybitSettings;
import io.barline.exchange.hyperliquid.Hyperliquid;
import io.barline.exchange.hyperliquid.HyperliquidSettings;
import io.barline.simulator.SimulatorSettings;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Which exchanges there are, and where. */
@Configuration(proxyBeanMethods = false)
class ExchangeConfiguration {
  private static final String SWITCHED_OFF = "barline.exchanges.%s.enabled is false";
  private static final Logger LOG = LoggerFactory.getLogger(ExchangeConfiguration.class);

  /**
   * The exchanges that are served.
   *
   * @param off why others are not, by their ids
   */
  record EnabledExchanges(List<Exchange> list, Map<String, String> off) {}

  @Bean(destroyMethod = "close")
  @ConditionalOnProperty(name = "barline.simulator.enabled", havingValue = "true")
  Simulators simulators(SimulatorSettings settings, Clock clock) {
    LOG.warn(
        "**** SIMULATED DATA: every price is made up in this process; nothing here comes from an"
            + " exchange ****");
    return new Simulators(settings, clock);
  }

  @Bean
  EnabledExchanges enabledExchanges(
      ObjectProvider<Simulators> simulated,
      BinanceSettings binance,
      BybitSettings bybit,
      HyperliquidSettings hyperliquid,
      AlpacaSettings alpaca) {
    Simulators simulators = simulated.getIfAvailable();
    return simulators == null
        ? enabled(binance, bybit, hyperliquid, alpaca)
        : enabled(
            simulators.redirect(binance),
            simulators.redirect(bybit),
            simulators.redirect(hyperliquid),
            simulators.redirect(alpaca));
  }

  private static EnabledExchanges enabled(
      BinanceSettings binance,
      BybitSettings bybit,
      HyperliquidSettings hyperliquid,
      AlpacaSettings alpaca) {
    List<Exchange> enabled = new ArrayList<>();
    Map<String, String> off = new TreeMap<>();
    if (binance.enabled()) {
      enabled.add(new Binance(binance));
    } else {
      off.put("binance", SWITCHED_OFF.formatted("binance"));
    }
    if (bybit.enabled()) {
      enabled.add(new Bybit(bybit));
    } else {
      off.put("bybit", SWITCHED_OFF.formatted("bybit"));
    }
    if (hyperliquid.enabled()) {
      enabled.add(new Hyperliquid(hyperliquid));
    } else {
      off.put("hyperliquid", SWITCHED_OFF.formatted("hyperliquid"));
    }
    if (!alpaca.enabled()) {
      off.put("alpaca", SWITCHED_OFF.formatted("alpaca"));
    } else if (alpaca.hasKeys()) {
      enabled.add(new Alpaca(alpaca));
    } else {
      off.put(
          "alpaca", "it serves nobody without a key: set barline.exchanges.alpaca.key and secret");
    }
    off.forEach((id, why) -> LOG.info("exchange={} state=off reason=\"{}\"", id, why));
    return new EnabledExchanges(enabled, off);
  }
}
