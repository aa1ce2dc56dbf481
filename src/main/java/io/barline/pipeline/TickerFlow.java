package io.barline.pipeline;

import io.barline.market.Channel;
import io.barline.market.Gap;
import io.barline.market.Instrument;
import io.barline.market.Ticker;
import io.barline.market.Topic;
import io.barline.market.UpstreamChannel;

/** The rolling statistics of one instrument: states, of which each counts for itself. */
final class TickerFlow implements Flow {
  private static final UpstreamChannel SOURCE = new UpstreamChannel.Ticker();

  private final Instrument instrument;
  private final Pipeline.Shared shared;
  private final Admission admission;
  private final OpenStreams streams;
  private boolean polled;

  /** When the last one was; 0 before the first. */
  private long lastTime;

  private boolean interrupted;
  private Gap.Cause cause = Gap.Cause.DISCONNECTED;
  private String reason = "";

  TickerFlow(
      Instrument instrument, Pipeline.Shared shared, Admission admission, OpenStreams streams) {
    this.instrument = instrument;
    this.shared = shared;
    this.admission = admission;
    this.streams = streams;
  }

  void on(Ticker ticker) {
    if (!admission.admits(ticker, polled)) {
      return;
    }
    long time = ticker.exchangeTime() > 0 ? ticker.exchangeTime() : ticker.receiveTime();
    if (interrupted) {
      interrupted = false;
      missed(time, ticker.receiveTime());
    }
    lastTime = time;
    streams.publish(ticker);
  }

  private void missed(long until, long now) {
    PipelineCounts.increase(shared.counts().gaps(), 1);
    streams.tellLost(
        SOURCE,
        new Gap(
            shared.gaps().nextId(),
            Topic.of(instrument, new Channel.Ticker()),
            Math.min(lastTime, until),
            until,
            cause,
            Gap.UNKNOWN,
            reason + ": what changed in between was not seen",
            now));
  }

  /** Before the first one nothing can be missed; nor where they are polled. */
  @Override
  public void interrupted(Gap.Cause by, String why, long now) {
    if (lastTime != 0 && !polled && !interrupted) {
      interrupted = true;
      cause = by;
      reason = why;
    }
  }

  @Override
  public void sampled(boolean on) {
    polled = on;
    interrupted &= !on;
  }

  /** What comes later has nothing to do with what came so far. */
  void beginAnew() {
    polled = false;
    interrupted = false;
    lastTime = 0;
  }
}
