package io.barline.pipeline;

import io.barline.ProtocolSchema;
import io.barline.book.SequenceRule;
import io.barline.feed.PlainExchange;
import io.barline.hub.Hub;
import io.barline.hub.Variant;
import io.barline.market.Channel;
import io.barline.market.Instrument;
import io.barline.market.Topic;
import io.barline.market.UpstreamChannel;
import io.barline.market.UtcNanos;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A pipeline whose topics are listened to. Times are seconds after a full hour; the exchange's
 * clock is the gateway's.
 */
final class ListenedPipeline {
  static final Instant HOUR = Instant.parse("2026-11-22T12:00:00Z");
  static final Instrument BTC = PlainExchange.instrument("BTC/USDT");

  final PipelineCounts counts = new PipelineCounts();
  final Demanded demand = new Demanded();
  final PipelineSettings settings;
  final Pipeline pipeline;
  private final Hub hub = new Hub(false, Clock.fixed(HOUR, ZoneOffset.UTC));
  private final Map<String, List<JsonNode>> heard = new HashMap<>();

  ListenedPipeline(Pipeline.TradeOrder order, @Nullable SequenceRule books) {
    this(order, books, new Unrepaired(), _ -> {});
  }

  ListenedPipeline(
      Pipeline.TradeOrder order,
      @Nullable SequenceRule books,
      RepairDemand repairs,
      BarListener listener) {
    this(order, books, repairs, TestSettings.of(Duration.ofSeconds(10), listener));
  }

  /** One that holds back trades too far from the last price. */
  static ListenedPipeline withBreaker(Pipeline.TradeOrder order, SequenceRule books) {
    return new ListenedPipeline(
        order, books, new Unrepaired(), TestSettings.withBreaker(Duration.ofSeconds(10), _ -> {}));
  }

  ListenedPipeline(
      Pipeline.TradeOrder order,
      @Nullable SequenceRule books,
      RepairDemand repairs,
      PipelineSettings settings) {
    this(order, books, repairs, settings, false);
  }

  ListenedPipeline(
      Pipeline.TradeOrder order,
      @Nullable SequenceRule books,
      RepairDemand repairs,
      BarListener listener,
      boolean weighed) {
    this(order, books, repairs, TestSettings.of(Duration.ofSeconds(10), listener), weighed);
  }

  private ListenedPipeline(
      Pipeline.TradeOrder order,
      @Nullable SequenceRule books,
      RepairDemand repairs,
      PipelineSettings settings,
      boolean weighed) {
    this.settings = settings;
    pipeline =
        new Pipeline(
            BTC,
            new Pipeline.Shared(
                order, books, settings, new ExchangeClock(), counts, demand, repairs, weighed));
  }

  static long at(double seconds) {
    return UtcNanos.of(HOUR) + (long) (seconds * UtcNanos.SECOND);
  }

  void want(Channel channel, @Nullable UpstreamChannel source, double now) {
    want(channel, source, Variant.PLAIN, now);
  }

  void want(Channel channel, @Nullable UpstreamChannel source, Variant variant, double now) {
    var stream = hub.open(Topic.of(BTC, channel), variant, Runnable::run);
    listen(channel, variant);
    pipeline.want(channel, source, variant, stream, at(now));
  }

  /** One more who listens. */
  void listen(Channel channel, Variant variant) {
    List<JsonNode> messages = heard.computeIfAbsent(channel.code(), _ -> new ArrayList<>());
    hub.attach(
        Topic.of(BTC, channel),
        variant,
        message -> messages.add(ProtocolSchema.checked(message.json())));
  }

  List<JsonNode> heard(String topic) {
    return heard.getOrDefault(topic, List.of());
  }

  /** A field of every message heard of a topic; empty where it is not there. */
  List<String> heard(String topic, String field) {
    return heard(topic).stream().map(message -> message.path(field).asString("")).toList();
  }

  /** What was heard since the last call: the type, or what a status or a book message says. */
  List<String> take(String topic) {
    List<String> taken =
        heard(topic).stream()
            .map(
                message ->
                    switch (message.path("type").asString()) {
                      case "status" -> message.path("state").asString();
                      case "book" -> message.path("kind").asString();
                      case String other -> other;
                    })
            .toList();
    heard.getOrDefault(topic, new ArrayList<>()).clear();
    return taken;
  }
}
