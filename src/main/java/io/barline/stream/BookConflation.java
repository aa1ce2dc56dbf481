package io.barline.stream;

import io.barline.wire.BookKind;
import io.barline.wire.Encoded;
import io.barline.wire.Message;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The whole of an order book, when it has changed and the client can take it, no more often than it
 * asked for. No changes are sent, so nothing has to follow on anything. Who has no book gets one at
 * once, and that counts.
 */
final class BookConflation implements Intake {
  private final Mailbox mailbox;
  private final Runnable refresh;
  private final LongSupplier nanoTime;
  private final long every;
  private final Change change;

  /** Whether {@link #change} is on its way to the client. */
  private final AtomicBoolean changed = new AtomicBoolean();

  // The owner's.
  private boolean hasBook;
  private long bookSeq;

  /** The client's event loop's, and the owner's with a book that was not asked for. */
  private volatile long notBefore;

  /** The client's event loop's. */
  private boolean ended;

  /**
   * @param every least nanoseconds between two books; 0 for none
   * @param refresh has the whole book offered; called on the client's event loop
   */
  BookConflation(
      Mailbox mailbox, EventExecutor loop, LongSupplier nanoTime, long every, Runnable refresh) {
    this.mailbox = mailbox;
    this.refresh = refresh;
    this.nanoTime = nanoTime;
    this.every = every;
    this.change = new Change(mailbox, loop);
    this.notBefore = nanoTime.getAsLong();
  }

  @Override
  public void offer(Encoded message) {
    BookKind kind = message.book();
    if (kind == null) {
      mailbox.offer(message);
    } else {
      switch (kind) {
        case DELTA -> change();
        case SNAPSHOT -> whole(message);
        case RESET -> {
          if (hasBook || !message.isSnapshot()) {
            mailbox.offer(message);
          }
          hasBook = false;
        }
      }
    }
  }

  @Override
  public void resumed() {
    hasBook = true;
  }

  private void whole(Encoded book) {
    if (hasBook && !book.isSnapshot()) {
      change();
    } else if (!hasBook || book.seq() != bookSeq) { // the same may be asked for twice
      if (!hasBook) {
        notBefore = nanoTime.getAsLong() + every; // no change was taken that counted
      }
      hasBook = true;
      bookSeq = book.seq();
      mailbox.offer(book);
    }
  }

  private void change() {
    if (mailbox.isOpen() && changed.compareAndSet(false, true)) {
      mailbox.put(change);
    }
  }

  @Override
  public void end() {
    ended = true;
    change.hurry();
  }

  /** Asks for the book when it is reached. */
  private final class Change extends Slot {
    Change(Mailbox mailbox, EventExecutor loop) {
      super(mailbox, loop);
    }

    @Override
    @Nullable Message take() {
      if (!changed.get()) {
        return null;
      }
      long now = nanoTime.getAsLong();
      if (notBefore - now > 0 && !ended && mailbox.isOpen()) {
        defer(notBefore - now);
        return null;
      }
      notBefore = now + every;
      changed.set(false); // what changes from here on is asked for again
      if (mailbox.isHalfFull()) {
        mailbox.whenTaken(refresh);
      } else {
        refresh.run();
      }
      return null;
    }
  }
}
