package io.barline.history;

import io.barline.market.Bar;
import io.barline.market.Channel;
import io.barline.market.Topic;
import io.barline.pipeline.BarListener;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The recent closed bars in memory, each in its latest revision. One thread writes a series, any
 * thread reads.
 *
 * <p>When there are as many series as the limit allows, a new one takes the place of the one that
 * has missed the most windows, if that is at least {@value #IDLE_WINDOWS}; else the new bar is
 * refused. Both are counted.
 */
public final class RecentBars implements BarListener {
  static final long IDLE_WINDOWS = 10;

  private final HistorySettings settings;
  private final Map<Topic, Series> series = new ConcurrentHashMap<>();
  private final LongAdder evicted = new LongAdder();
  private final LongAdder refused = new LongAdder();

  public RecentBars(HistorySettings settings) {
    this.settings = settings;
  }

  /** Keeps {@code bar}; one that is not closed is passed over. */
  @Override
  public void onBar(Bar bar) {
    if (!bar.closed()) {
      return;
    }
    Topic topic = Topic.of(bar.instrument(), new Channel.Bars(bar.interval()));
    Series present = series.get(topic);
    Series target = present == null ? admit(topic, bar) : present;
    if (target != null) {
      target.put(bar);
    }
  }

  private synchronized @Nullable Series admit(Topic topic, Bar bar) {
    if (series.size() >= settings.seriesLimit() && !evictIdlest(bar.receiveTime())) {
      refused.increment();
      return null;
    }
    Series added = new Series(settings.barsPerSeries(), bar);
    series.put(topic, added);
    return added;
  }

  private boolean evictIdlest(long now) {
    Topic idlest = null;
    long most = IDLE_WINDOWS - 1;
    for (Map.Entry<Topic, Series> entry : series.entrySet()) {
      long missed = entry.getValue().windowsMissed(now);
      if (missed > most) {
        most = missed;
        idlest = entry.getKey();
      }
    }
    if (idlest == null) {
      return false;
    }
    series.remove(idlest);
    evicted.increment();
    return true;
  }

  /** Whether any bar of {@code topic}, a bars topic, is held. */
  public boolean holds(Topic topic) {
    return series.containsKey(topic);
  }

  /**
   * The newest {@code limit} bars of {@code topic} whose start lies in {@code [from, to)}; none
   * where the series is not held.
   *
   * @param from nanoseconds since the epoch, at most {@code to}
   * @param limit at least 1
   */
  public BarRange range(Topic topic, long from, long to, int limit) {
    if (from > to || limit < 1) {
      throw new IllegalArgumentException(
          "from must not be after to, limit at least 1: from=%d to=%d limit=%d"
              .formatted(from, to, limit));
    }
    Series held = series.get(topic);
    return held == null ? BarRange.EMPTY : held.range(from, to, limit);
  }

  /** How many series made room for another. */
  public long evicted() {
    return evicted.sum();
  }

  /** How many bars were refused because every series was in use. */
  public long refused() {
    return refused.sum();
  }
}
