package io.barline.hub;

import io.barline.wire.Encoded;
import io.barline.wire.Encoder;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a subscriber that came back has missed, and then all that is published while it takes that:
 * everything behind its cursor, in order, without a hole. On the owner's thread, unless said
 * otherwise.
 */
public final class Replay {
  private final ReplayWindow window;
  private final Encoder encoder;
  private final long missed;
  private final Predicate<Runnable> owner;
  private final BooleanSupplier open;
  private ReplayWindow.Kept place;

  Replay(
      ReplayWindow window,
      ReplayWindow.Kept place,
      long missed,
      Encoder encoder,
      Predicate<Runnable> owner,
      BooleanSupplier open) {
    this.window = window;
    this.place = place;
    this.missed = missed;
    this.encoder = encoder;
    this.owner = owner;
    this.open = open;
  }

  /** How many messages were missed when the subscriber came back; any thread. */
  public long missed() {
    return missed;
  }

  /** The next message; null where all that was published so far was taken. */
  public @Nullable Encoded next() {
    ReplayWindow.Kept next = place.next();
    if (next == null) {
      return null;
    }
    place = next;
    return next.encoded(encoder);
  }

  /**
   * How many messages are kept for this subscriber alone: those that have left the window and were
   * not yet taken.
   */
  public long outstanding() {
    return Math.max(0, window.droppedAfter(place));
  }

  /** About how many bytes those have. */
  public long outstandingBytes() {
    return Math.max(0, window.droppedBytesAfter(place));
  }

  /** Whether the stream is still open; any thread. */
  public boolean isOpen() {
    return open.getAsBoolean();
  }

  /** Has a task run on the owner's thread; false where that has ended. Any thread. */
  public boolean onOwner(Runnable task) {
    return owner.test(task);
  }
}
