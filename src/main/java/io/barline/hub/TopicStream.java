package io.barline.hub;

import io.barline.market.Bar;
import io.barline.market.BookDelta;
import io.barline.market.BookReset;
import io.barline.market.BookSnapshot;
import io.barline.market.FeedStatus;
import io.barline.market.Gap;
import io.barline.market.MarketEvent;
import io.barline.market.Quote;
import io.barline.market.Ticker;
import io.barline.market.Topic;
import io.barline.market.Trade;
import io.barline.wire.Encoded;
import io.barline.wire.Encoder;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One variant of a topic from its opening to its closing: numbers its messages, keeps the last ones
 * for newcomers and gives each message to all subscribers.
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

  private @Nullable MarketEvent lastData;
  private long lastDataSeq;
  private @Nullable FeedStatus lastStatus;
  private long lastStatusSeq;
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
    remember(number, event);
    Subscriber[] listening = subscribers;
    if (listening.length > 0) {
      Encoded message = encoder.encode(number, event);
      for (Subscriber subscriber : listening) {
        subscriber.offer(message);
      }
    }
  }

  private void remember(long number, MarketEvent event) {
    switch (event) {
      case FeedStatus status -> {
        lastStatus = status;
        lastStatusSeq = number;
        state = status.state();
      }
      case Trade _, Quote _, BookSnapshot _, BookDelta _, BookReset _, Bar _, Ticker _ -> {
        lastData = event;
        lastDataSeq = number;
      }
      case Gap _ -> {} // of no use to who comes after it
    }
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
    FeedStatus status = lastStatus;
    if (status != null) {
      subscriber.offer(encoder.snapshot(lastStatusSeq, status));
    }
    MarketEvent data = lastData;
    if (data != null) {
      subscriber.offer(encoder.snapshot(lastDataSeq, data));
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
