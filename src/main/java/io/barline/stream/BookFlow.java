package io.barline.stream;

import io.barline.wire.BookKind;
import io.barline.wire.Encoded;
import io.barline.wire.ServerMessages;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The changes of one order book as one client hears them. Where it is {@code sparing}, a client
 * that reads too slowly is spared a long queue of changes that are out of date when it reads them:
 * while {@link #MOST_WAITING} messages of the book, or half of what its mailbox may hold, wait for
 * it, those that follow are left out. Once it has read what waited, it is told how many were left
 * out and gets the whole book as it is then.
 *
 * <p>A change is let through only if the client has the book that it changes. On the thread of the
 * stream's owner.
 */
final class BookFlow implements Intake {
  /** Most messages of a book that wait for a client. */
  static final int MOST_WAITING = 64;

  private final Mailbox mailbox;
  private final Runnable refresh;
  private volatile boolean sparing;

  /** Where in the mailbox the last ones were put: a ring. */
  private final long[] positions = new long[MOST_WAITING];

  private int next;

  /** The last one that was left out; null where the client was told of all. */
  private @Nullable Encoded leftOut;

  /** How many were left out since the client was last told. */
  private long missed;

  /** Whether the client has a book that is up to date with all that was published before. */
  private boolean chained;

  /** Whether the client knows that it has no book. */
  private boolean reset;

  private final AtomicBoolean waiting = new AtomicBoolean();

  /**
   * @param refresh has the whole book offered again; called on the client's event loop
   * @param sparing whether changes are left out for a client that is late; else all are put into
   *     its mailbox, which may be closed
   */
  BookFlow(Mailbox mailbox, Runnable refresh, boolean sparing) {
    this.mailbox = mailbox;
    this.refresh = refresh;
    this.sparing = sparing;
  }

  /** Switches between the two; what the client has stays right. From any thread. */
  void sparing(boolean now) {
    sparing = now;
  }

  @Override
  public void offer(Encoded message) {
    take(message, isLate());
  }

  /** However late the client is: it was told that it gets what it missed. */
  @Override
  public void replay(Encoded message) {
    take(message, false);
  }

  private void take(Encoded message, boolean late) {
    BookKind kind = message.book();
    if (kind == null) {
      put(message);
    } else if (message.isSnapshot() && !isNews(kind)) {
      return; // asked for when the client was behind, and came after something better
    } else if (isLetThrough(kind, late)) {
      put(message);
      positions[next] = mailbox.position();
      next = (next + 1) % MOST_WAITING;
      chained = kind != BookKind.RESET;
      reset = kind == BookKind.RESET;
    } else {
      leaveOut(message);
    }
  }

  /** So many at once are not yet too many. */
  @Override
  public int room() {
    return MOST_WAITING / 2;
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

  private boolean isLetThrough(BookKind kind, boolean late) {
    return switch (kind) {
      case SNAPSHOT -> !late;
      case DELTA -> chained && !late;
      case RESET -> !reset || !late; // the first one tells that what the client has is void
    };
  }

  private boolean isLate() {
    return sparing && (!mailbox.hasTaken(positions[next]) || mailbox.isHalfFull());
  }

  /** A hole in the numbers is explained before the client can see it. */
  private void put(Encoded message) {
    seal();
    mailbox.offer(message);
  }

  @Override
  public void seal() {
    Encoded last = leftOut;
    if (last != null) {
      mailbox.offer(ServerMessages.lag(last.topic(), last.epoch(), missed));
      leftOut = null;
      missed = 0;
    }
  }

  private void leaveOut(Encoded message) {
    if (!message.isSnapshot()) {
      missed++;
      leftOut = message;
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
