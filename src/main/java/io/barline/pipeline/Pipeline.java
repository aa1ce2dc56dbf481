package io.barline.pipeline;

import io.barline.book.SequenceRule;
import io.barline.hub.TopicStream;
import io.barline.hub.Variant;
import io.barline.market.Bar;
import io.barline.market.BookDelta;
import io.barline.market.BookReset;
import io.barline.market.BookSnapshot;
import io.barline.market.Channel;
import io.barline.market.FeedStatus;
import io.barline.market.Gap;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.MarketEvent;
import io.barline.market.Quote;
import io.barline.market.Ticker;
import io.barline.market.Topic;
import io.barline.market.Trade;
import io.barline.market.UpstreamChannel;
import org.jspecify.annotations.Nullable;

/**
 * What happens to one instrument's events, in order, on one event loop: each goes to the flow that
 * drops what is repeated, checks the rest, counts it into bars or books and publishes it.
 *
 * <p>Every open channel is made of one {@code source}, said when it is wanted; what happens to that
 * source is told to the channels that are made of it, and to no other.
 */
public final class Pipeline {
  private final Instrument instrument;
  private final Shared shared;
  private final Admission admission;
  private final OpenStreams streams;
  private final BarOutlet barOutlet;
  private TradeFlow trades;
  private QuoteFlow quotes;

  /**
   * What the pipelines of a segment have in common.
   *
   * @param books how the order books' messages follow one another; null where there are none
   * @param demand takes what order books need
   */
  public record Shared(
      TradeOrder order,
      @Nullable SequenceRule books,
      PipelineSettings settings,
      ExchangeClock clock,
      PipelineCounts counts,
      BookDemand demand) {}

  /** How the trades of an instrument are told apart: see the exchange's segment. */
  public enum TradeOrder {
    CONTIGUOUS,
    ASCENDING,
    CHRONOLOGICAL,
    REPLAYED,
    UNORDERED
  }

  public Pipeline(Instrument instrument, Shared shared) {
    this.instrument = instrument;
    this.shared = shared;
    this.admission = new Admission(instrument, shared);
    this.streams = new OpenStreams(instrument);
    this.barOutlet = new BarOutlet(instrument, shared, streams);
    this.trades = newTrades();
    this.quotes = newQuotes();
  }

  private TradeFlow newTrades() {
    return new TradeFlow(instrument, shared, admission, streams, barOutlet);
  }

  private QuoteFlow newQuotes() {
    return new QuoteFlow(instrument, shared, admission, streams);
  }

  public Instrument instrument() {
    return instrument;
  }

  /**
   * Publishes {@code channel} to {@code stream} from now on.
   *
   * @param source what it is made of; null for the status, which hears of all
   * @param now the gateway's time
   */
  public void want(
      Channel channel,
      @Nullable UpstreamChannel source,
      Variant variant,
      TopicStream stream,
      long now) {
    streams.put(channel, source, variant, stream);
    changed(channel, now);
  }

  /** Ends what {@link #want} began. */
  public void drop(Channel channel, Variant variant, long now) {
    streams.remove(channel, variant);
    changed(channel, now);
  }

  private void changed(Channel channel, long now) {
    if (channel instanceof Channel.Bars(Interval interval)) {
      Outlet wanting = streams.get(channel);
      if (wanting == null) {
        trades.drop(interval);
      } else {
        trades.want(interval, wanting, now);
      }
    }
  }

  /** Takes the next event of the instrument. */
  public void on(MarketEvent event) {
    switch (event) {
      case Trade trade -> trades.on(trade);
      case Quote quote -> quotes.on(quote);
      case BookSnapshot _, BookDelta _, BookReset _, Bar _, Ticker _, FeedStatus _, Gap _ -> {}
    }
  }

  /** The exchange confirmed the subscription to {@code source}; {@code now} is our time. */
  public void confirmed(UpstreamChannel source, long now) {
    switch (source) {
      case UpstreamChannel.Trades _ -> trades.confirmed(now);
      case UpstreamChannel.Quotes _,
          UpstreamChannel.Book _,
          UpstreamChannel.Klines _,
          UpstreamChannel.Ticker _ -> {}
    }
  }

  /**
   * The feed of {@code source} changed its state; {@code now} is the gateway's time.
   *
   * @param source null to tell the status topic alone
   */
  public void status(
      @Nullable UpstreamChannel source,
      FeedStatus.State state,
      int attempt,
      long nextRetry,
      @Nullable String reason,
      long now) {
    Topic topic = Topic.of(instrument, new Channel.Status());
    streams.tell(source, new FeedStatus(topic, state, attempt, nextRetry, reason, now));
  }

  /** Whether nobody wants anything of it. */
  public boolean isIdle() {
    return streams.isEmpty();
  }

  /** The source is not subscribed any more: what comes later begins anew. */
  public void letGo(UpstreamChannel source) {
    switch (source) {
      case UpstreamChannel.Trades _ -> trades = newTrades();
      case UpstreamChannel.Quotes _ -> quotes = newQuotes();
      case UpstreamChannel.Book _, UpstreamChannel.Klines _, UpstreamChannel.Ticker _ -> {}
    }
  }

  /**
   * The connection that carried {@code source} was lost; what comes next may come after a hole.
   * {@code now} is the gateway's time.
   */
  public void interrupted(UpstreamChannel source, long now) {
    switch (source) {
      case UpstreamChannel.Trades _ -> trades.interrupted();
      case UpstreamChannel.Quotes _ -> quotes.interrupted();
      case UpstreamChannel.Book _, UpstreamChannel.Klines _, UpstreamChannel.Ticker _ -> {}
    }
  }

  /** Whether {@code source} is polled from now on, so that only samples of it are seen. */
  public void sampled(UpstreamChannel source, boolean polled) {}

  /** The answer to {@link BookDemand#snapshot}. */
  public void bookAnswer(int depth, BookSnapshot snapshot) {}

  /** {@link BookDemand#snapshot} had no answer; {@code reason} is a sentence. */
  public void bookUnavailable(int depth, String reason, long now) {}

  /** Time passed: closes the bars that are due; {@code now} is the gateway's time. */
  public void advance(long now) {
    trades.advance(now);
  }
}
