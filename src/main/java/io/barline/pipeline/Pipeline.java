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
import io.barline.market.GapFilled;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.MarketEvent;
import io.barline.market.Quarantine;
import io.barline.market.Quote;
import io.barline.market.RepairedTrade;
import io.barline.market.Ticker;
import io.barline.market.Trade;
import io.barline.market.UpstreamChannel;
import io.barline.quality.GapLedger;
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
  private final OpenStreams streams;
  private final Flows flows;

  /**
   * What the pipelines of a segment have in common.
   *
   * @param books how the order books' messages follow one another; null where there are none
   * @param demand takes what order books need
   * @param repairs takes what was missed
   * @param weighed whether the exchange leaves trades out of its own bars by rules of its own, so
   *     that those can't be compared with the trades
   */
  public record Shared(
      TradeOrder order,
      @Nullable SequenceRule books,
      PipelineSettings settings,
      ExchangeClock clock,
      PipelineCounts counts,
      BookDemand demand,
      RepairDemand repairs,
      boolean weighed) {
    /** Of an exchange whose own bars hold all trades. */
    public Shared(
        TradeOrder order,
        @Nullable SequenceRule books,
        PipelineSettings settings,
        ExchangeClock clock,
        PipelineCounts counts,
        BookDemand demand,
        RepairDemand repairs) {
      this(order, books, settings, clock, counts, demand, repairs, false);
    }

    GapLedger gaps() {
      return settings.gaps();
    }
  }

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
    this.streams = new OpenStreams(instrument, shared.gaps());
    this.flows = new Flows(instrument, shared, streams);
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
        flows.bars(klines).want(interval, outlet(channel), now);
      }
      case Channel.Bars(Interval interval) when source instanceof UpstreamChannel.Trades -> {
        streams.put(channel, source, variant, stream);
        flows.trades().want(interval, outlet(channel), now);
      }
      case Channel.Book(int depth) when source instanceof UpstreamChannel.Book below -> {
        BookFlow book = flows.book(below);
        streams.put(channel, source, variant, stream);
        book.views().put(depth, stream);
      }
      case Channel.Quotes _ when source instanceof UpstreamChannel.Book below -> {
        BookFlow book = flows.book(below);
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

  /** Ends what {@link #want} began. */
  public void drop(Channel channel, Variant variant, long now) {
    streams.remove(channel, variant);
    Outlet left = streams.get(channel);
    switch (channel) {
      case Channel.Bars(Interval interval) -> {
        if (left == null) {
          flows.drop(interval);
        } else if (left.source() instanceof UpstreamChannel.Klines klines) {
          flows.bars(klines).want(interval, left, now);
        } else {
          flows.trades().want(interval, left, now);
        }
      }
      case Channel.Book(int depth) -> flows.forEachBook(book -> book.views().remove(depth));
      case Channel.Quotes _ -> flows.forEachBook(book -> book.views().quote(false));
      case Channel.Trades _ -> {
        if (left == null) {
          flows.trades().drop();
        }
      }
      case Channel.Ticker _, Channel.Status _ -> {}
    }
  }

  /** Takes the next event of the instrument. */
  public void on(MarketEvent event) {
    switch (event) {
      case Trade trade -> flows.trades().on(trade);
      case Quote quote -> flows.quotes().on(quote);
      case BookDelta delta -> {
        BookFlow book = flows.book(delta.depth());
        if (book != null) {
          book.on(delta);
        }
      }
      case BookSnapshot snapshot -> {
        BookFlow book = flows.book(snapshot.depth());
        if (book != null) {
          book.on(snapshot);
        }
      }
      case BookReset reset -> {
        BookFlow book = flows.book(reset.depth());
        if (book != null) {
          book.fault(Gap.Cause.SEQUENCE_JUMP, reset.reason(), reset.receiveTime());
        }
      }
      case Bar bar -> {
        ExchangeBarFlow flow = flows.bars(bar.interval());
        if (flow != null) {
          flow.on(bar);
        }
      }
      case Ticker ticker -> flows.tickers().on(ticker);
      case RepairedTrade _, FeedStatus _, Gap _, GapFilled _, Quarantine _ -> {}
    }
  }

  /** The exchange confirmed the subscription to {@code source}; {@code now} is our time. */
  public void confirmed(UpstreamChannel source, long now) {
    Flow flow = flows.of(source);
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
    flows.letGo(source);
  }

  /**
   * Data of {@code source} may have been missed: what comes next may come after a hole.
   *
   * @param cause {@code DISCONNECTED} or {@code STALE}, after which the source is confirmed again;
   *     or one that {@linkplain Gap.Cause#goesOn goes on}
   * @param reason the cause in a sentence
   * @param now the gateway's time
   */
  public void interrupted(UpstreamChannel source, Gap.Cause cause, String reason, long now) {
    Flow flow = flows.of(source);
    if (flow != null) {
      flow.interrupted(cause, reason, now);
    }
  }

  /**
   * Whether {@code source} is polled from now on, so that of trades only samples are seen. It is
   * streamed until this is said, and again after {@link #letGo}.
   */
  public void sampled(UpstreamChannel source, boolean polled) {
    Flow flow = flows.of(source);
    if (flow != null) {
      flow.sampled(polled);
    }
  }

  /**
   * Whether {@code source} comes page by page from now on: all of it, but late. It is streamed
   * until this is said, and again after {@link #letGo}.
   */
  public void paged(UpstreamChannel source, boolean on) {
    Flow flow = flows.of(source);
    if (flow != null) {
      flow.paged(on);
    }
  }

  /** Of a source that comes page by page: what happened before {@code at}, our time, has come. */
  public void looked(UpstreamChannel source, long at) {
    Flow flow = flows.of(source);
    if (flow != null) {
      flow.looked(at);
    }
  }

  /**
   * The book of {@code depth} comes from another connection from now on.
   *
   * @param since what came there meanwhile and is not known yet, from the last snapshot on where
   *     one came
   * @param now the gateway's time
   */
  public void bookJoins(int depth, List<MarketEvent> since, long now) {
    BookFlow book = flows.book(depth);
    if (book != null) {
      book.join(since, now);
    }
  }

  /** The answer to {@link BookDemand#snapshot}. */
  public void bookAnswer(int depth, BookSnapshot snapshot) {
    BookFlow book = flows.book(depth);
    if (book != null) {
      book.answer(snapshot);
    }
  }

  /**
   * {@link BookDemand#snapshot} had no answer; it is asked for again, if it is still of use. {@code
   * reason} is a sentence.
   */
  public void bookUnavailable(int depth, String reason) {
    BookFlow book = flows.book(depth);
    if (book != null) {
      book.unavailable(reason);
    }
  }

  /**
   * Why the book of {@code depth} is not known, in a sentence; null where it is, or where none is
   * kept. To be asked after each event of it.
   */
  public @Nullable String bookTrouble(int depth) {
    BookFlow book = flows.book(depth);
    return book == null ? null : book.trouble();
  }

  /**
   * Whether what {@link BookDemand} was asked for is still of use: the book is not known, or its
   * known levels run out.
   */
  public boolean needsBook(int depth) {
    BookFlow book = flows.book(depth);
    return book != null && book.needsSnapshot();
  }

  /**
   * A part of an answer to {@link RepairDemand#trades}, which {@link #tradesFound} ends: trades
   * from the known one on, or from the end of the last part on. They are told at once, and bars are
   * sent again with the last part.
   *
   * @param now the gateway's time
   */
  public void tradesComing(long hole, List<Trade> trades, long now) {
    flows.trades().coming(hole, trades, now);
  }

  /**
   * An answer to {@link RepairDemand#trades}, or what {@link #tradesComing} left of it: trades from
   * the known one on, the oldest first; some of them may have been seen. None is missing among
   * them, and none between the last of them and the end of what was searched for.
   *
   * @param now the gateway's time
   */
  public void tradesFound(long hole, List<Trade> trades, long now) {
    flows.trades().found(hole, trades, now);
  }

  /** The trades of {@link RepairDemand#trades} can't be had, for that reason. */
  public void tradesUnavailable(long hole, String reason, long now) {
    flows.trades().unavailable(hole, reason, now);
  }

  /**
   * An answer to {@link RepairDemand#bars}: the closed bars that the exchange has of the windows
   * that begin within {@code [from, to)}; it has none of those in which nothing traded.
   */
  public void barsFound(Interval interval, long from, long to, List<Bar> bars, long now) {
    flows.barsFound(interval, from, to, bars, now);
  }

  /** The bars of {@link RepairDemand#bars} can't be had, for that reason. */
  public void barsUnavailable(Interval interval, long from, long to, String reason, long now) {
    flows.barsUnavailable(interval, from, to, reason);
  }

  /**
   * An answer to {@link RepairDemand#audit(Instrument, long)}: the exchange's own bar of the minute
   * that begins at {@code from}; none where nothing traded.
   */
  public void audited(long from, List<Bar> bars, long now) {
    flows.trades().audited(from, bars, now);
  }

  /** The bar of {@link RepairDemand#audit(Instrument, long)} can't be had soon. */
  public void auditUnavailable(long from) {
    flows.trades().auditUnavailable(from);
  }

  /** Time passed: closes the bars that are due; {@code now} is the gateway's time. */
  public void advance(long now) {
    flows.advance(now);
  }
}
