package io.barline.feed;

import io.barline.market.UtcNanos;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells of frames that could not be read at most once a second: of the first at once, of all others
 * in that second at its end, since what they held was lost after it was told. On the lane.
 */
final class UnreadableFrames {
  private static final long EVERY = UtcNanos.SECOND;

  private final Lane lane;
  private final Consumer<String> listener;
  private Runnable cancel = () -> {};
  private @Nullable String waiting;
  private int more;
  private long next;

  UnreadableFrames(Lane lane, Consumer<String> listener) {
    this.lane = lane;
    this.listener = listener;
  }

  void add(String reason) {
    long wait = next - lane.now();
    if (waiting != null) {
      more++;
    } else if (wait <= 0) {
      tell(reason);
    } else {
      waiting = reason;
      cancel = lane.after(Duration.ofNanos(wait), this::tellWaiting);
    }
  }

  private void tellWaiting() {
    String reason = waiting;
    int others = more;
    forget();
    if (reason != null) {
      tell(others == 0 ? reason : "%s; and %d more within a second".formatted(reason, others));
    }
  }

  private void tell(String reason) {
    next = lane.now() + EVERY;
    listener.accept(reason);
  }

  /** The connection is lost, and with it more than they held. */
  void end() {
    cancel.run();
    forget();
  }

  private void forget() {
    cancel = () -> {};
    waiting = null;
    more = 0;
  }
}
