package io.barline.feed;

import io.barline.market.Instrument;
import io.barline.market.UpstreamChannel;
import io.barline.pipeline.Pipeline;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One instrument that somebody wants something of: its pipeline, and what is streamed of it from
 * the exchange.
 */
final class Subject {
  private final Pipeline pipeline;
  private final List<Upstream> upstreams = new ArrayList<>();
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

  List<Upstream> upstreams() {
    return upstreams;
  }

  // For each trade and quote, so found without a search.

  @Nullable Upstream trades() {
    return trades;
  }

  @Nullable Upstream quotes() {
    return quotes;
  }

  /** The book that the exchange tells to {@code depth} levels a side. */
  @Nullable Upstream book(int depth) {
    for (int i = 0; i < upstreams.size(); i++) {
      Upstream upstream = upstreams.get(i);
      if (upstream.channel() instanceof UpstreamChannel.Book book && book.depth() == depth) {
        return upstream;
      }
    }
    return null;
  }

  @Nullable Upstream upstream(UpstreamChannel channel) {
    for (Upstream upstream : upstreams) {
      if (upstream.channel().equals(channel)) {
        return upstream;
      }
    }
    return null;
  }

  void put(Upstream upstream) {
    upstreams.add(upstream);
    find();
  }

  void remove(Upstream upstream) {
    upstreams.remove(upstream);
    find();
  }

  private void find() {
    trades = upstream(new UpstreamChannel.Trades());
    quotes = upstream(new UpstreamChannel.Quotes());
  }
}
