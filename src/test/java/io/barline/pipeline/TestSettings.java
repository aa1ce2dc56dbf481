package io.barline.pipeline;

import io.barline.bar.BarSettings;
import io.barline.quality.BreakerSettings;
import io.barline.quality.GapLedger;
import java.time.Duration;

/** Settings of pipelines, for tests. */
public final class TestSettings {
  private TestSettings() {}

  /** The defaults, but that no trade is held back whatever its price. */
  static PipelineSettings unguarded() {
    BreakerSettings guarded = BreakerSettings.DEFAULT;
    return new PipelineSettings(
        BarSettings.DEFAULT,
        Duration.ofSeconds(10),
        _ -> {},
        new GapLedger(100),
        new BreakerSettings(
            false,
            guarded.limit(),
            guarded.confirmations(),
            guarded.contradictions(),
            guarded.patience(),
            guarded.longest(),
            guarded.midAge(),
            guarded.referenceAge(),
            guarded.maxHeld(),
            guarded.overrides()));
  }

  /** The defaults, but for these. */
  public static PipelineSettings of(Duration maxFuture, BarListener listener) {
    return new PipelineSettings(
        BarSettings.DEFAULT, maxFuture, listener, new GapLedger(100), BreakerSettings.DEFAULT);
  }
}
