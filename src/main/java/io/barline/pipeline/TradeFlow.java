package io.barline.pipeline;

import io.barline.bar.BarSeries;
import io.barline.bar.BarSettings;
import io.barline.market.Bar;
import io.barline.market.Channel;
import io.barline.market.Gap;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Quote;
import io.barline.market.Topic;
import io.barline.market.Trade;
import io.barline.market.UpstreamChannel;
import java.util.List;

/** The trades of one instrument, and the bars that are made of them. */
final class TradeFlow implements Flow {
  private static final UpstreamChannel SOURCE = new UpstreamChannel.Trades();

  private final Instrument instrument;
  private final Pipeline.Shared shared;
  private final Admission admission;
  private final OpenStreams streams;
  private final TradeSuccession trades;
  private final BarSeries series;
  private final BarOutlet bars;
  private final TradeQuarantine quarantine;

  /** Whether a trade has come. */
  private boolean begun;

  /** When the exchange confirmed the subscription; 0 while it has not. */
  private long confirmedAt;

  /** When the subscription began by the gateway's clock; 0 before the first trade. */
  private long subscribedAt;

  TradeFlow(
      Instrument instrument, Pipeline.Shared shared, Admission admission, OpenStreams streams) {
    this.instrument = instrument;
    this.shared = shared;
    this.admission = admission;
    this.streams = streams;
    this.bars = new BarOutlet(instrument, shared, streams);
    this.trades = new TradeSuccession(shared.order());
    this.series = new BarSeries(instrument, isInOrder(), shared.settings().bars(), bars);
    this.quarantine = new TradeQuarantine(instrument, shared, streams, series);
  }

  private boolean isInOrder() {
    return switch (shared.order()) {
      case CONTIGUOUS, ASCENDING, CHRONOLOGICAL -> true;
      case REPLAYED, UNORDERED -> false;
    };
  }

  /** Makes bars of an interval that is wanted by now, or is wanted otherwise; {@code now} ours. */
  void want(Interval interval, Outlet wanting, long now) {
    if (begun) {
      series.want(interval, wanting.wantsLive(), wanting.wantsFlat(), shared.clock().at(now));
    }
  }

  void drop(Interval interval) {
    series.drop(interval);
  }

  void on(Trade trade) {
    if (!admission.admits(trade, trades.isPolled())) {
      return;
    }
    TradeSuccession.Step step = trades.see(trade);
    switch (step) {
      case REPEATED -> {
        PipelineCounts.increase(shared.counts().repeated(), 1);
        return;
      }
      case CONTINUED -> {
        PipelineCounts.increase(shared.counts().repeated(), 1);
        series.up(trades.lastTime());
        return;
      }
      case MISSED -> missed(trade);
      case NEXT, LATE -> {}
    }
    observe(trade);
    if (!begun) {
      begin();
    } else if (step != TradeSuccession.Step.LATE && trades.resume()) {
      series.up(trade.exchangeTime());
    }
    quarantine.on(trade);
  }

  /**
   * Trades that are sent again on subscribing say nothing about the exchange's clock, and samples
   * neither.
   */
  private void observe(Trade trade) {
    if (subscribedAt == 0) {
      subscribedAt = confirmedAt == 0 ? trade.receiveTime() : confirmedAt;
    }
    boolean replayed = shared.order() == Pipeline.TradeOrder.REPLAYED;
    if (!trades.isPolled() && (!replayed || trade.exchangeTime() >= subscribedAt)) {
      shared.clock().observe(trade.exchangeTime(), trade.receiveTime());
    }
  }

  /**
   * The first trade: only now is it known where the exchange's clock stands. Windows that began
   * before the subscription was confirmed are not complete; the grace is added because the
   * confirmation and the clock are no more exact than that. Where trades are sent again on
   * subscribing, windows before it are open for them, so that each is sent once.
   */
  private void begin() {
    begun = true;
    trades.resume();
    BarSettings settings = shared.settings().bars();
    long began = shared.clock().at(subscribedAt);
    long since = began + settings.grace().toNanos();
    boolean replayed = shared.order() == Pipeline.TradeOrder.REPLAYED;
    long openFrom = replayed ? began - settings.lateLimit().toNanos() : began;
    bars.beginAt(began);
    streams.forEachInterval(
        SOURCE,
        (interval, wanting) ->
            series.want(interval, wanting.wantsLive(), wanting.wantsFlat(), since, openFrom));
  }

  private void missed(Trade next) {
    TradeSuccession.Missed missed = trades.missed();
    long from = Math.min(missed.since(), next.exchangeTime());
    PipelineCounts.increase(shared.counts().gaps(), 1);
    PipelineCounts.increase(shared.counts().missedTrades(), Math.max(0, missed.count()));
    series.gap(from, next.exchangeTime() + 1);
    streams.tell(
        SOURCE,
        new Gap(
            shared.gaps().nextId(),
            Topic.of(instrument, new Channel.Trades()),
            from,
            next.exchangeTime(),
            missed.cause(),
            missed.count(),
            missed.detail(),
            next.receiveTime()));
  }

  @Override
  public void confirmed(long now) {
    if (confirmedAt == 0) {
      confirmedAt = now;
    }
  }

  /** Whether trades are polled from now on; what comes next may come after a hole. */
  @Override
  public void sampled(boolean polled) {
    if (trades.isPolled() && !polled) {
      interrupt();
    }
    trades.poll(polled);
  }

  @Override
  public void interrupted(Gap.Cause cause, String reason, long now) {
    interrupt();
  }

  /** The answer to a search for trades. */
  void found(long hole, List<Trade> found, long now) {
    quarantine.confirmedBy(found, now);
  }

  void unavailable(long hole, String reason, long now) {}

  void barsFound(Interval interval, long from, long to, List<Bar> found, long now) {}

  void barsUnavailable(Interval interval, long from, long to, String reason, long now) {}

  private void interrupt() {
    confirmedAt = 0;
    if (trades.interrupt()) {
      series.down(trades.lastTime());
    }
  }

  /** The best bid and ask are a witness of where the market is. */
  void witness(Quote quote) {
    quarantine.witness(quote);
  }

  /** Whether trades are held back. */
  boolean isHolding() {
    return quarantine.isHolding();
  }

  /** Time passed: closes the bars that are due; {@code now} is the gateway's time. */
  void advance(long now) {
    quarantine.advance(now);
    if (begun) {
      series.advance(shared.clock().at(now), now);
    }
  }
}
