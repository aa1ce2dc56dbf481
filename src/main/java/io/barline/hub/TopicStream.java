package io.barline.hub;

import io.barline.market.FeedStatus;
import io.barline.market.MarketEvent;
import io.barline.market.Topic;
import io.barline.wire.Encoded;
import io.barline.wire.Encoder;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One variant of a topic from its opening to its closing: numbers its messages, keeps what
 * newcomers must know and gives each message to all subscribers.
 *
 * <p>Everything happens on the owner's thread. What {@link #report} and {@link #state} tell other
 * threads may be a moment old.
 */
public final class TopicStream {
  private static final Subscriber[] NOBODY = {};

  private final Topic topic;
  private final Variant variant;
  private final String epoch;
  private final Encoder encoder;
  private final Executor owner;

  /** Replaced, never changed, so that a subscriber may leave while it is being offered to. */
  private Subscriber[] subscribers = NOBODY;

  private final LastMessages last;
  private boolean closed;

  private final AtomicLong seq = new AtomicLong();
  private final AtomicLong lastPublish = new AtomicLong();
  private volatile int subscriberCount;
  private volatile FeedStatus.@Nullable State state;

  TopicStream(Topic topic, Variant variant, String epoch, boolean simulated, Executor owner) {
    this.topic = topic;
    this.variant = variant;
    this.epoch = epoch;
    this.encoder = new Encoder(topic, epoch, simulated);
    this.last = new LastMessages(encoder);
    this.owner = owner;
  }

  /**
   * Gives the event the next number and tells the subscribers; the owner's thread only. Encodes
   * only if somebody listens.
   */
  public void publish(MarketEvent event) {
    long number = seq.get() + 1;
    seq.lazySet(number);
    lastPublish.lazySet(event.receiveTime());
    if (event instanceof FeedStatus status) {
      state = status.state();
    }
    long previous = last.dataSeq();
    last.remember(number, event);
    Subscriber[] listening = subscribers;
    if (listening.length > 0) {
      Encoded message = encoder.encode(number, previous, event);
      for (Subscriber subscriber : listening) {
        subscriber.offer(message);
      }
    }
  }

  /**
   * Says where the whole order book is to be had as it is now, for those who come later and those
   * who fell behind: the deltas published since the last snapshot mean nothing to them. The owner's
   * thread only.
   *
   * @param current gives a {@link io.barline.market.BookSnapshot} that holds all that was published
   *     so far, or null while the book is not ready; called on the owner's thread, between two
   *     calls of {@link #publish}
   */
  public void snapshots(Supplier<@Nullable MarketEvent> current) {
    last.snapshots(current);
  }

  /** The last published state; null before the first. */
  public FeedStatus.@Nullable State state() {
    return state;
  }

  public Topic topic() {
    return topic;
  }

  public Variant variant() {
    return variant;
  }

  public String epoch() {
    return epoch;
  }

  boolean attach(Subscriber subscriber) {
    return hop(() -> add(subscriber));
  }

  void detach(Subscriber subscriber) {
    hop(() -> remove(subscriber));
  }

  /** Offers the last data again, as to a newcomer, to one who still listens. */
  void refresh(Subscriber subscriber) {
    hop(
        () -> {
          if (Arrays.asList(subscribers).contains(subscriber)) {
            offerTo(subscriber, last.data());
          }
        });
  }

  /** What a newcomer would be told; nothing at all where the stream has ended. */
  CompletableFuture<LastValue> last() {
    CompletableFuture<LastValue> value = new CompletableFuture<>();
    if (!hop(() -> value.complete(closed ? LastValue.NONE : last.value()))) {
      value.complete(LastValue.NONE);
    }
    return value;
  }

  void close() {
    hop(
        () -> {
          closed = true;
          replace(NOBODY);
        });
  }

  private boolean hop(Runnable task) {
    try {
      owner.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false; // the owner is shutting down, and the stream with it
    }
  }

  private void add(Subscriber subscriber) {
    if (closed || Arrays.asList(subscribers).contains(subscriber)) {
      return;
    }
    Subscriber[] more = Arrays.copyOf(subscribers, subscribers.length + 1);
    more[subscribers.length] = subscriber;
    replace(more);
    offerTo(subscriber, last.status());
    offerTo(subscriber, last.data());
  }

  private static void offerTo(Subscriber subscriber, @Nullable Encoded message) {
    if (message != null) {
      subscriber.offer(message);
    }
  }

  private void remove(Subscriber subscriber) {
    int at = Arrays.asList(subscribers).indexOf(subscriber);
    if (at >= 0) {
      Subscriber[] fewer = new Subscriber[subscribers.length - 1];
      System.arraycopy(subscribers, 0, fewer, 0, at);
      System.arraycopy(subscribers, at + 1, fewer, at, fewer.length - at);
      replace(fewer);
    }
  }

  private void replace(Subscriber[] now) {
    subscribers = now;
    subscriberCount = now.length;
  }

  TopicReport report() {
    return new TopicReport(
        topic, variant, epoch, seq.get(), subscriberCount, state, lastPublish.get());
  }
}
