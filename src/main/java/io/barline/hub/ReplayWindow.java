package io.barline.hub;

import static java.util.Objects.requireNonNull;

import io.barline.market.BookDelta;
import io.barline.market.BookSnapshot;
import io.barline.market.MarketEvent;
import io.barline.wire.Encoded;
import io.barline.wire.Encoder;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The last messages of a stream, for those who come back: as many as age, number and memory allow;
 * the oldest are dropped. Their numbers have no holes. On the owner's thread.
 */
final class ReplayWindow {
  /** What a message takes besides its bytes: itself, what holds it, its place in the ring. */
  private static final int MESSAGE_BYTES = 176;

  /** What an event that is not encoded takes, and each level of a book in it. */
  private static final int EVENT_BYTES = 768;

  private static final int LEVEL_BYTES = 96;
  private static final int LEAST_RING = 16;

  /** A message, and those after it: who holds one can go on from there, whatever is dropped. */
  static final class Kept {
    final long seq;
    private final long time;

    /** The bytes of all that was ever kept, up to this one. */
    final long through;

    /** An {@link Encoded} or {@link Unheard}. */
    private Object message;

    private @Nullable Kept next;

    private Kept(long seq, long time, long through, Object message) {
      this.seq = seq;
      this.time = time;
      this.through = through;
      this.message = message;
    }

    @Nullable Kept next() {
      return next;
    }

    /** The message as it was, or would have been had somebody listened; made at most once. */
    Encoded encoded(Encoder encoder) {
      if (message instanceof Encoded done) {
        return done;
      }
      Unheard unheard = (Unheard) message;
      Encoded now = encoder.encode(seq, unheard.previous, unheard.event);
      message = now;
      return now;
    }
  }

  /** What was published while nobody listened. */
  private record Unheard(MarketEvent event, long previous) {}

  private final int maxMessages;
  private final long maxAgeMillis;
  private final ReplayBudget budget;
  private final Predicate<Runnable> owner;

  /** Each message at its number, modulo the length: a power of two. */
  private @Nullable Kept[] ring = new @Nullable Kept[LEAST_RING];

  /** The number of the oldest message. */
  private long first;

  /** The newest message; at first only its number counts. */
  private Kept last;

  /** The bytes of all that was dropped. */
  private long dropped;

  private final AtomicLong bytes = new AtomicLong();

  /**
   * @param seq the number of the last message that is not kept
   * @param owner has something done on the owner's thread; false where that has ended
   */
  ReplayWindow(long seq, ReplaySettings settings, ReplayBudget budget, Predicate<Runnable> owner) {
    this.maxMessages = settings.maxMessages();
    this.maxAgeMillis = settings.maxAge().toMillis();
    this.budget = budget;
    this.owner = owner;
    this.first = seq + 1;
    this.last = new Kept(seq, 0, 0, this);
    budget.opened(this);
  }

  /** About how much memory it takes; any thread. */
  long bytes() {
    return bytes.get();
  }

  boolean onOwner(Runnable task) {
    return owner.test(task);
  }

  /** Keeps a message as it was sent. */
  void keep(Encoded message, long nowMillis) {
    // The same again as a Server-Sent Event, which is made when the first client needs it.
    append(message.seq(), message, MESSAGE_BYTES + 2L * message.json().length, nowMillis);
  }

  /**
   * Keeps an event that nobody heard.
   *
   * @param previous the number of the data before it
   */
  void keep(long seq, long previous, MarketEvent event, long nowMillis) {
    int levels = 0;
    if (event instanceof BookSnapshot book) {
      levels = book.bids().size() + book.asks().size();
    } else if (event instanceof BookDelta book) {
      levels = book.bids().size() + book.asks().size();
    }
    append(seq, new Unheard(event, previous), EVENT_BYTES + (long) LEVEL_BYTES * levels, nowMillis);
  }

  private void append(long seq, Object message, long size, long now) {
    Kept kept = new Kept(seq, now, last.through + size, message);
    last.next = kept;
    last = kept;
    if (seq - first >= ring.length) {
      resize(2 * ring.length);
    }
    ring[slot(seq)] = kept;
    if (seq - first >= maxMessages) {
      drop();
    }
    dropBefore(now - maxAgeMillis);
    if (settle()) {
      giveWay();
      if (budget.excess() > 0) {
        budget.relieve();
      }
    }
  }

  /** Gives up the oldest of what is beyond an equal share, as far as memory is short. */
  void giveWay() {
    long share = budget.share();
    long spare = budget.excess();
    while (spare > 0 && first <= last.seq && last.through - dropped > share) {
      spare -= drop();
    }
    settle();
  }

  /** Drops what is too old. */
  void expire(long nowMillis) {
    dropBefore(nowMillis - maxAgeMillis);
    settle();
  }

  private void dropBefore(long millis) {
    while (first <= last.seq && at(first).time < millis) {
      drop();
    }
  }

  private long drop() {
    long size = at(first).through - dropped;
    dropped += size;
    ring[slot(first)] = null;
    first++;
    if (ring.length > LEAST_RING && last.seq - first < ring.length / 4) {
      resize(ring.length / 2);
    }
    return size;
  }

  /** Accounts for what came and went; whether all windows together have too much. */
  private boolean settle() {
    long now = last.through - dropped;
    long change = now - bytes.get();
    bytes.lazySet(now);
    return budget.take(change);
  }

  private void resize(int length) {
    @Nullable Kept[] other = new @Nullable Kept[length];
    for (long seq = first; seq < last.seq; seq++) {
      other[(int) (seq & (length - 1))] = at(seq);
    }
    other[(int) (last.seq & (length - 1))] = last;
    ring = other;
  }

  private int slot(long seq) {
    return (int) (seq & (ring.length - 1));
  }

  private Kept at(long seq) {
    return requireNonNull(ring[slot(seq)]);
  }

  /** Whether all messages above that number, which is not above the last one's, are here. */
  boolean holdsAllAfter(long seq) {
    return seq >= first - 1;
  }

  /** The place after that number; what {@link #holdsAllAfter} said must be so. */
  Kept after(long seq) {
    if (seq == last.seq) {
      return last;
    }
    Kept next = at(seq + 1);
    Kept mark = new Kept(seq, next.time, next.through, this);
    mark.next = next;
    return mark;
  }

  /** How many messages behind that place are no longer kept here. */
  long droppedAfter(Kept place) {
    return first - 1 - place.seq;
  }

  /** How many bytes those have that are no longer kept here. */
  long droppedBytesAfter(Kept place) {
    return dropped - place.through;
  }

  /** Gives everything back; those who hold a place in it can still go on. */
  void close() {
    first = last.seq + 1;
    dropped = last.through;
    ring = new @Nullable Kept[LEAST_RING];
    settle();
    budget.closed(this);
  }
}
