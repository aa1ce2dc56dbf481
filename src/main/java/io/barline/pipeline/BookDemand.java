package io.barline.pipeline;

import io.barline.market.Instrument;

/**
 * Takes what order books need to begin, or to begin anew. {@code depth} is that of the {@link
 * io.barline.market.UpstreamChannel.Book}. Called on the instrument's event loop; must not call the
 * pipeline back at once.
 */
public interface BookDemand {
  /**
   * A snapshot is to be asked for by REST, as soon as the exchange's limits allow, and to be given
   * to {@link Pipeline#bookAnswer}; where it can't be had, {@link Pipeline#bookUnavailable} is to
   * be called.
   */
  void snapshot(Instrument instrument, int depth);

  /** The stream is to be subscribed to anew, so that it begins with a snapshot. */
  void resubscribe(Instrument instrument, int depth);
}
