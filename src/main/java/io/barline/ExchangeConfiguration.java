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

  /** The exchanges that are switched on. */
  record EnabledExchanges(List<Exchange> list) {}

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
    if (binance.enabled()) {
      enabled.add(new Binance(binance));
    }
    if (bybit.enabled()) {
      enabled.add(new Bybit(bybit));
    }
    if (hyperliquid.enabled()) {
      enabled.add(new Hyperliquid(hyperliquid));
    }
    if (alpaca.enabled() && alpaca.hasKeys()) {
      enabled.add(new Alpaca(alpaca));
    } else if (alpaca.enabled()) {
      LOG.info(
          "exchange=alpaca state=off reason=\"it serves nobody without a key: set"
              + " barline.exchanges.alpaca.key and secret\"");
    }
    return new EnabledExchanges(enabled);
  }
}
