package io.barline.feed;

import io.barline.market.Bar;
import io.barline.market.BookDelta;
import io.barline.market.BookReset;
import io.barline.market.BookSnapshot;
import io.barline.market.FeedStatus;
import io.barline.market.Gap;
import io.barline.market.GapFilled;
import io.barline.market.Instrument;
import io.barline.market.MarketEvent;
import io.barline.market.Quarantine;
import io.barline.market.Quote;
import io.barline.market.RepairedTrade;
import io.barline.market.Ticker;
import io.barline.market.Trade;
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
  private static final UpstreamChannel TRADES = new UpstreamChannel.Trades();
  private static final UpstreamChannel QUOTES = new UpstreamChannel.Quotes();
  private static final UpstreamChannel TICKER = new UpstreamChannel.Ticker();

  private final Pipeline pipeline;
  private final List<Upstream> upstreams = new ArrayList<>();

  // For each trade and quote, so found without a search.
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

  /** What brought the event; null where it is not wanted any more, or is no data. */
  @Nullable Upstream upstreamOf(MarketEvent event) {
    return switch (event) {
      case Trade _ -> trades;
      case Quote _ -> quotes;
      case BookDelta book -> book(book.depth());
      case BookSnapshot book -> book(book.depth());
      case BookReset book -> book(book.depth());
      case Bar bar -> upstream(new UpstreamChannel.Klines(bar.interval()));
      case Ticker _ -> upstream(TICKER);
      case RepairedTrade _, FeedStatus _, Gap _, GapFilled _, Quarantine _ -> null;
    };
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

  /** Whether nobody needs it any more. */
  boolean isGone(Upstream upstream) {
    return !upstreams.contains(upstream);
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
    trades = upstream(TRADES);
    quotes = upstream(QUOTES);
  }
}
