package io.barline.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.bar.BarSettings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PipelineSettingsTest {
  private final PipelineSettings settings = TestSettings.of(Duration.ofSeconds(10), _ -> {});

  @Test
  void barsWaitForTradesThatComeLaterThanOthers() {
    BarSettings bars = settings.bars();
    PipelineSettings delayed = settings.delayedBy(Duration.ofSeconds(4));
    assertThat(delayed.bars())
        .isEqualTo(
            new BarSettings(
                bars.grace().plusSeconds(4), bars.lateLimit().plusSeconds(4), bars.liveInterval()));
    assertThat(delayed.maxFuture()).isEqualTo(settings.maxFuture());
    assertThat(delayed.gaps()).isSameAs(settings.gaps());
  }

  @Test
  void othersStayAsTheyAre() {
    assertThat(settings.delayedBy(Duration.ZERO)).isSameAs(settings);
  }
}
