package io.barline.feed;

import io.barline.market.UtcNanos;
import org.jspecify.annotations.Nullable;

/**
 * Whether what comes of a stream has not been whole for a while: because it recovers for long, or
 * again and again with little time between. On the lane; times are nanoseconds since the epoch.
 */
final class Unrest {
  /** What is amiss for no longer than this is being mended, in nanoseconds. */
  static final long PASSING = 30 * UtcNanos.SECOND;

  private boolean on;
  private long began;
  private long ended;
  private int times;
  private @Nullable String reason;

  /** It recovers, for that reason, or does not any more. */
  void tell(boolean recovering, @Nullable String why, long now) {
    if (recovering) {
      reason = why;
      if (!on) {
        boolean again = times > 0 && now - ended <= PASSING;
        began = again ? began : now;
        times = again ? times + 1 : 1;
      }
    } else if (on) {
      ended = now;
    }
    on = recovering;
  }

  /**
   * Whether it goes on for longer than {@link #PASSING}: it ends once nothing was amiss for as
   * long.
   */
  boolean lasts(long now) {
    return on
        ? now - began > PASSING
        : times > 0 && now - ended <= PASSING && ended - began > PASSING;
  }

  /** What is amiss, in a sentence; null where that is not known. */
  @Nullable String reason() {
    return times < 2
        ? reason
        : "it recovered %d times since %s, the last time because: %s"
            .formatted(times, UtcNanos.format(began), reason);
  }
}
