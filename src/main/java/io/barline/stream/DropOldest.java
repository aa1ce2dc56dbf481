package io.barline.stream;

import io.barline.wire.Encoded;
import io.barline.wire.Message;
import io.barline.wire.ServerMessages;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayDeque;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/**
 * The newest data of a topic, up to a number of messages, and less where half of what the mailbox
 * may hold is taken. What was dropped is told before the message behind it. What is no data is
 * never dropped.
 */
final class DropOldest implements Intake {
  /** A message, and how many were dropped right before it. */
  private static final class Waiting {
    final Encoded message;
    long missed;

    Waiting(Encoded message, long missed) {
      this.message = message;
      this.missed = missed;
    }
  }

  private final Mailbox mailbox;
  private final int most;
  private final Slot slot;

  /** Bounded, as for data, by {@link #most}, and by the mailbox; guards the fields below. */
  private final ArrayDeque<Waiting> ring = new ArrayDeque<>();

  private int data;
  private long missed;
  private boolean inMailbox;
  private boolean sealed;

  /**
   * @param most most messages of data that wait
   */
  DropOldest(Mailbox mailbox, EventExecutor loop, int most) {
    this.mailbox = mailbox;
    this.most = most;
    this.slot = new Ring(mailbox, loop);
  }

  @Override
  public void offer(Encoded message) {
    if (!mailbox.isOpen()) {
      return;
    }
    boolean put;
    synchronized (ring) {
      if (message.type().isData()) {
        while (data > 0 && (data >= most || mailbox.isHalfFull())) {
          drop();
        }
        data++;
      }
      ring.add(new Waiting(message, missed));
      missed = 0;
      put = !inMailbox;
      inMailbox = true;
    }
    mailbox.keep(message.json().length, 1);
    if (put) {
      mailbox.put(slot);
    }
  }

  /** Past the ring, which has nothing yet: what is published meanwhile is replayed as well. */
  @Override
  public void replay(Encoded message) {
    mailbox.offer(message);
  }

  private void drop() {
    Iterator<Waiting> all = ring.iterator();
    Waiting oldest = all.next();
    while (!oldest.message.type().isData()) {
      oldest = all.next();
    }
    all.remove();
    data--;
    mailbox.release(oldest.message.json().length, 1);
    // Repetitions are not part of the count that has a hole now.
    long hole = oldest.missed + (oldest.message.isSnapshot() ? 0 : 1);
    if (all.hasNext()) {
      all.next().missed += hole;
    } else {
      missed += hole;
    }
  }

  @Override
  public void seal() {
    synchronized (ring) {
      sealed = true;
    }
  }

  /** Gives what the ring holds when it is reached, then lets others have their turn. */
  private final class Ring extends Slot {
    private int left;

    Ring(Mailbox mailbox, EventExecutor loop) {
      super(mailbox, loop);
    }

    @Override
    boolean isCounted() {
      return true;
    }

    @Override
    void reached() {
      synchronized (ring) {
        left = ring.size();
      }
    }

    @Override
    @Nullable Message take() {
      synchronized (ring) {
        Waiting next = ring.peek();
        if (next == null) {
          inMailbox = false;
          return null;
        }
        // Once sealed, what follows is behind it in the mailbox already.
        if (left <= 0 && !sealed && mailbox.putAgain(this)) {
          return null;
        }
        if (next.missed > 0) {
          long told = next.missed;
          next.missed = 0;
          return ServerMessages.lag(next.message.topic(), next.message.epoch(), told);
        }
        ring.remove();
        left--;
        if (next.message.type().isData()) {
          data--;
        }
        mailbox.release(next.message.json().length, 1);
        return next.message;
      }
    }
  }
}
