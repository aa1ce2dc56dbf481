package io.barline.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barline.market.Decimal;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class BreakerSettingsTest {
  private static BreakerSettings bound(Map<String, String> properties) {
    return new Binder(new MapConfigurationPropertySource(properties))
        .bindOrCreate("barline.quality.breaker", BreakerSettings.class);
  }

  @Test
  void hasDefaults() {
    assertThat(bound(Map.of())).isEqualTo(BreakerSettings.DEFAULT);
    assertThat(BreakerSettings.DEFAULT.limit().ratio()).isEqualTo(Decimal.parse("0.1"));
  }

  @Test
  void takesTheFirstOverrideThatFits() {
    BreakerSettings settings =
        bound(
            Map.of(
                "barline.quality.breaker.overrides[0].exchange", "binance",
                "barline.quality.breaker.overrides[0].symbol", "pepe/*",
                "barline.quality.breaker.overrides[0].limit", "30%",
                "barline.quality.breaker.overrides[1].symbol", "*/USDT",
                "barline.quality.breaker.overrides[1].limit", "20%",
                "barline.quality.breaker.overrides[2].exchange", "alpaca",
                "barline.quality.breaker.overrides[2].enabled", "false"));
    assertThat(limit(settings, "binance", "PEPE/USDT")).isEqualTo("30%");
    assertThat(limit(settings, "bybit", "PEPE/USDT")).isEqualTo("20%");
    assertThat(limit(settings, "bybit", "PEPE/USDT:USDT")).isEqualTo("10%");
    assertThat(settings.of(Prices.instrument("alpaca", "AAPL")).enabled()).isFalse();
    assertThat(settings.of(Prices.instrument("bybit", "BTC/USDT")).enabled()).isTrue();
  }

  private static String limit(BreakerSettings settings, String exchange, String symbol) {
    return settings.of(Prices.instrument(exchange, symbol)).limit().toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "limit | 0% | a percentage must be above 0% and at most 1000%",
        "limit | 1001% | 1001%",
        "limit | 0.1 | a percentage is written as a number and a percent sign, such as 10%",
        "limit | ten% | \"ten%\"",
        "confirmations | 1 | barline.quality.breaker.confirmations must be between 2 and 1000: 1",
        "contradictions | 0 | contradictions must be between 1 and 1000000: 0",
        "max-held | 2 | max-held must be between 3 and 1000000: 2",
        "patience | 0s | patience must be above 0 and at most 30 days: PT0S",
        "longest | 1s | longest must not be shorter than patience: PT1S < PT5S",
        "overrides[0].limit | 5% | overrides: each needs an exchange, a symbol or both",
        "overrides[0].symbol | X/Y | overrides: that of * X/Y needs a limit, such as 30%, or"
            + " enabled"
      })
  void saysWhatIsWrong(String name, String value, String reason) {
    assertThatThrownBy(() -> bound(Map.of("barline.quality.breaker." + name, value)))
        .rootCause()
        .hasMessageContaining(reason);
  }
}
