package io.barline.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.bridge.BridgeReport.State;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class BridgeHealthTest {
  private record Reported(BridgeReport report) implements RunningBridge {
    @Override
    public void start() {}

    @Override
    public void close() {}

    @Override
    public @Nullable URI address() {
      return null;
    }

    @Override
    public String trouble() {
      return "";
    }

    @Override
    public Map<String, String> headers() {
      return Map.of("Authorization", "Bearer my-token");
    }
  }

  private static RunningBridge one(String name, State state) {
    return new Reported(
        new BridgeReport(
            name,
            state,
            "http://127.0.0.1:1",
            2,
            "it ended with 1",
            1_795_356_000_000_000_000L,
            Map.of("rss", 7)));
  }

  @ParameterizedTest
  @CsvSource({"IDLE,UP", "STARTING,DEGRADED", "RUNNING,UP", "AWAY,DEGRADED"})
  void isDegradedWhileABridgeIsAway(State state, String expected) {
    Health health =
        new BridgeHealth(List.of(one("ccxt", State.RUNNING), one("own", state)), null).health();
    assertThat(health.getStatus()).isEqualTo(new Status(expected));
  }

  @Test
  void tellsHowEachIs() {
    Health health = new BridgeHealth(List.of(one("ccxt", State.AWAY)), null).health();
    assertThat(health.getDetails().get("bridges"))
        .isEqualTo(
            Map.of(
                "ccxt",
                Map.of(
                    "state",
                    "away",
                    "address",
                    "http://127.0.0.1:1",
                    "restarts",
                    2L,
                    "lastError",
                    "it ended with 1",
                    "nextStart",
                    "2026-11-22T14:00:00.000Z",
                    "rss",
                    7)));
    assertThat(health.getDetails().toString()).doesNotContain("my-token");
  }

  @Test
  void isUpWithoutBridges() {
    Health health = new BridgeHealth(List.of(), "barline.ccxt.enabled is false").health();
    assertThat(health.getStatus()).isEqualTo(Status.UP);
    assertThat(health.getDetails())
        .containsEntry("state", "off")
        .containsEntry("reason", "barline.ccxt.enabled is false");
  }
}
