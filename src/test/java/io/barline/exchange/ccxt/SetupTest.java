package io.barline.exchange.ccxt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barline.exchange.Access;
import io.barline.exchange.Exchange;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What CCXT is told of an exchange, and who else is told. */
class SetupTest {
  private static final Map<String, String> PROPERTIES =
      Map.of(
          "barline.ccxt.exchanges.okx.sandbox", "true",
          "barline.ccxt.exchanges.okx.api-key", " my-key ",
          "barline.ccxt.exchanges.okx.secret", "my-secret",
          "barline.ccxt.exchanges.okx.password", "my-word",
          "barline.ccxt.exchanges.okx.options.defaultType", "swap",
          "barline.ccxt.exchanges.okx.options.tradesLimit", "1000",
          "barline.ccxt.exchanges.okx.options.ws.gunzip", "false",
          "barline.ccxt.exchanges.okx.options.ws.idle.ms", "-5",
          "barline.ccxt.exchanges.okx.urls.api.ws.publicV2", "ws://127.0.0.1:1/v2",
          "barline.ccxt.token", "my-token");

  private static Setup setup(CcxtSettings settings) {
    return Objects.requireNonNull(settings.exchanges().get("okx"));
  }

  @Test
  void tellsTheBridgeAllThatIsSet() {
    CcxtSettings settings = Listed.settings(PROPERTIES);
    assertThat(setup(settings).json(settings))
        .startsWith("{\"sandbox\":true,\"pollMs\":2000,\"tradesLimit\":50000,")
        .contains(
            "\"credentials\":{\"apiKey\":\"my-key\",\"secret\":\"my-secret\",\"password\":\"my-word\"}")
        .contains("\"defaultType\":\"swap\"", "\"tradesLimit\":1000")
        .contains("\"gunzip\":false", "\"idle\":{\"ms\":-5}")
        .contains("\"urls\":{\"api.ws.publicV2\":\"ws://127.0.0.1:1/v2\"}");
  }

  @Test
  void tellsTheLoginOfASocketTheSame() {
    CcxtSettings settings = Listed.settings(PROPERTIES);
    Exchange okx = Listed.one("okx", settings, StandingBridge.RUNNING);
    assertThat(okx.routes())
        .allSatisfy(
            route ->
                assertThat(route.access().login())
                    .isEqualTo(
                        "{\"op\":\"open\",\"setup\":%s}"
                            .formatted(setup(settings).json(settings))));
  }

  @Test
  void nobodyElseIsToldTheSecrets() {
    CcxtSettings settings = Listed.settings(PROPERTIES);
    Exchange okx = Listed.one("okx", settings, StandingBridge.RUNNING);
    Access access = okx.routes().getFirst().access();
    String all =
        String.join(
            "\n",
            settings.toString(),
            setup(settings).toString(),
            okx.toString(),
            okx.routes().toString(),
            access.toString(),
            okx.catalogueRequests(okx.segments().getFirst()).toString(),
            okx.routes().getFirst().target());
    assertThat(all)
        .doesNotContain("my-key", "my-secret", "my-word", "my-token", "Bearer", "Ccxt-Setup");
    assertThat(
            new CcxtSettings.Shard(java.util.List.of("okx"), "http://a:1", "my-token").toString())
        .contains("okx")
        .doesNotContain("my-token");
  }

  @Test
  void leavesOutWhatIsNotSet() {
    CcxtSettings settings = Listed.settings(Map.of("barline.ccxt.poll-every", "5s"));
    assertThat(Setup.NONE.json(settings))
        .isEqualTo("{\"sandbox\":false,\"pollMs\":5000,\"tradesLimit\":50000}");
    assertThat(Setup.at(Map.of("api", "http://a")).json(settings))
        .endsWith("\"urls\":{\"api\":\"http://a\"}}");
  }

  @ParameterizedTest
  @CsvSource({"a,1,a.b,2", "a.b,2,a,1", "a.b,1,a.b.c,2", "a.b.c,1,a.b,2"})
  void anOptionThatIsAValueHoldsNoOthers(String one, String its, String other, String others) {
    Map<String, String> options = new java.util.LinkedHashMap<>();
    options.put(one, its);
    options.put(other, others);
    Setup setup = new Setup(false, "", "", "", "", options, Map.of());
    CcxtSettings settings = Listed.settings(Map.of());
    assertThatThrownBy(() -> setup.json(settings))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is a value and holds others");
  }

  @ParameterizedTest
  @CsvSource({
    "poll-every,0s,poll-every",
    "poll-every,2m,poll-every",
    "limits.streams-per-connection,0,limits",
    "url,ws://bridge:1,url",
    "url,http://,url",
    "url,nonsense,url"
  })
  void refusesSettingsThatMakeNoSense(String name, String value, String told) {
    assertThatThrownBy(() -> Listed.settings(Map.of("barline.ccxt." + name, value)))
        .hasRootCauseInstanceOf(IllegalArgumentException.class)
        .rootCause()
        .hasMessageContaining("barline.ccxt." + told);
  }

  @Test
  void anExchangeHasOneBridge() {
    Map<String, String> twice = new HashMap<>();
    twice.put("barline.ccxt.shards[0].exchanges[0]", "okx");
    twice.put("barline.ccxt.shards[1].exchanges[0]", "okx");
    assertThatThrownBy(() -> Listed.settings(twice))
        .rootCause()
        .hasMessageContaining("name \"okx\" twice");
  }
}
