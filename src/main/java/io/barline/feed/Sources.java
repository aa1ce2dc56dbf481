package io.barline.feed;

import io.barline.exchange.Segment;
import io.barline.market.Channel;
import io.barline.market.Interval;
import io.barline.market.UpstreamChannel;
import org.jspecify.annotations.Nullable;

/** What the channels that clients know are made of. */
public final class Sources {
  private Sources() {}

  /**
   * What {@code channel} is made of on a segment; null where the segment has nothing to make it of,
   * and for {@link Channel.Status}, which is made of nothing upstream.
   *
   * <p>Order books come from the shallowest one that is deep enough, as it changes least often;
   * best bid and ask come from the shallowest of all where they aren't streamed as such. Bars come
   * from trades, the longer ones from the exchange's own bars where {@link Segment#ownBars} says
   * so. None are made of a sample of them.
   */
  public static @Nullable UpstreamChannel of(Segment segment, Channel channel) {
    return switch (channel) {
      case Channel.Trades _ -> among(segment, new UpstreamChannel.Trades());
      case Channel.Quotes _ -> {
        UpstreamChannel quotes = among(segment, new UpstreamChannel.Quotes());
        yield quotes == null ? shallowest(segment, 1) : quotes;
      }
      case Channel.Book book -> shallowest(segment, book.depth());
      case Channel.Bars bars -> {
        UpstreamChannel source = barSource(segment, bars.interval());
        boolean isWhole = !(source instanceof UpstreamChannel.Trades && segment.samplesTrades());
        yield isWhole ? among(segment, source) : null;
      }
      case Channel.Ticker _ -> among(segment, new UpstreamChannel.Ticker());
      case Channel.Status _ -> null;
    };
  }

  private static UpstreamChannel barSource(Segment segment, Interval interval) {
    Interval own = segment.ownBars();
    return own == null || interval.compareTo(own) < 0
        ? new UpstreamChannel.Trades()
        : new UpstreamChannel.Klines(own);
  }

  private static @Nullable UpstreamChannel among(Segment segment, UpstreamChannel channel) {
    return segment.channels().contains(channel) ? channel : null;
  }

  private static UpstreamChannel.@Nullable Book shallowest(Segment segment, int depth) {
    UpstreamChannel.Book found = null;
    for (UpstreamChannel channel : segment.channels()) {
      if (channel instanceof UpstreamChannel.Book book
          && book.depth() >= depth
          && (found == null || book.depth() < found.depth())) {
        found = book;
      }
    }
    return found;
  }

  /** The most levels a side that a segment's order books are offered with; 0 where it has none. */
  static int deepestBook(Segment segment) {
    int deepest = 0;
    for (UpstreamChannel channel : segment.channels()) {
      if (channel instanceof UpstreamChannel.Book book) {
        deepest = Math.max(deepest, book.depth());
      }
    }
    return Math.min(deepest, Channel.Book.MAX_DEPTH);
  }
}
