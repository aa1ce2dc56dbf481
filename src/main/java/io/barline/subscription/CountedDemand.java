package io.barline.subscription;

import io.barline.feed.Catalogues;
import io.barline.feed.Feeds;
import io.barline.hub.Variant;
import io.barline.market.Instrument;
import io.barline.market.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Counts who wants a topic. The first interest opens it; when the last one has ended it stays open
 * for the linger, so that a client which reconnects, or the next one, finds it running.
 */
public final class CountedDemand implements Demand {
  private final Catalogues catalogues;
  private final Feeds feeds;
  private final ScheduledExecutorService timer;
  private final Duration linger;
  private final Map<Key, Count> counts = new HashMap<>();

  private record Key(Topic topic, Variant variant) {}

  private static final class Count {
    final Instrument instrument;
    int interests;
    @Nullable ScheduledFuture<?> ending;

    Count(Instrument instrument) {
      this.instrument = instrument;
    }
  }

  public CountedDemand(
      Catalogues catalogues, Feeds feeds, ScheduledExecutorService timer, Duration linger) {
    this.catalogues = catalogues;
    this.feeds = feeds;
    this.timer = timer;
    this.linger = linger;
  }

  @Override
  public Interest want(Topic topic, Variant variant) {
    Key key = new Key(topic, variant);
    synchronized (counts) {
      Count count = counts.get(key);
      if (count == null) {
        count = new Count(instrument(topic));
        feeds.want(topic, count.instrument, variant);
        counts.put(key, count);
      }
      if (count.ending != null) {
        count.ending.cancel(false);
        count.ending = null;
      }
      count.interests++;
    }
    AtomicBoolean ended = new AtomicBoolean();
    return () -> {
      if (ended.compareAndSet(false, true)) {
        end(key);
      }
    };
  }

  private Instrument instrument(Topic topic) {
    return catalogues
        .find(topic.exchange(), topic.symbol())
        .orElseThrow(() -> new IllegalArgumentException("not a resolved topic: " + topic));
  }

  private void end(Key key) {
    synchronized (counts) {
      Count count = counts.get(key);
      if (count != null && --count.interests == 0) {
        count.ending = timer.schedule(() -> release(key), linger.toNanos(), TimeUnit.NANOSECONDS);
      }
    }
  }

  private void release(Key key) {
    synchronized (counts) {
      Count count = counts.get(key);
      if (count != null && count.interests == 0) {
        counts.remove(key);
        feeds.release(key.topic, count.instrument, key.variant);
      }
    }
  }
}
