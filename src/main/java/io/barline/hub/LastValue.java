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
 * @param since whether the data came since the feed was last in another state than live or quiet
 */
public record LastValue(
    @Nullable FeedStatus status, @Nullable Encoded data, @Nullable String lost, boolean since) {
  public static final LastValue NONE = new LastValue(null, null, null, false);

  /**
   * Whether the data is the present, and not what was known before the feed fell silent. A feed
   * that is live had data since; one that is quiet may have been subscribed to anew and have none.
   */
  public boolean isCurrent() {
    if (data == null || status == null) {
      return false;
    }
    return status.state() == FeedStatus.State.LIVE
        || (status.state() == FeedStatus.State.QUIET && since);
  }
}
