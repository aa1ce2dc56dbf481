package io.barline.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class RepairSettingsTest {
  private static RepairSettings bind(Map<String, String> properties) {
    return new Binder(new MapConfigurationPropertySource(properties))
        .bindOrCreate("barline.repair", RepairSettings.class);
  }

  @Test
  void repairsUnlessToldOtherwise() {
    assertThat(bind(Map.of()).enabled()).isTrue();
    assertThat(bind(Map.of("barline.repair.enabled", "false")).enabled()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "delay, -1ms, PT0S to PT1M: PT-0.001S",
    "bar-delay, 61s, PT0S to PT1M: PT1M1S",
    "give-up-after, 0s, PT1S to PT24H: PT0S",
    "max-trades, 0, 1 to 1000000: 0",
    "max-queued, 100001, 1 to 100000: 100001",
  })
  void saysWhatIsWrong(String name, String value, String sentence) {
    assertThatThrownBy(() -> bind(Map.of("barline.repair." + name, value)))
        .rootCause()
        .hasMessage("barline.repair.%s must be %s", name, sentence);
  }
}
