package io.barline.pipeline;

import io.barline.bar.BarSeries;
import io.barline.bar.BarSink;
import io.barline.hub.TopicStream;
import io.barline.hub.Variant;
import io.barline.market.Bar;
import io.barline.market.Channel;
import io.barline.market.FeedStatus;
import io.barline.market.Gap;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.MarketEvent;
import io.barline.market.Quote;
import io.barline.market.Topic;
import io.barline.market.Trade;
import io.barline.quality.Rejection;
import io.barline.quality.Validator;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What happens to one instrument's events, in order, on one event loop: repeated ones are dropped,
 * the rest validated, counted into the bars and published.
 */
public final class Pipeline implements BarSink {
  private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

  private final Instrument instrument;
  private final Shared shared;
  private final Validator validator;
  private final TradeFlow trades;
  private final BarSeries series;
  private final Map<Interval, BarStreams> bars = new EnumMap<>(Interval.class);
  private @Nullable TopicStream tradeStream;
  private @Nullable TopicStream quoteStream;
  private @Nullable TopicStream statusStream;
  private @Nullable Quote lastQuote;
  private boolean quotesInterrupted;

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
    UNORDERED
  }

  public Pipeline(Instrument instrument, Shared shared) {
    this.instrument = instrument;
    this.shared = shared;
    this.validator = new Validator(instrument, shared.settings.maxFuture());
    this.trades = new TradeFlow(shared.order);
    this.series =
        new BarSeries(
            instrument, shared.order != TradeOrder.UNORDERED, shared.settings.bars(), this);
  }

  public Instrument instrument() {
    return instrument;
  }

  /** Publishes {@code channel} to {@code stream} from now on; {@code now} is the gateway's time. */
  public void want(Channel channel, Variant variant, TopicStream stream, long now) {
    switch (channel) {
      case Channel.Trades _ -> tradeStream = stream;
      case Channel.Quotes _ -> quoteStream = stream;
      case Channel.Status _ -> statusStream = stream;
      case Channel.Bars(Interval interval) -> {
        BarStreams streams = bars.computeIfAbsent(interval, _ -> new BarStreams());
        streams.put(variant, stream);
        if (begun) {
          series.want(interval, streams.wantsLive(), streams.wantsFlat(), shared.clock.at(now));
        }
      }
      case Channel.Book _, Channel.Ticker _ ->
          throw new IllegalArgumentException("no pipeline for channel " + channel.code());
    }
  }

  /** Ends what {@link #want} began. */
  public void drop(Channel channel, Variant variant, long now) {
    switch (channel) {
      case Channel.Trades _ -> tradeStream = null;
      case Channel.Quotes _ -> quoteStream = null;
      case Channel.Status _ -> statusStream = null;
      case Channel.Bars(Interval interval) -> {
        BarStreams streams = bars.get(interval);
        if (streams != null) {
          streams.remove(variant);
          if (streams.isEmpty()) {
            bars.remove(interval);
            series.drop(interval);
          } else if (begun) {
            series.want(interval, streams.wantsLive(), streams.wantsFlat(), shared.clock.at(now));
          }
        }
      }
      case Channel.Book _, Channel.Ticker _ -> {}
    }
  }

  /** Takes the next event of the instrument. */
  public void on(MarketEvent event) {
    switch (event) {
      case Trade trade -> onTrade(trade);
      case Quote quote -> onQuote(quote);
      case Bar _, FeedStatus _, Gap _ -> {}
    }
  }

  private void onTrade(Trade trade) {
    ExchangeClock clock = shared.clock;
    Rejection rejection =
        validator.check(trade, clock.isKnown() ? clock.at(trade.receiveTime()) : 0);
    if (rejection != null) {
      reject(rejection);
      return;
    }
    clock.observe(trade.exchangeTime(), trade.receiveTime());
    switch (trades.see(trade)) {
      case REPEATED -> {
        PipelineCounts.increase(shared.counts.repeated(), 1);
        return;
      }
      case MISSED -> missed(trade);
      case NEXT, LATE -> {}
    }
    if (!begun) {
      begin(trade);
    } else if (trades.resume()) {
      series.up(trade.exchangeTime());
    }
    PipelineCounts.increase(shared.counts.trades(), 1);
    series.on(trade);
    if (tradeStream != null) {
      tradeStream.publish(trade);
    }
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
    bars.forEach(
        (interval, streams) ->
            series.want(interval, streams.wantsLive(), streams.wantsFlat(), since));
  }

  private void missed(Trade next) {
    TradeFlow.Missed missed = trades.missed();
    long from = Math.min(missed.since(), next.exchangeTime());
    PipelineCounts.increase(shared.counts.gaps(), 1);
    PipelineCounts.increase(shared.counts.missedTrades(), Math.max(0, missed.count()));
    series.gap(from, next.exchangeTime() + 1);
    tell(
        new Channel.Trades(),
        from,
        next.exchangeTime(),
        missed.cause(),
        missed.count(),
        missed.detail(),
        next.receiveTime());
  }

  /** Tells a gap to the subscribers of {@code source} and of what is built from it. */
  private void tell(
      Channel source,
      long from,
      long to,
      Gap.Cause cause,
      long count,
      String detail,
      long receiveTime) {
    if (source instanceof Channel.Quotes) {
      publish(quoteStream, new Gap(topic(source), from, to, cause, count, detail, receiveTime));
      return;
    }
    publish(tradeStream, new Gap(topic(source), from, to, cause, count, detail, receiveTime));
    bars.forEach(
        (interval, streams) ->
            streams.publishToAll(
                new Gap(
                    topic(new Channel.Bars(interval)),
                    from,
                    to,
                    cause,
                    count,
                    detail,
                    receiveTime)));
  }

  private void onQuote(Quote quote) {
    ExchangeClock clock = shared.clock;
    Rejection rejection =
        validator.check(quote, clock.isKnown() ? clock.at(quote.receiveTime()) : 0);
    if (rejection != null) {
      reject(rejection);
      return;
    }
    if (quote.exchangeTime() > 0) {
      clock.observe(quote.exchangeTime(), quote.receiveTime());
    }
    Quote last = lastQuote;
    if (last != null
        && quote.sequence() != Trade.NO_SEQUENCE
        && quote.sequence() <= last.sequence()
        && !quotesInterrupted) {
      PipelineCounts.increase(shared.counts.repeated(), 1);
      return;
    }
    if (quotesInterrupted && last != null) {
      quotesInterrupted = false;
      PipelineCounts.increase(shared.counts.gaps(), 1);
      tell(
          new Channel.Quotes(),
          timeOf(last),
          timeOf(quote),
          Gap.Cause.DISCONNECTED,
          Gap.UNKNOWN,
          "the feed was down: quotes in between were not seen",
          quote.receiveTime());
    }
    lastQuote = quote;
    PipelineCounts.increase(shared.counts.quotes(), 1);
    publish(quoteStream, quote);
  }

  private static long timeOf(Quote quote) {
    return quote.exchangeTime() > 0 ? quote.exchangeTime() : quote.receiveTime();
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
    if (ofTrades) {
      bars.forEach(
          (interval, streams) ->
              streams.publishToAll(
                  new FeedStatus(
                      topic(new Channel.Bars(interval)), state, attempt, nextRetry, reason, now)));
      publishStatus(tradeStream, new Channel.Trades(), state, attempt, nextRetry, reason, now);
    } else {
      publishStatus(quoteStream, new Channel.Quotes(), state, attempt, nextRetry, reason, now);
    }
    publishStatus(statusStream, new Channel.Status(), state, attempt, nextRetry, reason, now);
  }

  /** Whether nobody wants anything of it. */
  public boolean isIdle() {
    return bars.isEmpty() && tradeStream == null && quoteStream == null && statusStream == null;
  }

  private void publishStatus(
      @Nullable TopicStream stream,
      Channel channel,
      FeedStatus.State state,
      int attempt,
      long nextRetry,
      @Nullable String reason,
      long now) {
    publish(stream, new FeedStatus(topic(channel), state, attempt, nextRetry, reason, now));
  }

  /**
   * The connection that carried the trades or the quotes was lost; what comes next may come after a
   * hole.
   */
  public void interrupted(boolean ofTrades) {
    if (!ofTrades) {
      quotesInterrupted = true;
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
    BarStreams streams = bars.get(bar.interval());
    if (streams != null) {
      streams.publish(bar);
    }
  }

  @Override
  public void tooLate(Trade trade, Interval interval) {
    PipelineCounts.increase(shared.counts.lateTrades(), 1);
    BarStreams streams = bars.get(interval);
    if (streams != null) {
      long start = interval.start(trade.exchangeTime());
      streams.publishToAll(
          new Gap(
              topic(new Channel.Bars(interval)),
              start,
              interval.end(start),
              Gap.Cause.LATE_TRADE,
              trade.count(),
              "trade %d came too late to revise its bar".formatted(trade.sequence()),
              trade.receiveTime()));
    }
  }

  private Topic topic(Channel channel) {
    return Topic.of(instrument, channel);
  }

  private static void publish(@Nullable TopicStream stream, MarketEvent event) {
    if (stream != null) {
      stream.publish(event);
    }
  }
}
