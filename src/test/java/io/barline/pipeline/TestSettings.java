package io.barline.pipeline;

import io.barline.bar.BarSettings;
import io.barline.quality.BreakerSettings;
import io.barline.quality.GapLedger;
import java.time.Duration;

/** Settings of pipelines, for tests. */
public final class TestSettings {
  private TestSettings() {}

  /** The defaults, but for these. */
  public static PipelineSettings of(Duration maxFuture, BarListener listener) {
    return new PipelineSettings(
        BarSettings.DEFAULT, maxFuture, listener, new GapLedger(100), BreakerSettings.DEFAULT);
  }
}
