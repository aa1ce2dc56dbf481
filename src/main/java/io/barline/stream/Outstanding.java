package io.barline.stream;

import io.barline.hub.Replay;
import io.barline.wire.Encoded;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * What is kept for one client alone outside of its mailbox: messages that have left the replay
 * windows of their streams before the client could take them. Those of all its topics together may
 * be as many as may wait in the mailbox. May be used by any thread.
 */
final class Outstanding {
  private final Mailbox mailbox;
  private final AtomicLong messages = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();

  Outstanding(Mailbox mailbox) {
    this.mailbox = mailbox;
  }

  /** Begins to count what is kept for the replay of a topic. */
  Part of(Replay replay) {
    return new Part(replay);
  }

  private boolean add(long moreMessages, long moreBytes) {
    return mailbox.mayHold(messages.addAndGet(moreMessages), bytes.addAndGet(moreBytes));
  }

  /** The replay of one topic. On the thread of the stream's owner, unless said otherwise. */
  final class Part {
    private final Replay replay;
    private long countedMessages;
    private long countedBytes;

    private Part(Replay replay) {
      this.replay = replay;
    }

    /** The next message; null where all that was published so far was taken. */
    @Nullable Encoded next() {
      return replay.next();
    }

    /** Counts what is kept now; whether so much may be. */
    boolean count() {
      return count(replay.outstanding(), replay.outstandingBytes());
    }

    /** Counts nothing any more: all was taken, or will not be. */
    void end() {
      count(0, 0);
    }

    private boolean count(long nowMessages, long nowBytes) {
      boolean may = add(nowMessages - countedMessages, nowBytes - countedBytes);
      countedMessages = nowMessages;
      countedBytes = nowBytes;
      return may;
    }

    /** Has a task run on the owner's thread, if that goes on; any thread. */
    void onOwner(Runnable task) {
      replay.onOwner(task);
    }
  }
}
