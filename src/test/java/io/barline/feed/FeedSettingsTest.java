package io.barline.feed;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barline.exchange.Limits;
import io.barline.exchange.Route;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class FeedSettingsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "stable-after",
        "connect-timeout",
        "ack-timeout",
        "refused-retry",
        "clock-tick",
        "catalogue-refresh"
      })
  void aDurationThatIsNotAboveZeroIsNamed(String setting) {
    var given = new MapConfigurationPropertySource(Map.of("barline.feed." + setting, "0s"));
    assertThatThrownBy(() -> new Binder(given).bindOrCreate("barline.feed", FeedSettings.class))
        .rootCause()
        .hasMessage("barline.feed." + setting + " must be more than 0s: PT0S");
  }

  private static Limits limits(int streams, int names, int messages, int most, int attempts) {
    return new Limits(streams, names, 1, messages, most, attempts, Duration.ofMinutes(1));
  }

  @Test
  void aLimitThatIsNotAboveZeroIsNamed() {
    assertThatThrownBy(() -> limits(0, 1, 1, 1, 1))
        .hasMessage("limits: streams-per-connection must be at least 1: 0");
    assertThatThrownBy(() -> limits(1, 0, 1, 1, 1)).hasMessageContaining("names-per-request");
    assertThatThrownBy(() -> limits(1, 1, -1, 1, 1)).hasMessageContaining("messages-per-second");
    assertThatThrownBy(() -> limits(1, 1, 1, 0, 1)).hasMessageContaining("connections");
    assertThatThrownBy(() -> limits(1, 1, 1, 1, 0)).hasMessageContaining("connection-attempts");
  }

  @Test
  void aRouteWhoseConnectionsWouldDieAtOnceIsNamed() {
    Route route = PlainExchange.ROUTE;
    assertThatThrownBy(
            () ->
                new Route(
                    route.id(),
                    route.segment(),
                    route.access(),
                    route.limits(),
                    Duration.ZERO,
                    route.maxAge()))
        .hasMessage("silence of the connections only must be more than 0s: PT0S");
    assertThatThrownBy(
            () ->
                new Route(
                    route.id(),
                    route.segment(),
                    route.access(),
                    route.limits(),
                    route.silence(),
                    Duration.ZERO))
        .hasMessageContaining("max-age");
  }
}
