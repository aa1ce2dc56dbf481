package io.barline.stream;

import io.barline.wire.Encoded;
import io.barline.wire.Message;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.EventExecutor;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Operators;

/**
 * Takes what waits in a mailbox, all at once up to a limit. Each subscription gets one batch, as
 * soon as there is one; whoever writes subscribes again when the batch is written, so at most one
 * batch is outside the mailbox. When the mailbox is closed and its rest is taken, subscriptions
 * complete empty.
 *
 * <p>All on the client's event loop, except for what the {@code volatile} fields tell.
 */
final class Outlet extends Mono<ByteBuf> implements Subscription {
  private static final int BATCH_BYTES = 64 * 1024;
  private static final long FRAME_BYTES = 16;

  private final EventExecutor loop;
  private final ByteBufAllocator allocator;
  private final Door door;
  private final ClientMetrics metrics;
  private final LongSupplier nanoTime;
  private final Mailbox mailbox;
  private final long flushNanos;
  private final boolean compressed;

  /** Of a door whose batches are compressed, not its messages. */
  private final @Nullable Gzip gzip;

  /** Gives events their ids; null where messages have none. */
  private @Nullable EventLog events;

  private @Nullable CoreSubscriber<? super ByteBuf> subscriber;
  private boolean requested;

  /** What the client's last ping had, until it is answered. */
  private byte @Nullable [] pong;

  /** When what was given was written; at first long ago. */
  private long flushed;

  /** Whether the last batch was given though more waited. */
  private boolean full;

  private volatile boolean done;
  private volatile boolean writing;
  private volatile long lastBatch;
  private final AtomicLong messages = new AtomicLong();

  Outlet(
      Door door,
      ConnectionOptions options,
      EventExecutor loop,
      ByteBufAllocator allocator,
      FlushPacer pacer,
      ClientMetrics metrics,
      LongSupplier nanoTime) {
    this.door = door;
    this.loop = loop;
    this.allocator = allocator;
    this.metrics = metrics;
    this.nanoTime = nanoTime;
    this.lastBatch = nanoTime.getAsLong();
    this.flushNanos = options.flushNanos();
    this.flushed = lastBatch - flushNanos;
    this.compressed = options.compressed();
    this.gzip = compressed && door == Door.SSE ? new Gzip(allocator) : null;
    this.mailbox =
        new Mailbox(
            options.limits().queueMessages(),
            options.limits().queueBytes(),
            () -> pacer.ready(this));
  }

  /** Has each message that takes the client further preceded by its id; before the first one. */
  void number(EventLog log) {
    events = log;
  }

  Mailbox mailbox() {
    return mailbox;
  }

  /**
   * Answers a ping with the next batch. Of pings that came meanwhile only the latest is answered
   * (RFC 6455, 5.5.3), so that who reads nothing makes nothing wait. On the event loop.
   */
  void pong(byte[] payload) {
    pong = payload;
    mailbox.signal();
  }

  /** Whether nothing will come any more. */
  boolean isDone() {
    return done;
  }

  /** Whether a batch was given and not yet written. */
  boolean isWriting() {
    return writing;
  }

  /** When the last batch was given, as {@link System#nanoTime}; at first, when the client came. */
  long lastBatch() {
    return lastBatch;
  }

  /** How many messages were given. */
  long messages() {
    return messages.get();
  }

  @Override
  public void subscribe(CoreSubscriber<? super ByteBuf> actual) {
    if (!loop.inEventLoop()) {
      loop.execute(() -> subscribe(actual));
    } else if (subscriber != null) {
      Operators.error(actual, new IllegalStateException("an outlet has one writer"));
    } else {
      writing = false;
      requested = false;
      subscriber = actual;
      actual.onSubscribe(this);
    }
  }

  @Override
  public void request(long n) {
    if (loop.inEventLoop()) {
      requested = true;
      if (full || done || !mailbox.isOpen() || mailbox.isTaken()) {
        if (drain()) {
          flushed = nanoTime.getAsLong();
        }
      } else {
        mailbox.signal(); // not before it is due
      }
    } else {
      loop.execute(() -> request(n));
    }
  }

  @Override
  public void cancel() {
    if (loop.inEventLoop()) {
      subscriber = null;
    } else {
      loop.execute(this::cancel);
    }
  }

  /** When the client has not been written to for as long as it asked for; on the event loop. */
  long flushDue() {
    return flushed + flushNanos;
  }

  /** How long the client lets messages be held back, to have several written at once. */
  long flushNanos() {
    return flushNanos;
  }

  /** Tells when what was given was written; on the event loop. */
  void flushed(long now) {
    flushed = now;
  }

  /** Gives the memory of a compression back; nothing is to be given any more. On the event loop. */
  void end() {
    if (gzip != null) {
      gzip.end();
    }
  }

  /** Gives what waits to whoever asked for it; whether it did. On the event loop. */
  boolean drain() {
    Farewell farewell = mailbox.farewell();
    if (done || (farewell != null && !farewell.flush())) {
      mailbox.clear();
      pong = null;
    }
    CoreSubscriber<? super ByteBuf> to = subscriber;
    if (to == null || !requested) {
      return false;
    }
    if (done) {
      subscriber = null;
      to.onComplete();
      return false;
    }
    Message first = mailbox.poll();
    if (first != null || pong != null) {
      give(batch(first), to);
      return true;
    }
    if (farewell != null) {
      finish(farewell, to);
      return true;
    }
    mailbox.caughtUp();
    return false;
  }

  private ByteBuf batch(@Nullable Message first) {
    int expected = (int) Math.min(BATCH_BYTES, mailbox.bytes() + FRAME_BYTES * mailbox.messages());
    ByteBuf batch = allocator.directBuffer(Math.max(64, expected));
    byte[] echo = pong;
    if (echo != null) {
      pong = null;
      door.writePong(echo, batch);
    }
    int count = 0;
    long oldest = 0;
    Message message = first;
    while (message != null) {
      if (events != null) {
        events.number(message, batch);
      }
      if (compressed) {
        door.writeCompressed(message, batch);
      } else {
        door.write(message, batch);
      }
      count++;
      if (oldest == 0 && message instanceof Encoded of && mailbox.replayed().isBefore(of)) {
        oldest = of.receiveTime();
      }
      message = batch.readableBytes() < BATCH_BYTES ? mailbox.poll() : null;
    }
    full = !mailbox.isTaken();
    if (!full) {
      mailbox.caughtUp();
    }
    if (gzip != null) {
      batch = gzip.compress(batch, false);
    }
    messages.lazySet(messages.get() + count);
    metrics.written(count, batch.readableBytes(), oldest);
    return batch;
  }

  private void finish(Farewell farewell, CoreSubscriber<? super ByteBuf> to) {
    done = true;
    ByteBuf lastWords = allocator.directBuffer(256);
    door.write(farewell, lastWords);
    if (gzip != null) {
      lastWords = gzip.compress(lastWords, true);
    }
    if (lastWords.isReadable()) {
      give(lastWords, to);
    } else {
      lastWords.release();
      subscriber = null;
      to.onComplete();
    }
  }

  private void give(ByteBuf batch, CoreSubscriber<? super ByteBuf> to) {
    subscriber = null;
    lastBatch = nanoTime.getAsLong();
    writing = true;
    to.onNext(batch);
    to.onComplete();
  }
}
