package io.barline.hub;

import io.barline.market.FeedStatus;
import io.barline.market.MarketEvent;
import io.barline.market.Topic;
import io.barline.wire.Cursor;
import io.barline.wire.Encoded;
import io.barline.wire.Encoder;
import java.time.Clock;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
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
  private final Replays replays;

  /** Null until somebody listens, and again once nobody has for long. */
  private @Nullable ReplayWindow window;

  /** When the last subscriber left. */
  private long deserted;

  private volatile boolean closed;

  private final AtomicLong seq = new AtomicLong();
  private final AtomicLong lastPublish = new AtomicLong();
  private volatile int subscriberCount;
  private volatile FeedStatus.@Nullable State state;

  /** What replay windows have in common. */
  record Replays(ReplaySettings settings, ReplayBudget budget, Clock clock) {}

  TopicStream(
      Topic topic,
      Variant variant,
      String epoch,
      boolean simulated,
      Replays replays,
      Executor owner) {
    this.topic = topic;
    this.variant = variant;
    this.epoch = epoch;
    this.encoder = new Encoder(topic, epoch, simulated);
    this.last = new LastMessages(encoder);
    this.replays = replays;
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
      if (window != null) {
        window.keep(message, replays.clock.millis());
      }
      for (Subscriber subscriber : listening) {
        subscriber.offer(message);
      }
    } else if (window != null) {
      keepUnheard(window, number, previous, event);
    }
  }

  private void keepUnheard(ReplayWindow kept, long number, long previous, MarketEvent event) {
    long now = replays.clock.millis();
    if (now - deserted > replays.settings.maxAge().toMillis()) {
      kept.close();
      window = null;
    } else {
      kept.keep(number, previous, event, now);
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

  /**
   * Makes a subscriber hear what lies behind its cursor, if all of that is known; else it is not
   * attached.
   *
   * @param answer told on the owner's thread, before anything else is published; null where
   *     something is not known
   */
  boolean resume(Cursor cursor, Subscriber subscriber, Consumer<@Nullable Replay> answer) {
    return hop(() -> answer.accept(replay(cursor, subscriber)));
  }

  private @Nullable Replay replay(Cursor cursor, Subscriber subscriber) {
    long present = seq.get();
    if (closed || !cursor.epoch().equals(epoch) || cursor.seq() < 0 || cursor.seq() > present) {
      return null;
    }
    ReplayWindow kept = window;
    if (kept != null) {
      kept.expire(replays.clock.millis());
    }
    if (cursor.seq() < present && (kept == null || !kept.holdsAllAfter(cursor.seq()))) {
      return null;
    }
    join(subscriber);
    ReplayWindow from = record();
    return new Replay(
        from, from.after(cursor.seq()), present - cursor.seq(), encoder, this::hop, () -> !closed);
  }

  private ReplayWindow record() {
    ReplayWindow kept = window;
    if (kept == null) {
      kept = new ReplayWindow(seq.get(), replays.settings, replays.budget, this::hop);
      window = kept;
    }
    return kept;
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
          if (window != null) {
            window.close();
            window = null;
          }
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
    join(subscriber);
    record();
    subscriber.attached(new Cursor(epoch, seq.get()));
    offerTo(subscriber, last.status());
    offerTo(subscriber, last.data());
  }

  private void join(Subscriber subscriber) {
    Subscriber[] more = Arrays.copyOf(subscribers, subscribers.length + 1);
    more[subscribers.length] = subscriber;
    replace(more);
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
      if (fewer.length == 0) {
        deserted = replays.clock.millis();
      }
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
