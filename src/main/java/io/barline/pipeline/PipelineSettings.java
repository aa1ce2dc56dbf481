package io.barline.pipeline;

import io.barline.bar.BarSettings;
import java.time.Duration;

/**
 * How pipelines work.
 *
 * @param maxFuture how far ahead of the exchange's clock an event's time may lie
 * @param listener hears of every closed bar
 */
public record PipelineSettings(BarSettings bars, Duration maxFuture, BarListener listener) {}
