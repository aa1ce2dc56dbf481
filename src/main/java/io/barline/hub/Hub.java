package io.barline.hub;

import io.barline.market.FeedStatus;
import io.barline.market.Topic;
import io.barline.wire.Cursor;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The streams that are open. Neither those who publish nor those who listen know of each other. All
 * methods may be called from any thread.
 */
public final class Hub {
  private record Key(Topic topic, Variant variant) {}

  private final boolean simulated;
  private final String epochPrefix;
  private final TopicStream.Replays replays;
  private final AtomicLong openings = new AtomicLong();
  private final ConcurrentHashMap<Key, TopicStream> streams = new ConcurrentHashMap<>();

  /** A hub whose replay windows are as they are where nothing is configured. */
  public Hub(boolean simulated, Clock clock) {
    this(simulated, clock, ReplaySettings.DEFAULTS);
  }

  /**
   * @param simulated whether all that is published is made up
   * @param clock tells this hub's epochs from those of other runs, and how old messages are
   * @param replay what is kept for those who come back
   */
  public Hub(boolean simulated, Clock clock, ReplaySettings replay) {
    this.simulated = simulated;
    this.replays =
        new TopicStream.Replays(replay, new ReplayBudget(replay.maxMemory().toBytes()), clock);
    // Two gateways behind one address may start in the same millisecond.
    int salt = ThreadLocalRandom.current().nextInt(36 * 36 * 36);
    this.epochPrefix = Long.toString(clock.millis(), 36) + "-" + Integer.toString(salt, 36) + "-";
  }

  public boolean isSimulated() {
    return simulated;
  }

  public ReplaySettings replaySettings() {
    return replays.settings();
  }

  /** Tells how much memory the replay windows take. */
  public void measure(MeterRegistry registry) {
    Gauge.builder("barline.replay.bytes", replays.budget(), ReplayBudget::used)
        .baseUnit("bytes")
        .description("Messages that are kept for clients that come back")
        .register(registry);
  }

  /**
   * Opens a stream, or returns the one that is open.
   *
   * @param owner runs tasks one by one, in order, on the only thread that will publish
   */
  public TopicStream open(Topic topic, Variant variant, Executor owner) {
    return streams.computeIfAbsent(
        new Key(topic, variant),
        _ -> {
          String epoch = epochPrefix + Long.toString(openings.incrementAndGet(), 36);
          return new TopicStream(topic, variant, epoch, simulated, replays, owner);
        });
  }

  /** Forgets a stream and its subscribers; opened again, it begins a new epoch. */
  public void close(Topic topic, Variant variant) {
    TopicStream stream = streams.remove(new Key(topic, variant));
    if (stream != null) {
      stream.close();
    }
  }

  /**
   * Makes {@code subscriber} hear a stream: first the last status and the last data (of an order
   * book the whole of it, as it is now), as snapshots, then all that is published. To attach twice
   * changes nothing.
   *
   * @return whether the stream is open
   */
  public boolean attach(Topic topic, Variant variant, Subscriber subscriber) {
    TopicStream stream = streams.get(new Key(topic, variant));
    return stream != null && stream.attach(subscriber);
  }

  /**
   * Makes {@code subscriber}, that is not attached, hear a stream from where it was: what it missed
   * and what is published from now on is in the {@link Replay} of the answer. What is offered to it
   * is in there as well until it has taken all that there is.
   *
   * @param answer told on the owner's thread, between two messages; null where the cursor is not of
   *     this epoch, ahead of it, or not all behind it is kept: then it is not attached
   * @return whether the stream is open; if not, there is no answer
   */
  public boolean resume(
      Topic topic,
      Variant variant,
      Cursor cursor,
      Subscriber subscriber,
      Consumer<@Nullable Replay> answer) {
    TopicStream stream = streams.get(new Key(topic, variant));
    return stream != null && stream.resume(cursor, subscriber, answer);
  }

  /** Undoes {@link #attach} and {@link #resume}; messages under way may still come. */
  public void detach(Topic topic, Variant variant, Subscriber subscriber) {
    TopicStream stream = streams.get(new Key(topic, variant));
    if (stream != null) {
      stream.detach(subscriber);
    }
  }

  /**
   * Offers the last data (of an order book the whole of it, as it is now) once more, as a snapshot,
   * in order with what is published, to a subscriber that fell behind. Where there is none to tell,
   * or the subscriber is not attached, nothing happens.
   */
  public void refresh(Topic topic, Variant variant, Subscriber subscriber) {
    TopicStream stream = streams.get(new Key(topic, variant));
    if (stream != null) {
      stream.refresh(subscriber);
    }
  }

  /**
   * The last status and data of a stream, as a newcomer would hear them. Completed on the owner's
   * thread; {@link LastValue#NONE} where the stream is not open.
   */
  public CompletableFuture<LastValue> last(Topic topic, Variant variant) {
    TopicStream stream = streams.get(new Key(topic, variant));
    return stream == null ? CompletableFuture.completedFuture(LastValue.NONE) : stream.last();
  }

  /** The last published state; null where there is none or the stream is not open. */
  public FeedStatus.@Nullable State state(Topic topic, Variant variant) {
    TopicStream stream = streams.get(new Key(topic, variant));
    return stream == null ? null : stream.state();
  }

  /** What is open, sorted by topic. */
  public List<TopicReport> topics() {
    return streams.values().stream()
        .map(TopicStream::report)
        .sorted(Comparator.comparing(report -> report.topic().toString()))
        .toList();
  }
}
