package io.barline.stream;

import io.barline.wire.Encoded;

/** How the messages of one topic get into a client's mailbox. */
@FunctionalInterface
interface Intake {
  /** Takes a message or deals with not being able to; on the thread of the stream's owner. */
  void offer(Encoded message);

  /**
   * Takes a message that the client has missed. Neither is it left out nor does it cost the client
   * its connection because much waits of the topic: the next ones come when the client has read it.
   * On the same thread.
   */
  default void replay(Encoded message) {
    offer(message);
  }

  /**
   * How many messages may be replayed at once, and the next ones when the client has read those; on
   * the same thread.
   */
  default int room() {
    return Integer.MAX_VALUE;
  }

  /** Told that the client has all that came before what is offered next; on the same thread. */
  default void resumed() {}

  /**
   * Tells that what comes next comes by another intake: what this one keeps goes before that. On
   * the thread of the stream's owner.
   */
  default void seal() {}

  /** Tells that nothing is to wait for its time any more; on the client's event loop. */
  default void end() {}
}
