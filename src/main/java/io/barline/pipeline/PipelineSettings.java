package io.barline.pipeline;

import io.barline.bar.BarSettings;
import io.barline.quality.BreakerSettings;
import io.barline.quality.GapLedger;
import java.time.Duration;

/**
 * How pipelines work.
 *
 * @param maxFuture how far ahead of the exchange's clock an event's time may lie
 * @param listener hears of every closed bar
 * @param gaps is told of every hole
 * @param breaker when a trade is too far from the last price
 */
public record PipelineSettings(
    BarSettings bars,
    Duration maxFuture,
    BarListener listener,
    GapLedger gaps,
    BreakerSettings breaker) {}
