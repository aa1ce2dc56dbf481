package io.barline.stream;

import io.barline.wire.Delivery;
import io.barline.wire.Encoded;
import io.barline.wire.Message;
import io.barline.wire.ServerMessages;
import io.netty.util.concurrent.EventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Several messages of a topic as one: of a full number, or of what came within a time. What is no
 * data is not held back: it ends the batch before it. What the gateway holds back gives way: no
 * batch waits for more while half of what may wait for the client does. A client that has too many
 * messages wait is closed.
 *
 * <p>As with {@link Conflation} only the owner of the stream puts into the mailbox.
 */
final class Batching implements Intake {
  private final Mailbox mailbox;
  private final EventExecutor loop;
  private final LongSupplier nanoTime;
  private final Delivery.Batch terms;

  /** How many messages wait in batches that are not being filled any more. */
  private final AtomicInteger waiting = new AtomicInteger();

  /** What is being filled; the owner's. */
  private @Nullable Filling open;

  // The client's event loop's.
  private boolean ended;
  private @Nullable Filling deferred;

  /**
   * @param nanoTime as {@link System#nanoTime}
   */
  Batching(Mailbox mailbox, EventExecutor loop, LongSupplier nanoTime, Delivery.Batch terms) {
    this.mailbox = mailbox;
    this.loop = loop;
    this.nanoTime = nanoTime;
    this.terms = terms;
  }

  @Override
  public void offer(Encoded message) {
    offer(message, 1);
  }

  @Override
  public void replay(Encoded message) {
    offer(message, 0);
  }

  /**
   * @param counted how many messages it is of those that may wait
   */
  private void offer(Encoded message, int counted) {
    if (!mailbox.isOpen()) {
      return;
    }
    if (!message.type().isData()) {
      seal();
      mailbox.offer(message);
    } else {
      add(message, counted);
    }
  }

  private void add(Encoded message, int counted) {
    mailbox.keep(message.json().length, 1);
    Filling batch = open;
    if (batch == null || !batch.add(message, counted)) {
      batch = new Filling(message, counted);
      open = batch;
      mailbox.put(batch);
    }
    if (batch.isDue()) {
      seal();
    }
  }

  @Override
  public void seal() {
    Filling batch = open;
    if (batch != null) {
      open = null;
      batch.seal();
    }
  }

  @Override
  public void end() {
    ended = true;
    Filling batch = deferred;
    if (batch != null) {
      batch.hurry();
    }
  }

  /** One batch. Its fields are guarded by itself. */
  private final class Filling extends Slot {
    private final List<Encoded> messages = new ArrayList<>(Math.min(16, terms.count()));
    private final long dueAt;

    /** How many of them count towards those that may wait. */
    private int counted;

    private boolean taken;
    private boolean sealed;

    /** Whether it was deferred, and so is not in the mailbox. */
    private boolean out;

    Filling(Encoded first, int counted) {
      super(mailbox, loop);
      messages.add(first);
      this.counted = counted;
      dueAt = nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(terms.everyMillis());
    }

    /** Adds a message, unless the batch is gone. */
    synchronized boolean add(Encoded message, int more) {
      if (taken) {
        return false;
      }
      counted += more;
      return messages.add(message);
    }

    /** Whether nothing more is to be added; one that is in the mailbox gives way when reached. */
    synchronized boolean isDue() {
      return messages.size() >= terms.count() || (out && mailbox.isHalfFull());
    }

    @Override
    boolean isCounted() {
      return true;
    }

    @Override
    boolean givesWay() {
      return true;
    }

    void seal() {
      boolean again;
      int now = 0;
      synchronized (this) {
        sealed = true;
        again = out && !taken;
        if (!taken) {
          now = waiting.addAndGet(counted);
        }
      }
      if (now > terms.queue()) {
        mailbox.close(
            Farewell.slow(
                "slow: more than %d messages of a topic waited".formatted(terms.queue())));
      } else if (again) {
        mailbox.put(this);
      }
    }

    /** Once only: who is reached again was hurried. */
    private boolean mayWait() {
      return !out && !ended && mailbox.isOpen() && !mailbox.isHalfFull();
    }

    @Override
    @Nullable Message take() {
      synchronized (this) {
        if (taken) {
          return null;
        }
        long wait = dueAt - nanoTime.getAsLong();
        if (!sealed && wait > 0 && mayWait()) {
          out = true;
          deferred = this;
          defer(wait);
          return null;
        }
        taken = true;
        if (sealed) {
          waiting.addAndGet(-counted);
        }
      }
      int length = 0;
      for (Encoded message : messages) {
        length += message.json().length;
      }
      mailbox.release(length, messages.size());
      return ServerMessages.batch(messages);
    }
  }
}
