package io.barline.stream;

import io.barline.wire.Encoded;
import io.barline.wire.Message;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The latest state of a topic, when the client can take it and no more often than it asked for.
 * What is no state passes in order, behind the state before it.
 *
 * <p>Only the owner of the stream puts slots into the mailbox, so that its entries are in order
 * without a lock; a slot whose time has not come is deferred by the client's event loop.
 */
final class Conflation implements Intake {
  private final Mailbox mailbox;
  private final EventExecutor loop;
  private final LongSupplier nanoTime;
  private final long every;

  /** Where the next state goes; the owner's. */
  private @Nullable Latest open;

  // The client's event loop's.
  private long notBefore;
  private boolean ended;
  private @Nullable Latest deferred;

  /**
   * @param every least nanoseconds between two states; 0 for none
   * @param nanoTime as {@link System#nanoTime}
   */
  Conflation(Mailbox mailbox, EventExecutor loop, LongSupplier nanoTime, long every) {
    this.mailbox = mailbox;
    this.loop = loop;
    this.nanoTime = nanoTime;
    this.every = every;
    this.notBefore = nanoTime.getAsLong();
  }

  @Override
  public void offer(Encoded message) {
    long state = message.state();
    if (!mailbox.isOpen() || state == Encoded.PAST) {
      return;
    }
    Latest slot = open;
    if (state == Encoded.NO_STATE) {
      seal();
      mailbox.offer(message);
    } else if (slot != null && slot.state == state) {
      slot.replace(message);
    } else {
      seal();
      slot = new Latest(state);
      open = slot;
      slot.replace(message);
    }
  }

  @Override
  public void seal() {
    Latest slot = open;
    if (slot != null) {
      open = null;
      slot.seal();
    }
  }

  @Override
  public void end() {
    ended = true;
    Latest slot = deferred;
    if (slot != null) {
      slot.hurry();
    }
  }

  /** Keeps one state. */
  private final class Latest extends Slot {
    private final long state;
    private final AtomicReference<@Nullable Encoded> kept = new AtomicReference<>();

    /**
     * How long the state counts as: as long as the first one in its place was, and nothing once it
     * is deferred. Written by the owner while nothing is kept, by the event loop while something
     * is.
     */
    private int counted;

    /** Whether something that came later is behind it. */
    private volatile boolean sealed;

    /** Whether it was deferred, and so is not in the mailbox. */
    private volatile boolean out;

    /** The client's event loop's: whether nothing was taken this turn. */
    private boolean mayTake;

    Latest(long state) {
      super(mailbox, loop);
      this.state = state;
    }

    void replace(Encoded message) {
      if (kept.getAndSet(message) == null) {
        counted = message.json().length;
        mailbox.keep(counted, 0);
        mailbox.put(this);
      }
    }

    void seal() {
      sealed = true;
      if (out) {
        mailbox.put(this);
      }
    }

    @Override
    void reached() {
      super.reached();
      mayTake = true;
    }

    /** One state a turn: the next one has put the slot into the mailbox again. */
    @Override
    @Nullable Message take() {
      if (!mayTake || (every > 0 && mustWait())) {
        return null;
      }
      mayTake = false;
      int length = counted; // it may be the next one's as soon as this one is taken
      Encoded message = kept.getAndSet(null);
      if (message != null) {
        mailbox.release(length, 0);
        if (every > 0) {
          notBefore = nanoTime.getAsLong() + every;
        }
      }
      return message;
    }

    private boolean mustWait() {
      out = false;
      long wait = notBefore - nanoTime.getAsLong();
      if (wait <= 0 || kept.get() == null || ended || !mailbox.isOpen()) {
        return false;
      }
      out = true;
      if (sealed) { // read after out is told, as the owner does the other way round
        return false;
      }
      deferred = this;
      mailbox.release(counted, 0); // it waits for its time, not for the client
      counted = 0;
      defer(wait);
      return true;
    }
  }
}
