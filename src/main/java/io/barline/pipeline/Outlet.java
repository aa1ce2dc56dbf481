package io.barline.pipeline;

import io.barline.hub.TopicStream;
import io.barline.hub.Variant;
import io.barline.market.Bar;
import io.barline.market.Channel;
import io.barline.market.FeedStatus;
import io.barline.market.Gap;
import io.barline.market.GapFilled;
import io.barline.market.MarketEvent;
import io.barline.market.Quarantine;
import io.barline.market.Topic;
import io.barline.market.UpstreamChannel;
import io.barline.quality.GapLedger;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The streams of one topic: one for each variant that is wanted; and where its data comes from. */
final class Outlet {
  private final Topic topic;
  private final GapLedger gaps;
  private @Nullable UpstreamChannel source;
  private final Map<Variant, TopicStream> byVariant = new HashMap<>();
  private Stream[] streams = {};

  private record Stream(Variant variant, TopicStream to) {}

  Outlet(Topic topic, GapLedger gaps) {
    this.topic = topic;
    this.gaps = gaps;
  }

  void put(@Nullable UpstreamChannel from, Variant variant, TopicStream stream) {
    source = from;
    byVariant.put(variant, stream);
    rebuild();
  }

  void remove(Variant variant) {
    byVariant.remove(variant);
    rebuild();
  }

  private void rebuild() {
    streams =
        byVariant.entrySet().stream()
            .map(entry -> new Stream(entry.getKey(), entry.getValue()))
            .toArray(Stream[]::new);
  }

  Channel channel() {
    return topic.channel();
  }

  boolean isEmpty() {
    return streams.length == 0;
  }

  boolean isFedBy(UpstreamChannel channel) {
    return channel.equals(source);
  }

  /** What it is made of; null where of nothing. */
  @Nullable UpstreamChannel source() {
    return source;
  }

  boolean wantsLive() {
    return byVariant.keySet().stream().anyMatch(Variant::live);
  }

  boolean wantsFlat() {
    return byVariant.keySet().stream().anyMatch(Variant::flat);
  }

  /**
   * Sends a bar to the variants that it belongs to: open bars to the live ones, synthetic bars to
   * the flat ones.
   */
  void publish(Bar bar) {
    boolean synthetic = bar.quality() == Bar.Quality.SYNTHETIC;
    for (Stream stream : streams) {
      if ((bar.closed() || stream.variant.live()) && (!synthetic || stream.variant.flat())) {
        stream.to.publish(bar);
      }
    }
  }

  /** Sends what concerns the whole topic to every variant. */
  void publishToAll(MarketEvent event) {
    for (Stream stream : streams) {
      stream.to.publish(event);
    }
  }

  /** Tells a gap as one of this topic. */
  void tell(Gap gap) {
    Gap told =
        new Gap(
            gap.id(),
            topic,
            gap.from(),
            gap.to(),
            gap.cause(),
            gap.missed(),
            gap.detail(),
            gap.receiveTime());
    gaps.told(told);
    publishToAll(told);
  }

  /** Tells of held trades as ones of this topic. */
  void tell(Quarantine told) {
    publishToAll(
        new Quarantine(
            topic,
            told.state(),
            told.trades(),
            told.price(),
            told.reference(),
            told.reason(),
            told.receiveTime()));
  }

  /** Tells that a hole that was told is filled. */
  void tell(GapFilled filled) {
    GapFilled told =
        new GapFilled(
            filled.gap(),
            topic,
            filled.from(),
            filled.to(),
            filled.by(),
            filled.found(),
            filled.receiveTime());
    gaps.filled(told);
    publishToAll(told);
  }

  /** A hole that was told won't be filled. */
  void unfilled(long gap, String reason) {
    gaps.unfilled(topic, gap, reason);
  }

  /** Tells a state as that of this topic. */
  void tell(FeedStatus told) {
    publishToAll(
        new FeedStatus(
            topic,
            told.state(),
            told.attempt(),
            told.nextRetry(),
            told.reason(),
            told.source(),
            told.receiveTime()));
  }
}
