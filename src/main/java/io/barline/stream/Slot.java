package io.barline.stream;

import io.barline.wire.Message;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A place in a mailbox for messages that are chosen when it is reached. Whoever reaches it too
 * early may {@link #defer} it: it is then reached again when its time has come, or the mailbox
 * closes. On the client's event loop.
 */
abstract class Slot {
  private final Mailbox mailbox;
  private final EventExecutor loop;
  private @Nullable Future<?> timer;

  Slot(Mailbox mailbox, EventExecutor loop) {
    this.mailbox = mailbox;
    this.loop = loop;
  }

  /** The next message; null where there is none for now, and the next entry has its turn. */
  abstract @Nullable Message take();

  /** Whether each message that it keeps is counted; else the slot counts as one while it waits. */
  boolean isCounted() {
    return false;
  }

  /** Whether it gives what it keeps before its time when room is needed. */
  boolean givesWay() {
    return false;
  }

  /** Begins a turn: {@link #take} is called until it gives null. */
  void reached() {
    Future<?> running = timer;
    if (running != null) {
      timer = null;
      running.cancel(false);
      mailbox.undefer(this);
    }
  }

  /** Has the slot reached again after that many nanoseconds. */
  final void defer(long nanos) {
    mailbox.defer(this);
    timer = loop.schedule(this::hurry, nanos, TimeUnit.NANOSECONDS);
  }

  /** Has the slot reached again at once, if it was deferred. */
  final void hurry() {
    Future<?> running = timer;
    if (running != null) {
      timer = null;
      running.cancel(false);
      mailbox.undefer(this);
      mailbox.due(this);
    }
  }
}
