package io.barline.stream;

import io.barline.wire.BookKind;
import io.barline.wire.Encoded;
import io.barline.wire.ServerMessages;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What one client hears of one order book. A client that reads too slowly is spared a long queue of
 * changes that are out of date when it reads them: while {@link #MOST_WAITING} messages of the
 * book, or half of what its mailbox may hold, wait for it, those that follow are left out. Once it
 * has read what waited, it is told how many were left out and gets the whole book as it is then.
 *
 * <p>A change is let through only if the client has the book that it changes. On the thread of the
 * stream's owner.
 */
final class BookFlow implements Intake {
  /** Most messages of a book that wait for a client. */
  static final int MOST_WAITING = 64;

  private final Mailbox mailbox;
  private final Runnable refresh;

  /** Where in the mailbox the last ones were put: a ring. */
  private final long[] positions = new long[MOST_WAITING];

  private int next;

  /** How many were left out since the client was last told. */
  private long missed;

  /** Whether the client has a book that is up to date with all that was published before. */
  private boolean chained;

  /** Whether the client knows that it has no book. */
  private boolean reset;

  private final AtomicBoolean waiting = new AtomicBoolean();

  /**
   * @param refresh has the whole book offered again; called on the client's event loop
   */
  BookFlow(Mailbox mailbox, Runnable refresh) {
    this.mailbox = mailbox;
    this.refresh = refresh;
  }

  @Override
  public void offer(Encoded message) {
    BookKind kind = message.book();
    if (kind == null) {
      put(message);
    } else if (message.isSnapshot() && !isNews(kind)) {
      return; // asked for when the client was behind, and came after something better
    } else if (isLetThrough(kind)) {
      put(message);
      positions[next] = mailbox.position();
      next = (next + 1) % MOST_WAITING;
      chained = kind != BookKind.RESET;
      reset = kind == BookKind.RESET;
    } else {
      leaveOut(message);
    }
  }

  /** The client has the book that the next change is of. */
  @Override
  public void resumed() {
    chained = true;
  }

  /** Whether a repetition tells the client more than it knows. */
  private boolean isNews(BookKind kind) {
    return kind == BookKind.RESET ? !reset : !chained;
  }

  private boolean isLetThrough(BookKind kind) {
    return switch (kind) {
      case SNAPSHOT -> !isLate();
      case DELTA -> chained && !isLate();
      case RESET -> !reset || !isLate(); // the first one tells that what the client has is void
    };
  }

  private boolean isLate() {
    return !mailbox.hasTaken(positions[next]) || mailbox.isHalfFull();
  }

  /** A hole in the numbers is explained before the client can see it. */
  private void put(Encoded message) {
    if (missed > 0) {
      mailbox.offer(ServerMessages.lag(message.topic(), message.epoch(), missed));
      missed = 0;
    }
    mailbox.offer(message);
  }

  private void leaveOut(Encoded message) {
    if (!message.isSnapshot()) {
      missed++;
    }
    chained = false;
    if (waiting.compareAndSet(false, true)) {
      mailbox.whenTaken(
          () -> {
            waiting.set(false);
            refresh.run();
          });
    }
  }
}
