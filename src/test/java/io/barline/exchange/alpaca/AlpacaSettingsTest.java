package io.barline.exchange.alpaca;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barline.exchange.RestRequest;
import io.barline.exchange.Route;
import io.barline.market.Trade;
import io.barline.market.UpstreamChannel;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class AlpacaSettingsTest {
  private static final String PREFIX = "barline.exchanges.alpaca.";

  static AlpacaSettings settings(Map<String, String> properties) {
    return new Binder(new MapConfigurationPropertySource(properties))
        .bindOrCreate("barline.exchanges.alpaca", AlpacaSettings.class);
  }

  @Test
  void showsNoKeyAndNoSecretAnywhere() {
    AlpacaSettings settings =
        settings(Map.of(PREFIX + "key", "PKVISIBLE", PREFIX + "secret", "verysecret"));
    Alpaca alpaca = new Alpaca(settings);
    List<Object> shown = new ArrayList<>(List.of(settings, alpaca));
    for (Route route : alpaca.routes()) {
      shown.addAll(List.of(route, route.target(), route.access()));
    }
    shown.addAll(alpaca.polls(alpaca.routes().getLast(), List.of("bars:BTC/USD")));
    alpaca.segments().forEach(segment -> shown.addAll(alpaca.catalogueRequests(segment)));
    RestRequest history = alpaca.history().trades(AlpacaTest.AAPL, Trade.NO_SEQUENCE, 0);
    shown.add(history);
    assertThat(shown)
        .extracting(String::valueOf)
        .allSatisfy(
            text -> assertThat(text).doesNotContain("PKVISIBLE").doesNotContain("verysecret"));
    assertThat(history.headers()).containsEntry("APCA-API-SECRET-KEY", "verysecret");
    assertThat(settings.toString()).contains("key=***", "secret=***", "feed=iex");
  }

  @Test
  void knowsWhetherItHasKeys() {
    AlpacaSettings without = settings(Map.of());
    assertThat(without.hasKeys()).isFalse();
    assertThat(without.toString()).contains("key=none");
    assertThat(
            new Alpaca(without).history().trades(AlpacaTest.AAPL, Trade.NO_SEQUENCE, 0).headers())
        .isEmpty();
    assertThat(without.withKeys("a", "b").hasKeys()).isTrue();
  }

  @Test
  void tellsHalfAPairOfKeysWithoutShowingIt() {
    assertThatThrownBy(() -> settings(Map.of(PREFIX + "secret", "verysecret")))
        .rootCause()
        .hasMessageContaining("the key is missing")
        .hasMessageNotContaining("verysecret");
  }

  @Test
  void tellsAWrongFeedOrLocationWithTheKnownOnes() {
    assertThatThrownBy(() -> settings(Map.of(PREFIX + "feed", "sipp")))
        .rootCause()
        .hasMessage("unknown alpaca feed \"sipp\"; known are iex, sip");
    assertThatThrownBy(() -> settings(Map.of(PREFIX + "feed", "delayed_sip")))
        .rootCause()
        .hasMessageContaining("unknown alpaca feed");
    assertThatThrownBy(() -> settings(Map.of(PREFIX + "crypto", "uk")))
        .rootCause()
        .hasMessage("unknown alpaca crypto location \"uk\"; known are us, us-1, eu-1");
    assertThatThrownBy(() -> settings(Map.of(PREFIX + "quote-size-unit", "0")))
        .rootCause()
        .hasMessageContaining("must be at least 1: 0");
  }

  @Test
  void takesWhiteSpaceAroundKeysAway() {
    AlpacaSettings settings = settings(Map.of()).withKeys(" PKDEMO\t", "s3cret\r\n");
    assertThat(settings.key()).isEqualTo("PKDEMO");
    assertThat(settings.secret()).isEqualTo("s3cret");
    assertThat(settings.withKeys(" ", "\n").hasKeys()).isFalse();
  }

  @Test
  void refusesKeysThatNoHeaderCanHoldWithoutShowingThem() {
    for (String wrong :
        List.of("very\nsecret", "very\u0000secret", "verys\u00e9cret", "very\u007fse")) {
      assertThatThrownBy(() -> settings(Map.of()).withKeys("PKDEMO", wrong))
          .hasMessageContaining("the alpaca secret")
          .hasMessageContaining("printable ASCII")
          .hasMessageNotContaining("very");
      assertThatThrownBy(() -> settings(Map.of()).withKeys(wrong, "s3cret"))
          .hasMessageContaining("the alpaca key")
          .hasMessageNotContaining("very");
    }
  }

  @Test
  void pollsAtLeastTwiceAMinute() {
    for (String wrong : List.of("0s", "-1s", "30001ms")) {
      assertThatThrownBy(() -> settings(Map.of(PREFIX + "poll-every", wrong)))
          .rootCause()
          .hasMessageContaining("alpaca poll-every must be more than 0s and at most 30s");
    }
    assertThat(settings(Map.of(PREFIX + "poll-every", "30s")).pollEvery()).hasSeconds(30);
  }

  @Test
  void everythingIsConfigurable() {
    AlpacaSettings settings =
        settings(
                Map.of(
                    PREFIX + "feed",
                    "sip",
                    PREFIX + "crypto",
                    "eu-1",
                    PREFIX + "limits.streams-per-connection",
                    "5",
                    PREFIX + "limits.requests-per-minute",
                    "20",
                    PREFIX + "poll-every",
                    "10s",
                    PREFIX + "silence",
                    "90s"))
            .at(
                new AlpacaSettings.Endpoints(
                    URI.create("ws://127.0.0.1:9001/v2/"),
                    URI.create("ws://127.0.0.1:9001/v1beta3/crypto"),
                    URI.create("http://127.0.0.1:9001"),
                    URI.create("http://127.0.0.1:9002/")));
    Alpaca alpaca = new Alpaca(settings);
    assertThat(alpaca.routes())
        .extracting(Route::target)
        .containsExactly(
            "ws://127.0.0.1:9001/v2/sip",
            "ws://127.0.0.1:9001/v1beta3/crypto/eu-1",
            "REST, every PT10S",
            "REST, every PT10S");
    assertThat(alpaca.routes().getFirst().limits().streamsPerConnection()).isEqualTo(5);
    assertThat(alpaca.routes().getFirst().silence()).hasSeconds(90);
    assertThat(alpaca.segments().getLast().rest().weight()).isEqualTo(20);
    assertThat(alpaca.streams(AlpacaTest.BITCOIN, new UpstreamChannel.Trades())).hasSize(2);
    assertThat(alpaca.history().trades(AlpacaTest.AAPL, Trade.NO_SEQUENCE, 0).uri().toString())
        .startsWith("http://127.0.0.1:9001/v2/stocks/trades?")
        .endsWith("&feed=sip");
  }
}
