package io.barline.feed;

import io.barline.market.FeedStatus;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.ToDoubleFunction;

/**
 * The meters of one segment: {@code barline.feed.*}, {@code barline.pipeline.*}, {@code
 * barline.bars.*}.
 */
final class FeedMetrics {
  private final MeterRegistry meters;
  private final Tags tags;

  FeedMetrics(MeterRegistry meters, String exchange, String segment) {
    this.meters = meters;
    this.tags = Tags.of("exchange", exchange, "segment", segment);
  }

  /** Which exchange and segment. */
  Tags tags() {
    return tags;
  }

  /** Exchange time to receive time. */
  Timer latency() {
    return Timer.builder("barline.feed.latency")
        .description("From the exchange's time of a streamed event to its receipt, sampled")
        .tags(tags)
        .serviceLevelObjectives(
            Duration.ofMillis(1),
            Duration.ofMillis(5),
            Duration.ofMillis(20),
            Duration.ofMillis(100),
            Duration.ofMillis(500),
            Duration.ofSeconds(2))
        .register(meters);
  }

  void bind(Connections connections) {
    for (FeedState state : FeedState.values()) {
      Gauge.builder(
              "barline.feed.connections",
              connections,
              f -> f.reports().stream().filter(r -> r.state() == state).count())
          .description("Upstream connections by state")
          .tags(tags.and("state", state.code()))
          .register(meters);
    }
    Gauge.builder(
            "barline.feed.streams",
            connections,
            f -> f.reports().stream().mapToInt(FeedReport::streams).sum())
        .description("Names subscribed upstream")
        .tags(tags)
        .register(meters);
    Gauge.builder(
            "barline.feed.heartbeat.age",
            connections,
            f -> f.reports().stream().mapToLong(FeedReport::heartbeatAge).max().orElse(0) / 1e3)
        .description("Time since the last frame of the most silent connection")
        .baseUnit("seconds")
        .tags(tags)
        .register(meters);
    counter(
        "barline.feed.reconnects",
        "Connections lost and tried again",
        connections,
        Connections::reconnects);
    counter(
        "barline.feed.rotations",
        "Connections replaced by new ones before they ended",
        connections,
        Connections::rotations);
    counter(
        "barline.feed.unrecognized",
        "Frames that made no sense",
        connections,
        Connections::unrecognized);
    counter(
        "barline.feed.failed.frames",
        "Frames that failed through a mistake of the gateway",
        connections,
        Connections::failedFrames);
  }

  void bind(FreshnessTally tally) {
    for (FeedStatus.State state : FeedStatus.State.values()) {
      Gauge.builder("barline.feed.topics", tally, t -> t.streams(state))
          .description("Streams by state, as told to clients")
          .tags(tags.and("state", state.code()))
          .register(meters);
    }
    for (FreshnessTally.Outcome outcome : FreshnessTally.Outcome.values()) {
      FunctionCounter.builder("barline.feed.looks", tally, t -> t.looks(outcome))
          .description("Silent streams asked for by REST, by what came out")
          .tags(tags.and("outcome", outcome.code()))
          .register(meters);
    }
    counter(
        "barline.feed.resubscribed",
        "Streams begun anew for their silence",
        tally,
        FreshnessTally::resubscriptions);
    counter(
        "barline.feed.replaced",
        "Connections replaced for the silence of their streams",
        tally,
        FreshnessTally::replacements);
  }

  private <T> void counter(String name, String description, T of, ToDoubleFunction<T> value) {
    FunctionCounter.builder(name, of, value).description(description).tags(tags).register(meters);
  }
}
