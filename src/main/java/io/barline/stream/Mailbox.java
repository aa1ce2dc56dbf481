package io.barline.stream;

import io.barline.wire.Message;
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
   */
  void offer(Message message) {
    if (farewell.get() != null) {
      return;
    }
    int length = message.json().length;
    if (bytes.addAndGet(length) > maxBytes) {
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
