package io.barline.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class SimulatorSettingsTest {
  private static SimulatorSettings bind(Map<String, String> properties) {
    return new Binder(new MapConfigurationPropertySource(properties))
        .bindOrCreate("barline.simulator", SimulatorSettings.class);
  }

  @Test
  void defaultsAreThoseOfTheConfiguration() {
    assertThat(bind(Map.of())).isEqualTo(SimulatorSettings.DEFAULTS);
  }

  @Test
  void limitsLeftOutAreTheDocumentedOnes() {
    assertThat(SimulatorSettings.DEFAULTS.limits(Segment.COINM))
        .isEqualTo(ConnectionLimits.FUTURES);
    var bound = bind(Map.of("barline.simulator.spot.ping-interval", "5s"));
    assertThat(bound.limits(Segment.SPOT))
        .isEqualTo(ConnectionLimits.SPOT.withPings(Duration.ofSeconds(5), Duration.ofMinutes(1)));
  }

  @Test
  void readsAReplay() {
    var bound =
        bind(
            Map.of(
                "barline.simulator.replay.file", "a.ws",
                "barline.simulator.replay.segment", "usdm"));
    assertThat(bound.replay())
        .isEqualTo(new ReplaySettings(Path.of("a.ws"), null, Segment.USDM, 1, Set.of()));
  }

  @Test
  void readsTheCommandLine() {
    String[] line = {"--port", "9", "--seed", "3", "--rate", "7", "--replay", "f", "--speed", "0"};
    assertThat(SimulatorMain.settings(line))
        .isEqualTo(
            SimulatorSettings.DEFAULTS
                .withPort(9)
                .withSeed(3)
                .withTradesPerSecond(7)
                .withReplay(new ReplaySettings(Path.of("f"), null, Segment.SPOT, 0, Set.of())));
    assertThatThrownBy(() -> SimulatorMain.settings(new String[] {"--depth", "1"}))
        .hasMessageContaining("--depth");
  }
}
