package io.barline.pipeline;

import io.barline.bar.BarSeries;
import io.barline.bar.BarSink;
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
import io.barline.quality.Reason;
import io.barline.quality.Rejection;
import io.barline.quality.Validator;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to one instrument's events, in order, on one event loop: repeated ones are dropped,
 * the rest validated, counted into the bars and published. It is the whole order of work and keeps
 * nothing itself but where it stands.
 */
public final class Pipeline implements BarSink {
  private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

  private final Instrument instrument;
  private final Shared shared;
  private final Validator validator;
  private TradeFlow trades;
  private BarSeries series;
  private QuoteFlow quotes = new QuoteFlow();
  private final OpenStreams streams;

  /** Whether a trade has come. */
  private boolean begun;

  /** When the exchange confirmed the subscription to trades; 0 while it has not. */
  private long confirmedAt;

  /** What the pipelines of a segment have in common. */
  public record Shared(
      TradeOrder order, PipelineSettings settings, ExchangeClock clock, PipelineCounts counts) {}

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
    this.validator = new Validator(instrument, shared.settings.maxFuture());
    this.trades = new TradeFlow(shared.order);
    this.streams = new OpenStreams(instrument);
    this.series = newSeries();
  }

  private BarSeries newSeries() {
    return new BarSeries(
        instrument, shared.order != TradeOrder.UNORDERED, shared.settings.bars(), this);
  }

  public Instrument instrument() {
    return instrument;
  }

  /** Publishes {@code channel} to {@code stream} from now on; {@code now} is the gateway's time. */
  public void want(Channel channel, Variant variant, TopicStream stream, long now) {
    streams.put(channel, variant, stream);
    if (channel instanceof Channel.Bars(Interval interval)) {
      wantBars(interval, now);
    }
  }

  /** Ends what {@link #want} began. */
  public void drop(Channel channel, Variant variant, long now) {
    streams.remove(channel, variant);
    if (channel instanceof Channel.Bars(Interval interval)) {
      if (streams.bars(interval) == null) {
        series.drop(interval);
      } else {
        wantBars(interval, now);
      }
    }
  }

  private void wantBars(Interval interval, long now) {
    BarStreams wanting = streams.bars(interval);
    if (begun && wanting != null) {
      series.want(interval, wanting.wantsLive(), wanting.wantsFlat(), shared.clock.at(now));
    }
  }

  /** Takes the next event of the instrument. */
  public void on(MarketEvent event) {
    switch (event) {
      case Trade trade -> onTrade(trade);
      case Quote quote -> onQuote(quote);
      case BookSnapshot _, BookDelta _, BookReset _, Bar _, Ticker _, FeedStatus _, Gap _ -> {}
    }
  }

  private void onTrade(Trade trade) {
    ExchangeClock clock = shared.clock;
    Rejection rejection = validator.check(trade, clock.at(trade.receiveTime()));
    if (rejection != null && isDoubted(rejection, trade.exchangeTime(), trade.receiveTime())) {
      reject(rejection);
      return;
    }
    clock.observe(trade.exchangeTime(), trade.receiveTime());
    TradeFlow.Step step = trades.see(trade);
    switch (step) {
      case REPEATED -> {
        PipelineCounts.increase(shared.counts.repeated(), 1);
        return;
      }
      case MISSED -> missed(trade);
      case NEXT, LATE -> {}
    }
    if (!begun) {
      begin(trade);
    } else if (step != TradeFlow.Step.LATE && trades.resume()) {
      series.up(trade.exchangeTime());
    }
    PipelineCounts.increase(shared.counts.trades(), 1);
    series.on(trade);
    streams.publish(trade);
  }

  /**
   * The first trade: only now is it known where the exchange's clock stands. Windows that began
   * before the subscription was confirmed are not complete; the grace is added because the
   * confirmation and the clock are no more exact than that.
   */
  private void begin(Trade first) {
    begun = true;
    trades.resume();
    long confirmed = confirmedAt == 0 ? first.receiveTime() : confirmedAt;
    long since = shared.clock.at(confirmed) + shared.settings.bars().grace().toNanos();
    streams.forEachInterval(
        (interval, wanting) ->
            series.want(interval, wanting.wantsLive(), wanting.wantsFlat(), since));
  }

  private void missed(Trade next) {
    TradeFlow.Missed missed = trades.missed();
    long from = Math.min(missed.since(), next.exchangeTime());
    PipelineCounts.increase(shared.counts.gaps(), 1);
    PipelineCounts.increase(shared.counts.missedTrades(), Math.max(0, missed.count()));
    series.gap(from, next.exchangeTime() + 1);
    streams.publishToTrades(
        new Gap(
            topic(new Channel.Trades()),
            from,
            next.exchangeTime(),
            missed.cause(),
            missed.count(),
            missed.detail(),
            next.receiveTime()));
  }

  private void onQuote(Quote quote) {
    ExchangeClock clock = shared.clock;
    Rejection rejection = validator.check(quote, clock.at(quote.receiveTime()));
    if (rejection != null && isDoubted(rejection, quote.exchangeTime(), quote.receiveTime())) {
      reject(rejection);
      return;
    }
    if (quote.exchangeTime() > 0) {
      clock.observe(quote.exchangeTime(), quote.receiveTime());
    }
    switch (quotes.see(quote)) {
      case REPEATED -> {
        PipelineCounts.increase(shared.counts.repeated(), 1);
        return;
      }
      case MISSED -> missed(quote);
      case NEXT -> {}
    }
    PipelineCounts.increase(shared.counts.quotes(), 1);
    streams.publish(quote);
  }

  private void missed(Quote next) {
    PipelineCounts.increase(shared.counts.gaps(), 1);
    streams.publishToQuotes(
        new Gap(
            topic(new Channel.Quotes()),
            quotes.missedSince(),
            QuoteFlow.timeOf(next),
            Gap.Cause.DISCONNECTED,
            Gap.UNKNOWN,
            "the feed was down: quotes in between were not seen",
            next.receiveTime()));
  }

  /** Whether a rejection stands; not where so many events agree on a time that it must be right. */
  private boolean isDoubted(Rejection rejection, long exchangeTime, long receiveTime) {
    return rejection.reason() != Reason.TIME_IMPLAUSIBLE
        || !shared.clock.doubt(exchangeTime, receiveTime);
  }

  private void reject(Rejection rejection) {
    AtomicLong count = shared.counts.rejected(rejection.reason());
    PipelineCounts.increase(count, 1);
    if (Long.bitCount(count.getPlain()) == 1) { // the 1st, 2nd, 4th, 8th ...
      LOG.warn(
          "instrument={} rejected={} count={} reason=\"{}\"",
          instrument,
          rejection.reason().code(),
          count.getPlain(),
          rejection.sentence());
    }
  }

  /** The exchange confirmed the subscription to the trades. */
  public void confirmed(long now) {
    if (confirmedAt == 0) {
      confirmedAt = now;
    }
  }

  /** The feed of trades or of quotes changed its state; {@code now} is the gateway's time. */
  public void status(
      boolean ofTrades,
      FeedStatus.State state,
      int attempt,
      long nextRetry,
      @Nullable String reason,
      long now) {
    streams.publish(
        ofTrades,
        new FeedStatus(topic(new Channel.Status()), state, attempt, nextRetry, reason, now));
  }

  /** Whether nobody wants anything of it. */
  public boolean isIdle() {
    return streams.isEmpty();
  }

  /** The trades or the quotes are not subscribed any more: what comes later begins anew. */
  public void letGo(boolean ofTrades) {
    if (ofTrades) {
      begun = false;
      confirmedAt = 0;
      trades = new TradeFlow(shared.order);
      series = newSeries();
    } else {
      quotes = new QuoteFlow();
    }
  }

  /**
   * The connection that carried the trades or the quotes was lost; what comes next may come after a
   * hole.
   */
  public void interrupted(boolean ofTrades) {
    if (!ofTrades) {
      quotes.interrupt();
    } else {
      confirmedAt = 0;
      if (trades.interrupt()) {
        series.down(trades.lastTime());
      }
    }
  }

  /**
   * Time passed: closes the bars that are due. Both times are the gateway's and the exchange's now.
   */
  public void advance(long now) {
    if (begun) {
      series.advance(shared.clock.at(now), now);
    }
  }

  @Override
  public void bar(Bar bar) {
    if (bar.closed() && bar.quality() != Bar.Quality.SYNTHETIC) {
      PipelineCounts.increase(
          bar.revision() == 0 ? shared.counts.closedBars() : shared.counts.revisedBars(), 1);
      shared.settings.listener().onBar(bar);
    }
    streams.publish(bar);
  }

  @Override
  public void tooLate(Trade trade, Interval interval) {
    PipelineCounts.increase(shared.counts.lateTrades(), 1);
    long start = interval.start(trade.exchangeTime());
    streams.publishToBars(
        interval,
        new Gap(
            topic(new Channel.Bars(interval)),
            start,
            interval.end(start),
            Gap.Cause.LATE_TRADE,
            trade.count(),
            "trade %d came too late to revise its bar".formatted(trade.sequence()),
            trade.receiveTime()));
  }

  private Topic topic(Channel channel) {
    return Topic.of(instrument, channel);
  }
}
