package io.barline.pipeline;

import io.barline.bar.ExchangeBars;
import io.barline.bar.Hole;
import io.barline.market.Bar;
import io.barline.market.Channel;
import io.barline.market.Gap;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Topic;
import io.barline.market.UpstreamChannel;
import java.time.Duration;

/** The exchange's own bars of one instrument and one interval, and the bars made of them. */
final class ExchangeBarFlow implements Flow {
  /**
   * How long after its end a bar may come: exchanges push it within a second, polls take longer.
   */
  static final Duration DELAY = Duration.ofSeconds(5);

  private final Instrument instrument;
  private final UpstreamChannel.Klines source;
  private final Pipeline.Shared shared;
  private final Admission admission;
  private final OpenStreams streams;
  private final ExchangeBars bars;
  private boolean begun;
  private boolean polled;

  /** Where bars are polled: until when, by the exchange's clock, looks have brought them. */
  private long lookedAt;

  ExchangeBarFlow(
      Instrument instrument,
      UpstreamChannel.Klines source,
      Pipeline.Shared shared,
      Admission admission,
      OpenStreams streams) {
    this.instrument = instrument;
    this.source = source;
    this.shared = shared;
    this.admission = admission;
    this.streams = streams;
    this.bars =
        new ExchangeBars(
            instrument,
            source.interval(),
            DELAY,
            shared.settings().bars(),
            new BarOutlet(instrument, shared, streams));
  }

  UpstreamChannel.Klines source() {
    return source;
  }

  /** Makes bars of an interval that is wanted by now, or is wanted otherwise; {@code now} ours. */
  void want(Interval interval, Outlet wanting, long now) {
    if (begun) {
      bars.want(interval, wanting.wantsLive(), wanting.wantsFlat(), shared.clock().at(now));
    }
  }

  void drop(Interval interval) {
    bars.drop(interval);
  }

  void on(Bar bar) {
    if (!bar.closed() || !admission.admits(bar)) {
      return;
    }
    long exchangeNow = shared.clock().at(bar.receiveTime());
    begin(exchangeNow);
    if (bars.isDown()) {
      // What a poll brings is the newest: before it some may be missing, after it none are.
      up(polled ? Math.min(exchangeNow, bar.timestamp()) : exchangeNow, bar.receiveTime());
    }
    lookedAt = exchangeNow;
    if (!bars.on(bar, exchangeNow)) {
      PipelineCounts.increase(shared.counts().repeated(), 1);
    }
  }

  private void begin(long exchangeNow) {
    if (!begun) {
      begun = true;
      long since = exchangeNow + shared.settings().bars().grace().toNanos();
      streams.forEachInterval(
          source,
          (interval, wanting) ->
              bars.want(interval, wanting.wantsLive(), wanting.wantsFlat(), since));
    }
  }

  /** Bars that end later come. */
  @Override
  public void confirmed(long now) {
    long exchangeNow = shared.clock().at(now);
    begin(exchangeNow);
    up(exchangeNow, now);
    lookedAt = exchangeNow;
  }

  private void up(long exchangeNow, long now) {
    Hole hole = bars.up(exchangeNow);
    if (hole != null) {
      missed(hole, now);
    }
  }

  private void missed(Hole hole, long now) {
    PipelineCounts.increase(shared.counts().gaps(), 1);
    streams.tell(
        source,
        new Gap(
            shared.gaps().nextId(),
            Topic.of(instrument, new Channel.Bars(source.interval())),
            hole.from(),
            hole.to(),
            polled ? Gap.Cause.POLLED : Gap.Cause.DISCONNECTED,
            Gap.UNKNOWN,
            "the feed was down: the exchange's bars in between were not seen",
            now));
  }

  /**
   * Before the subscription began nothing can be missed. Where bars are polled, it is from the last
   * look on: a window may have ended since, even if the next look is tried at once.
   */
  @Override
  public void interrupted(Gap.Cause cause, String reason, long now) {
    if (begun) {
      bars.down(polled ? lookedAt : shared.clock().at(now));
    }
  }

  @Override
  public void sampled(boolean on) {
    polled = on;
  }

  /** Time passed: closes the bars that are due; {@code now} is the gateway's time. */
  void advance(long now) {
    if (begun) {
      bars.advance(shared.clock().at(now), now);
    }
  }
}
