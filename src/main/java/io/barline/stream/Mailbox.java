package io.barline.stream;

import io.barline.wire.Message;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jctools.queues.MpscChunkedArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one client: many threads put in, one takes out. Nothing is dropped silently: when
 * there is no room, the mailbox is closed with a {@link Farewell} that says so.
 */
final class Mailbox {
  private static final int FIRST_CHUNK = 32;

  private final MpscChunkedArrayQueue<Message> queue;
  private final int maxMessages;
  private final long maxBytes;
  private final Runnable wake;
  private final AtomicLong bytes = new AtomicLong();
  private final AtomicBoolean awake = new AtomicBoolean();
  private final AtomicReference<@Nullable Farewell> farewell = new AtomicReference<>();

  /** Bounded by the number of topics: each is in it at most twice. */
  private final Queue<Runnable> behind = new ConcurrentLinkedQueue<>();

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
      close(Farewell.slow("slow: more than " + maxBytes + " bytes waited to be read"));
    } else if (!queue.offer(message)) {
      bytes.addAndGet(-length);
      close(Farewell.slow("slow: more than " + maxMessages + " messages waited to be read"));
    } else {
      signal();
    }
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

  private void signal() {
    if (!awake.get() && awake.compareAndSet(false, true)) {
      wake.run();
    }
  }

  /** Tells that the taker is about to look: what comes after this wakes it again. */
  void beginTaking() {
    awake.set(false);
  }

  /** The oldest message, or null where there is none; the one taker only. */
  @Nullable Message poll() {
    Message message = queue.poll();
    if (message != null) {
      bytes.addAndGet(-message.json().length);
    }
    return message;
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
    return bytes.get() > maxBytes / 2 || queue.size() > maxMessages / 2;
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

  boolean isEmpty() {
    return queue.isEmpty();
  }

  int messages() {
    return queue.size();
  }

  long bytes() {
    return bytes.get();
  }
}
