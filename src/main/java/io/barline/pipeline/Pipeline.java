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
import io.barline.market.Trade;
import io.barline.market.UpstreamChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
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
  private TradeFlow trades;
  private final QuoteFlow quotes;
  private final TickerFlow tickers;

  // One for each source; an instrument has hardly ever more than one.
  private final List<ExchangeBarFlow> exchangeBars = new ArrayList<>(1);
  private final List<BookFlow> books = new ArrayList<>(1);

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
    this.trades = newTrades();
    this.quotes = new QuoteFlow(instrument, shared, admission, streams);
    this.tickers = new TickerFlow(admission, streams);
  }

  private TradeFlow newTrades() {
    return new TradeFlow(instrument, shared, admission, streams);
  }

  public Instrument instrument() {
    return instrument;
  }

  /**
   * Publishes {@code channel} to {@code stream} from now on.
   *
   * @param source what it is made of; null for the status, which hears of all
   * @param now the gateway's time
   * @throws IllegalArgumentException if the channel is not made of such a source
   */
  public void want(
      Channel channel,
      @Nullable UpstreamChannel source,
      Variant variant,
      TopicStream stream,
      long now) {
    switch (channel) {
      case Channel.Bars(Interval interval) when source instanceof UpstreamChannel.Klines klines -> {
        streams.put(channel, source, variant, stream);
        exchangeBars(klines).want(interval, outlet(channel), now);
      }
      case Channel.Bars(Interval interval) when source instanceof UpstreamChannel.Trades -> {
        streams.put(channel, source, variant, stream);
        trades.want(interval, outlet(channel), now);
      }
      case Channel.Book(int depth) when source instanceof UpstreamChannel.Book below -> {
        BookFlow book = book(below);
        streams.put(channel, source, variant, stream);
        book.views().put(depth, stream);
      }
      case Channel.Quotes _ when source instanceof UpstreamChannel.Book below -> {
        BookFlow book = book(below);
        streams.put(channel, source, variant, stream);
        book.views().quote(true);
      }
      case Channel.Trades _, Channel.Quotes _, Channel.Ticker _, Channel.Status _ ->
          streams.put(channel, source, variant, stream);
      case Channel.Bars _, Channel.Book _ ->
          throw new IllegalArgumentException(channel + " can't be made of " + source);
    }
  }

  private Outlet outlet(Channel channel) {
    return Objects.requireNonNull(streams.get(channel));
  }

  private ExchangeBarFlow exchangeBars(UpstreamChannel.Klines source) {
    ExchangeBarFlow open = exchangeBars(source.interval());
    if (open != null) {
      return open;
    }
    ExchangeBarFlow flow = new ExchangeBarFlow(instrument, source, shared, admission, streams);
    exchangeBars.add(flow);
    return flow;
  }

  private @Nullable ExchangeBarFlow exchangeBars(Interval interval) {
    for (int i = 0; i < exchangeBars.size(); i++) {
      if (exchangeBars.get(i).source().interval() == interval) {
        return exchangeBars.get(i);
      }
    }
    return null;
  }

  private BookFlow book(UpstreamChannel.Book source) {
    BookFlow open = book(source.depth());
    if (open != null) {
      return open;
    }
    SequenceRule rule = shared.books;
    if (rule == null) {
      throw new IllegalArgumentException("no order books are kept of " + instrument);
    }
    BookFlow flow = new BookFlow(instrument, source, rule, shared, admission, streams, quotes);
    books.add(flow);
    return flow;
  }

  private @Nullable BookFlow book(int depth) {
    for (int i = 0; i < books.size(); i++) {
      if (books.get(i).source().depth() == depth) {
        return books.get(i);
      }
    }
    return null;
  }

  /** Ends what {@link #want} began. */
  public void drop(Channel channel, Variant variant, long now) {
    streams.remove(channel, variant);
    Outlet left = streams.get(channel);
    switch (channel) {
      case Channel.Bars(Interval interval) -> {
        if (left == null) {
          trades.drop(interval);
          exchangeBars.forEach(flow -> flow.drop(interval));
        } else if (left.source() instanceof UpstreamChannel.Klines klines) {
          exchangeBars(klines).want(interval, left, now);
        } else {
          trades.want(interval, left, now);
        }
      }
      case Channel.Book(int depth) -> books.forEach(book -> book.views().remove(depth));
      case Channel.Quotes _ -> books.forEach(book -> book.views().quote(false));
      case Channel.Trades _, Channel.Ticker _, Channel.Status _ -> {}
    }
  }

  /** Takes the next event of the instrument. */
  public void on(MarketEvent event) {
    switch (event) {
      case Trade trade -> trades.on(trade);
      case Quote quote -> quotes.on(quote);
      case BookDelta delta -> {
        BookFlow book = book(delta.depth());
        if (book != null) {
          book.on(delta);
        }
      }
      case BookSnapshot snapshot -> {
        BookFlow book = book(snapshot.depth());
        if (book != null) {
          book.on(snapshot);
        }
      }
      case BookReset reset -> {
        BookFlow book = book(reset.depth());
        if (book != null) {
          book.fault(reset.reason(), reset.receiveTime());
        }
      }
      case Bar bar -> {
        ExchangeBarFlow flow = exchangeBars(bar.interval());
        if (flow != null) {
          flow.on(bar);
        }
      }
      case Ticker ticker -> tickers.on(ticker);
      case FeedStatus _, Gap _ -> {}
    }
  }

  /** The flow of {@code source}; null where nothing of it is wanted. */
  private @Nullable Flow flow(UpstreamChannel source) {
    return switch (source) {
      case UpstreamChannel.Trades _ -> trades;
      case UpstreamChannel.Quotes _ -> quotes;
      case UpstreamChannel.Ticker _ -> tickers;
      case UpstreamChannel.Klines(Interval interval) -> exchangeBars(interval);
      case UpstreamChannel.Book(int depth) -> book(depth);
    };
  }

  /** The exchange confirmed the subscription to {@code source}; {@code now} is our time. */
  public void confirmed(UpstreamChannel source, long now) {
    Flow flow = flow(source);
    if (flow != null) {
      flow.confirmed(now);
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
    streams.tell(source, state, attempt, nextRetry, reason, now);
  }

  /** Whether nobody wants anything of it. */
  public boolean isIdle() {
    return streams.isEmpty();
  }

  /** The source is not subscribed any more: what comes later begins anew. */
  public void letGo(UpstreamChannel source) {
    switch (source) {
      case UpstreamChannel.Trades _ -> trades = newTrades();
      case UpstreamChannel.Quotes _ -> quotes.beginAnew();
      case UpstreamChannel.Klines _ -> exchangeBars.removeIf(flow -> flow.source().equals(source));
      case UpstreamChannel.Book _ -> books.removeIf(book -> book.source().equals(source));
      case UpstreamChannel.Ticker _ -> {}
    }
  }

  /**
   * The connection that carried {@code source} was lost; what comes next may come after a hole.
   * {@code now} is the gateway's time.
   */
  public void interrupted(UpstreamChannel source, long now) {
    Flow flow = flow(source);
    if (flow != null) {
      flow.interrupted(now);
    }
  }

  /**
   * Whether {@code source} is polled from now on, so that of trades only samples are seen. It is
   * streamed until this is said, and again after {@link #letGo}.
   */
  public void sampled(UpstreamChannel source, boolean polled) {
    Flow flow = flow(source);
    if (flow != null) {
      flow.sampled(polled);
    }
  }

  /** The answer to {@link BookDemand#snapshot}. */
  public void bookAnswer(int depth, BookSnapshot snapshot) {
    BookFlow book = book(depth);
    if (book != null) {
      book.answer(snapshot);
    }
  }

  /**
   * {@link BookDemand#snapshot} had no answer; it is asked for again, if it is still of use. {@code
   * reason} is a sentence.
   */
  public void bookUnavailable(int depth, String reason, long now) {
    BookFlow book = book(depth);
    if (book != null) {
      book.unavailable(reason, now);
    }
  }

  /** Time passed: closes the bars that are due; {@code now} is the gateway's time. */
  public void advance(long now) {
    trades.advance(now);
    for (int i = 0; i < exchangeBars.size(); i++) {
      exchangeBars.get(i).advance(now);
    }
  }
}
