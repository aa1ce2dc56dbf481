package io.barline.pipeline;

import io.barline.market.Ticker;

/** The rolling statistics of one instrument: states, of which each counts for itself. */
final class TickerFlow implements Flow {
  private final Admission admission;
  private final OpenStreams streams;

  TickerFlow(Admission admission, OpenStreams streams) {
    this.admission = admission;
    this.streams = streams;
  }

  void on(Ticker ticker) {
    if (admission.admits(ticker)) {
      streams.publish(ticker);
    }
  }
}
