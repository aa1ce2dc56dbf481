package io.barline.feed;

import io.barline.market.Instrument;
import io.barline.market.UpstreamChannel;
import io.barline.pipeline.Pipeline;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One instrument that somebody wants something of: its pipeline, and what is subscribed upstream
 * for it.
 */
final class Subject {
  private final Pipeline pipeline;
  private @Nullable Upstream trades;
  private @Nullable Upstream quotes;

  Subject(Pipeline pipeline) {
    this.pipeline = pipeline;
  }

  Pipeline pipeline() {
    return pipeline;
  }

  Instrument instrument() {
    return pipeline.instrument();
  }

  @Nullable Upstream trades() {
    return trades;
  }

  @Nullable Upstream quotes() {
    return quotes;
  }

  List<Upstream> upstreams() {
    return Stream.of(trades, quotes).filter(Objects::nonNull).toList();
  }

  @Nullable Upstream upstream(UpstreamChannel channel) {
    return switch (channel) {
      case UpstreamChannel.Trades _ -> trades;
      case UpstreamChannel.Quotes _ -> quotes;
      case UpstreamChannel.Book _, UpstreamChannel.Klines _, UpstreamChannel.Ticker _ -> null;
    };
  }

  void put(Upstream upstream) {
    set(upstream.channel(), upstream);
  }

  void remove(Upstream upstream) {
    set(upstream.channel(), null);
  }

  private void set(UpstreamChannel channel, @Nullable Upstream upstream) {
    switch (channel) {
      case UpstreamChannel.Trades _ -> trades = upstream;
      case UpstreamChannel.Quotes _ -> quotes = upstream;
      case UpstreamChannel.Book _, UpstreamChannel.Klines _, UpstreamChannel.Ticker _ ->
          throw new IllegalArgumentException(channel + " is not carried by a pipeline");
    }
  }
}
