package io.barline.pipeline;

import io.barline.bar.BarSink;
import io.barline.market.Bar;
import io.barline.market.Channel;
import io.barline.market.Gap;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Topic;
import io.barline.market.Trade;

/** Counts the bars of one instrument and publishes them. */
final class BarOutlet implements BarSink {
  private final Instrument instrument;
  private final PipelineSettings settings;
  private final PipelineCounts counts;
  private final OpenStreams streams;

  BarOutlet(Instrument instrument, Pipeline.Shared shared, OpenStreams streams) {
    this.instrument = instrument;
    this.settings = shared.settings();
    this.counts = shared.counts();
    this.streams = streams;
  }

  @Override
  public void bar(Bar bar) {
    if (bar.closed() && bar.quality() != Bar.Quality.SYNTHETIC) {
      PipelineCounts.increase(bar.revision() == 0 ? counts.closedBars() : counts.revisedBars(), 1);
      settings.listener().onBar(bar);
    }
    streams.publish(bar);
  }

  @Override
  public void tooLate(Trade trade, Interval interval) {
    PipelineCounts.increase(counts.lateTrades(), 1);
    long start = interval.start(trade.exchangeTime());
    streams.tell(
        interval,
        new Gap(
            Topic.of(instrument, new Channel.Bars(interval)),
            start,
            interval.end(start),
            Gap.Cause.LATE_TRADE,
            trade.count(),
            "trade %d came too late to revise its bar".formatted(trade.sequence()),
            trade.receiveTime()));
  }
}
