package io.barline.hub;

import io.barline.market.FeedStatus;
import io.barline.wire.Encoded;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a stream at one moment.
 *
 * @param status the last; null before the first
 * @param data the last, of an order book the whole of it; null where there is none, or where the
 *     book is not ready
 * @param lost why the book is not ready; null where it is, or never was
 */
public record LastValue(
    @Nullable FeedStatus status, @Nullable Encoded data, @Nullable String lost) {
  public static final LastValue NONE = new LastValue(null, null, null);

  /** Whether the data is the present, and not what was known before the feed fell silent. */
  public boolean isCurrent() {
    return data != null
        && status != null
        && (status.state() == FeedStatus.State.LIVE || status.state() == FeedStatus.State.QUIET);
  }
}
