package io.barline.pipeline;

import io.barline.market.Ticker;

/** The rolling statistics of one instrument: states, of which each counts for itself. */
final class TickerFlow implements Flow {
  private final Admission admission;
  private final OpenStreams streams;
  private boolean polled;

  TickerFlow(Admission admission, OpenStreams streams) {
    this.admission = admission;
    this.streams = streams;
  }

  void on(Ticker ticker) {
    if (admission.admits(ticker, polled)) {
      streams.publish(ticker);
    }
  }

  @Override
  public void sampled(boolean on) {
    polled = on;
  }
}
