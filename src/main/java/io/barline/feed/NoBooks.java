package io.barline.feed;

import io.barline.market.Instrument;
import io.barline.pipeline.BookDemand;

/** Where no order books are streamed, nothing is asked for them. */
final class NoBooks implements BookDemand {
  @Override
  public void snapshot(Instrument instrument, int depth) {}

  @Override
  public void resubscribe(Instrument instrument, int depth) {}
}
