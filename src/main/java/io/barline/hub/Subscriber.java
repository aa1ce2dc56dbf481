package io.barline.hub;

import io.barline.wire.Cursor;
import io.barline.wire.Encoded;

/** Somebody who listens to topics. */
@FunctionalInterface
public interface Subscriber {
  /** Takes a message or deals with not being able to; called from any thread, must not block. */
  void offer(Encoded message);

  /**
   * Told, before anything is offered, on the owner's thread.
   *
   * @param cursor the place in the stream behind which everything will be offered
   */
  default void attached(Cursor cursor) {}
}
