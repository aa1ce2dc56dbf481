package io.barline.feed;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class FreshSettingsTest {
  private static FreshSettings settings(int minSilence, int firstData, int proof, int pauseMin) {
    return new FreshSettings(
        true,
        Duration.ofSeconds(minSilence),
        Duration.ofSeconds(60),
        Duration.ofSeconds(firstData),
        Duration.ofSeconds(proof),
        Duration.ofSeconds(pauseMin),
        Duration.ofSeconds(60));
  }

  @Test
  void whatMakesNoSenseIsRefusedByName() {
    assertThatThrownBy(() -> settings(61, 10, 5, 30))
        .hasMessage(
            "barline.fresh.min-silence must be above zero and at most max-silence: PT1M1S, PT1M");
    assertThatThrownBy(() -> settings(3, 0, 5, 30))
        .hasMessageContaining("barline.fresh.first-data");
    assertThatThrownBy(() -> settings(3, 10, 0, 30))
        .hasMessage("barline.fresh.proof must be above zero: PT0S");
    assertThatThrownBy(() -> settings(3, 10, 5, 61))
        .hasMessageContaining("barline.fresh.pause-min");
  }
}
