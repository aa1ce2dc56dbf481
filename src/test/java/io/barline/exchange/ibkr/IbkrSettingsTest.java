package io.barline.exchange.ibkr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IbkrSettingsTest {
  private static final String PREFIX = "barline.exchanges.ibkr.";

  @Test
  void isServedWhereAHostIsGiven() {
    IbkrSettings none = Talk.settings(Map.of());
    assertThat(none.enabled()).isTrue();
    assertThat(none.hasHost()).isFalse();
    assertThat(Talk.settings(Map.of("host", "  ")).hasHost()).isFalse();
    assertThat(Talk.settings(Map.of("host", " gateway ")).host()).isEqualTo("gateway");
  }

  @Test
  void defaultsAreThoseOfOneGatewayOfALiveAccount() {
    IbkrSettings settings = Talk.settings(Map.of("host", "gateway"));
    assertThat(settings.all()).containsExactly(new IbkrSettings.Gateway("gateway", 4001, 700));
    assertThat(List.of(settings.minVersion(), settings.maxVersion())).containsExactly(157, 178);
    assertThat(settings.delayed()).isFalse();
    assertThat(settings.depth()).isEqualTo(10);
    assertThat(settings.limits().messagesPerSecond()).isLessThan(50);
  }

  @Test
  void severalGatewaysAreRoutesOfTheirOwn() {
    Ibkr ibkr =
        new Ibkr(
            Talk.settings(
                Map.of("host", "one", "gateways[0].host", "two", "gateways[0].port", "7496")));
    assertThat(ibkr.routes()).extracting(route -> route.id()).containsExactly("tws", "tws2");
  }

  @Test
  void elsewhereItIsTheSameWithoutOtherGateways() {
    IbkrSettings settings =
        Talk.settings(Map.of("host", "one", "gateways[0].host", "two", "depth", "5"));
    IbkrSettings moved = settings.at("127.0.0.1", 14_001);
    assertThat(moved.all()).containsExactly(new IbkrSettings.Gateway("127.0.0.1", 14_001, 700));
    assertThat(moved.depth()).isEqualTo(5);
  }

  @ParameterizedTest
  @CsvSource({
    "port,0,'port must be from 1 to 65535: 0'",
    "port,65536,'port must be from 1 to 65535: 65536'",
    "client-id,-1,'client-id must be at least 0: -1'",
    "client-ids,1,'client-ids must be at least 2: 1'",
    "min-version,156,'min-version and max-version must be from 157 to 200 and in order: 156, 178'",
    "max-version,201,'min-version and max-version must be from 157 to 200 and in order: 157, 201'",
    "max-version,156,'min-version and max-version must be from 157 to 200 and in order: 157, 156'",
    "depth,0,'depth must be from 1 to 100: 0'",
    "depth,101,'depth must be from 1 to 100: 101'",
    "tick-by-tick,AAPL-STK,'tick-by-tick has a symbol that is none: '",
    "limits.lines,0,'limits.lines must be at least 1: 0'",
    "limits.messages-per-second,0,'limits.messages-per-second must be at least 1: 0'",
    "limits.messages-per-second,51,'limits.messages-per-second must be at most 50: 51'",
    "limits.new-bars,0,'limits.new-bars must be at least 1: 0'",
    "limits.past-requests,0,'limits.past-requests must be at least 1: 0'",
    "limits.new-bars,37,'limits.new-bars and past-requests must be at most 60 together: 37, 24'",
    "limits.heartbeat,0s,'limits.heartbeat must be more than 0s: PT0S'"
  })
  void namesWhatIsWrong(String setting, String value, String message) {
    assertThatThrownBy(() -> Talk.settings(Map.of("host", "gateway", setting, value)))
        .rootCause()
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(PREFIX + message);
  }

  @ParameterizedTest
  @CsvSource({
    "gateways[0].host,' ',a gateway of barline.exchanges.ibkr has no host",
    "gateways[0].port,0,barline.exchanges.ibkr.gateways.port must be from 1 to 65535: 0",
    "gateways[0].client-id,-1,barline.exchanges.ibkr.gateways.client-id must be at least 0: -1"
  })
  void namesWhatIsWrongWithOtherGateways(String setting, String value, String message) {
    Map<String, String> properties = new HashMap<>();
    properties.put("host", "one");
    properties.put("gateways[0].host", "two");
    properties.put(setting, value);
    assertThatThrownBy(() -> Talk.settings(properties))
        .rootCause()
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  /** It failed with a NullPointerException. */
  @Test
  void aGatewayWithoutAHostIsNamed() {
    assertThatThrownBy(() -> Talk.settings(Map.of("host", "one", "gateways[0].port", "7496")))
        .rootCause()
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a gateway of barline.exchanges.ibkr has no host");
  }

  @Test
  void otherGatewaysNeedAFirstOne() {
    assertThatThrownBy(() -> Talk.settings(Map.of("gateways[0].host", "two")))
        .rootCause()
        .hasMessageContaining("barline.exchanges.ibkr.host, which is empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"AAPL", "EUR/USD", "ES-FUT-CME-USD-202612"})
  void tickByTickTakesAnySymbol(String symbol) {
    assertThat(Talk.settings(Map.of("tick-by-tick", symbol)).tickByTick()).containsExactly(symbol);
  }
}
