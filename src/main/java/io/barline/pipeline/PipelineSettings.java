package io.barline.pipeline;

import io.barline.bar.BarSettings;
import io.barline.quality.GapLedger;
import java.time.Duration;

/**
 * How pipelines work.
 *
 * @param maxFuture how far ahead of the exchange's clock an event's time may lie
 * @param listener hears of every closed bar
 * @param gaps is told of every hole
 */
public record PipelineSettings(
    BarSettings bars, Duration maxFuture, BarListener listener, GapLedger gaps) {}
