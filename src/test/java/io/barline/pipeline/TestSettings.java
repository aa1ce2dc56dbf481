package io.barline.pipeline;

import io.barline.bar.BarSettings;
import io.barline.quality.BreakerOverride;
import io.barline.quality.BreakerSettings;
import io.barline.quality.GapLedger;
import java.time.Duration;
import java.util.List;

/** Settings of pipelines, for tests. */
public final class TestSettings {
  private TestSettings() {}

  /** The defaults, but for these; any price goes. */
  public static PipelineSettings of(Duration maxFuture, BarListener listener) {
    return of(maxFuture, listener, List.of(new BreakerOverride(null, "*", false, null)));
  }

  /** The defaults, but for these. */
  static PipelineSettings withBreaker(Duration maxFuture, BarListener listener) {
    return of(maxFuture, listener, List.of());
  }

  private static PipelineSettings of(
      Duration maxFuture, BarListener listener, List<BreakerOverride> overrides) {
    BreakerSettings defaults = BreakerSettings.DEFAULT;
    return new PipelineSettings(
        BarSettings.DEFAULT,
        maxFuture,
        listener,
        new GapLedger(100),
        new BreakerSettings(
            true,
            defaults.limit(),
            defaults.confirmations(),
            defaults.contradictions(),
            defaults.patience(),
            defaults.longest(),
            defaults.midAge(),
            defaults.referenceAge(),
            defaults.maxHeld(),
            overrides));
  }
}
