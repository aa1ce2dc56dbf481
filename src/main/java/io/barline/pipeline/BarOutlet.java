package io.barline.pipeline;

import io.barline.bar.BarSink;
import io.barline.market.Bar;
import io.barline.market.Channel;
import io.barline.market.Gap;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Topic;
import io.barline.market.Trade;
import io.barline.market.UtcNanos;
import io.barline.quality.GapLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Counts the bars of one instrument and publishes them. */
final class BarOutlet implements BarSink {
  private static final int MOST_PARTIAL = 64;

  private final Instrument instrument;
  private final PipelineSettings settings;
  private final PipelineCounts counts;
  private final OpenStreams streams;
  private final GapLedger gaps;
  private final List<Bar> partial = new ArrayList<>();
  private long begin = Long.MIN_VALUE;

  BarOutlet(Instrument instrument, Pipeline.Shared shared, OpenStreams streams) {
    this.instrument = instrument;
    this.settings = shared.settings();
    this.counts = shared.counts();
    this.streams = streams;
    this.gaps = shared.gaps();
  }

  /** What is from before that exchange time and comes too late is no loss: nobody had wanted it. */
  void beginAt(long time) {
    begin = time;
  }

  @Override
  public void bar(Bar bar) {
    if (bar.closed() && bar.quality() != Bar.Quality.SYNTHETIC) {
      PipelineCounts.increase(bar.revision() == 0 ? counts.closedBars() : counts.revisedBars(), 1);
      settings.listener().onBar(bar);
    }
    if (bar.closed() && bar.quality() == Bar.Quality.PARTIAL && partial.size() < MOST_PARTIAL) {
      partial.add(bar);
    }
    streams.publish(bar);
  }

  /** Gives away the closed bars that lack what was before the subscription. */
  void takePartial(Consumer<Bar> taker) {
    if (!partial.isEmpty()) {
      partial.forEach(taker);
      partial.clear();
    }
  }

  @Override
  public void tooLate(Trade trade, Interval interval) {
    if (trade.exchangeTime() < begin) {
      return;
    }
    PipelineCounts.increase(counts.lateTrades(), 1);
    String id = trade.textId() == null ? Long.toString(trade.sequence()) : trade.textId();
    tell(
        interval,
        trade.exchangeTime(),
        trade.count(),
        "trade " + id + " came too late to revise its bar",
        trade.receiveTime());
  }

  @Override
  public void tooLate(Bar part, Interval interval) {
    PipelineCounts.increase(counts.lateTrades(), Math.max(1, part.trades()));
    tell(
        interval,
        part.timestamp(),
        part.trades(),
        "the exchange's bar of "
            + UtcNanos.format(part.timestamp())
            + " came too late to revise what was made of it",
        part.receiveTime());
  }

  private void tell(Interval interval, long time, long missed, String detail, long receiveTime) {
    long start = interval.start(time);
    streams.tell(
        interval,
        new Gap(
            gaps.nextId(),
            Topic.of(instrument, new Channel.Bars(interval)),
            start,
            interval.end(start),
            Gap.Cause.LATE_TRADE,
            missed,
            detail,
            receiveTime));
  }
}
