package io.barline.stream;

import io.barline.wire.Message;
import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jctools.queues.MpscChunkedArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one client: many threads put in, one takes out. Nothing is dropped silently: when
 * there is no room, the mailbox is closed with a {@link Farewell} that says so.
 *
 * <p>Besides messages it holds {@link Slot slots}, which choose their messages when they are
 * reached. What they keep counts towards the bounds.
 */
final class Mailbox {
  private static final int FIRST_CHUNK = 32;

  /** Messages and slots. */
  private final MpscChunkedArrayQueue<Object> queue;

  private final int maxMessages;
  private final long maxBytes;
  private final Runnable wake;
  private final AtomicLong bytes = new AtomicLong();
  private final Replayed replayed = new Replayed();

  /**
   * How many messages counted slots keep beyond the entry that each of them is in the queue; less
   * than none where such an entry is left of a slot that was emptied.
   */
  private final AtomicLong kept = new AtomicLong();

  private final AtomicBoolean awake = new AtomicBoolean();
  private final AtomicReference<@Nullable Farewell> farewell = new AtomicReference<>();

  /** Bounded by the number of topics: each is in it at most twice. */
  private final Queue<Runnable> behind = new ConcurrentLinkedQueue<>();

  // The taker's. Bounded by the number of topics: one slot of each is not in the queue.
  private final Set<Slot> deferred = new LinkedHashSet<>();

  /** Those of the deferred that give way. */
  private final Set<Slot> yielding = new LinkedHashSet<>();

  private final ArrayDeque<Slot> due = new ArrayDeque<>();
  private @Nullable Slot turn;

  /**
   * @param maxMessages most messages, at least {@code 64}; rounded up to a power of two
   * @param wake called, from any thread, when there is something for {@link #poll} or the mailbox
   *     was closed; not again before {@link #beginTaking}
   */
  Mailbox(int maxMessages, long maxBytes, Runnable wake) {
    this.queue = new MpscChunkedArrayQueue<>(FIRST_CHUNK, maxMessages);
    this.maxMessages = queue.capacity();
    this.maxBytes = maxBytes;
    this.wake = wake;
  }

  /**
   * Puts a message in, or closes the mailbox where it has no room; once it is closed, does nothing.
   * There is always room for one message, however long.
   */
  void offer(Message message) {
    if (farewell.get() != null) {
      return;
    }
    int length = message.json().length;
    long waiting = bytes.addAndGet(length);
    if (waiting > maxBytes && waiting > length) {
      bytes.addAndGet(-length);
      closeOfBytes();
    } else if (holdsMoreThan(maxMessages - 1) || !queue.offer(message)) {
      bytes.addAndGet(-length);
      closeOfMessages();
    } else {
      signal();
    }
  }

  /** Puts a slot in, behind all that was put in so far; closes the mailbox where it has no room. */
  void put(Slot slot) {
    if (putAgain(slot)) {
      signal();
    } else {
      closeOfMessages();
    }
  }

  /** The same where the taker need not be woken; whether there was room. */
  boolean putAgain(Slot slot) {
    boolean counted = slot.isCounted();
    if (counted) {
      kept.decrementAndGet();
    }
    boolean put = queue.offer(slot);
    if (counted && !put) {
      kept.incrementAndGet();
    }
    return put;
  }

  /**
   * Counts what a slot keeps; closes the mailbox where that is too much.
   *
   * @param grown bytes more than before
   * @param more messages more than before
   */
  void keep(int grown, int more) {
    long waiting = bytes.addAndGet(grown);
    if (more > 0) {
      kept.addAndGet(more);
    }
    if (grown > 0 && waiting > maxBytes && waiting > grown) {
      closeOfBytes();
    } else if (more > 0 && holdsMoreThan(maxMessages)) {
      closeOfMessages();
    }
  }

  /** Counts what a slot keeps no longer. */
  void release(int length, int messages) {
    bytes.addAndGet(-length);
    if (messages > 0) {
      kept.addAndGet(-messages);
    }
  }

  /** Whether more wait than that; where slots keep nothing more, the queue itself tells. */
  private boolean holdsMoreThan(int most) {
    long now = kept.get();
    return now > 0 && now + queue.size() > most;
  }

  private void closeOfBytes() {
    close(Farewell.slow("slow: more than " + maxBytes + " bytes waited to be read"));
  }

  private void closeOfMessages() {
    close(Farewell.slow("slow: more than " + maxMessages + " messages waited to be read"));
  }

  /** Takes no more messages; the first farewell counts. */
  void close(Farewell reason) {
    farewell.compareAndSet(null, reason);
    signal();
  }

  /** Why it was closed; null while it is open. */
  @Nullable Farewell farewell() {
    return farewell.get();
  }

  boolean isOpen() {
    return farewell.get() == null;
  }

  /** Wakes the taker, unless it is awake. */
  void signal() {
    if (!awake.get() && awake.compareAndSet(false, true)) {
      wake.run();
    }
  }

  /** Tells that the taker is about to look: what comes after this wakes it again. */
  void beginTaking() {
    awake.set(false);
  }

  /** The oldest message, or null where there is none for now; the one taker only. */
  @Nullable Message poll() {
    if (!deferred.isEmpty() && !isOpen()) {
      List.copyOf(deferred).forEach(Slot::hurry);
    } else if (!yielding.isEmpty() && isHalfFull()) {
      List.copyOf(yielding).forEach(Slot::hurry);
    }
    while (true) {
      Slot slot = turn;
      if (slot != null) {
        Message message = slot.take();
        if (message != null) {
          return message;
        }
        turn = null;
      }
      Slot early = due.poll();
      Object next = early == null ? queue.poll() : early;
      if (next instanceof Message message) {
        bytes.addAndGet(-message.json().length);
        return message;
      }
      if (next == null) {
        return null;
      }
      slot = (Slot) next;
      if (early == null && slot.isCounted()) {
        kept.incrementAndGet();
      }
      turn = slot;
      slot.reached();
    }
  }

  /**
   * Keeps a slot aside until {@link #due}, the end or, where it gives way, half of what may wait
   * does; the one taker only.
   */
  void defer(Slot slot) {
    deferred.add(slot);
    if (slot.givesWay()) {
      yielding.add(slot);
    }
  }

  /** Undoes {@link #defer}; the one taker only. */
  void undefer(Slot slot) {
    deferred.remove(slot);
    yielding.remove(slot);
  }

  /**
   * Has a slot reached before all that waits; the one taker only. It was reached before, so nothing
   * of its topic that waits is older than what it keeps.
   */
  void due(Slot slot) {
    due.add(slot);
    signal();
  }

  /** Drops everything; the one taker only. */
  void clear() {
    while (poll() != null) {}
  }

  /** A place in the mailbox: behind all that was put in so far. */
  long position() {
    return queue.currentProducerIndex();
  }

  /** Whether all that lies before {@code position} was taken. */
  boolean hasTaken(long position) {
    return queue.currentConsumerIndex() >= position;
  }

  /** Whether half of what may wait does: what can be left out should be. */
  boolean isHalfFull() {
    return bytes.get() > maxBytes / 2 || messages() > maxMessages / 2;
  }

  /** Whether so much may be kept for the client outside of the mailbox. */
  boolean mayHold(long messages, long length) {
    return messages <= maxMessages && length <= maxBytes;
  }

  /** Has {@code task} run, once, by the taker when it has caught up; from any thread. */
  void whenTaken(Runnable task) {
    behind.add(task);
    signal();
  }

  /** Tells that the taker has caught up; the one taker only. */
  void caughtUp() {
    // Only those that are here now: some may fall behind again at once.
    for (int left = behind.isEmpty() ? 0 : behind.size(); left > 0; left--) {
      Runnable task = behind.poll();
      if (task != null) {
        task.run();
      }
    }
  }

  /** Whether there is nothing to take for now; the one taker only. */
  boolean isTaken() {
    return turn == null && due.isEmpty() && queue.isEmpty();
  }

  /** Whether nothing waits but what was deferred, roughly; from any thread. */
  boolean isEmpty() {
    return queue.isEmpty();
  }

  Replayed replayed() {
    return replayed;
  }

  int messages() {
    return queue.size() + (int) kept.get();
  }

  long bytes() {
    return bytes.get();
  }
}
