package io.barline.pipeline;

import io.barline.hub.TopicStream;
import io.barline.hub.Variant;
import io.barline.market.Bar;
import io.barline.market.MarketEvent;
import java.util.HashMap;
import java.util.Map;

/** The streams of one instrument's bars of one interval: one for each variant that is wanted. */
final class BarStreams {
  private final Map<Variant, TopicStream> byVariant = new HashMap<>();
  private Stream[] streams = {};

  private record Stream(Variant variant, TopicStream to) {}

  void put(Variant variant, TopicStream stream) {
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

  boolean isEmpty() {
    return streams.length == 0;
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
}
