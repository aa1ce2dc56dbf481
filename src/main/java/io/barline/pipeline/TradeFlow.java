package io.barline.pipeline;

import io.barline.bar.BarSeries;
import io.barline.bar.BarSink;
import io.barline.market.Channel;
import io.barline.market.Gap;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Topic;
import io.barline.market.Trade;
import io.barline.market.UpstreamChannel;

/** The trades of one instrument, and the bars that are made of them. */
final class TradeFlow {
  private static final UpstreamChannel SOURCE = new UpstreamChannel.Trades();

  private final Instrument instrument;
  private final Pipeline.Shared shared;
  private final Admission admission;
  private final OpenStreams streams;
  private final TradeSuccession trades;
  private final BarSeries series;

  /** Whether a trade has come. */
  private boolean begun;

  /** When the exchange confirmed the subscription; 0 while it has not. */
  private long confirmedAt;

  TradeFlow(
      Instrument instrument,
      Pipeline.Shared shared,
      Admission admission,
      OpenStreams streams,
      BarSink sink) {
    this.instrument = instrument;
    this.shared = shared;
    this.admission = admission;
    this.streams = streams;
    this.trades = new TradeSuccession(shared.order());
    this.series =
        new BarSeries(
            instrument,
            shared.order() != Pipeline.TradeOrder.UNORDERED,
            shared.settings().bars(),
            sink);
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
    if (!admission.admits(trade)) {
      return;
    }
    shared.clock().observe(trade.exchangeTime(), trade.receiveTime());
    TradeSuccession.Step step = trades.see(trade);
    switch (step) {
      case REPEATED -> {
        PipelineCounts.increase(shared.counts().repeated(), 1);
        return;
      }
      case MISSED -> missed(trade);
      case NEXT, LATE -> {}
    }
    if (!begun) {
      begin(trade);
    } else if (step != TradeSuccession.Step.LATE && trades.resume()) {
      series.up(trade.exchangeTime());
    }
    PipelineCounts.increase(shared.counts().trades(), 1);
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
    long since = shared.clock().at(confirmed) + shared.settings().bars().grace().toNanos();
    streams.forEachInterval(
        SOURCE,
        (interval, wanting) ->
            series.want(interval, wanting.wantsLive(), wanting.wantsFlat(), since));
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
            Topic.of(instrument, new Channel.Trades()),
            from,
            next.exchangeTime(),
            missed.cause(),
            missed.count(),
            missed.detail(),
            next.receiveTime()));
  }

  /** The exchange confirmed the subscription. */
  void confirmed(long now) {
    if (confirmedAt == 0) {
      confirmedAt = now;
    }
  }

  /** The connection was lost; what comes next may come after a hole. */
  void interrupted() {
    confirmedAt = 0;
    if (trades.interrupt()) {
      series.down(trades.lastTime());
    }
  }

  /** Time passed: closes the bars that are due; {@code now} is the gateway's time. */
  void advance(long now) {
    if (begun) {
      series.advance(shared.clock().at(now), now);
    }
  }
}
