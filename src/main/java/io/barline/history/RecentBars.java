package io.barline.history;

import io.barline.market.Bar;
import io.barline.market.Channel;
import io.barline.market.Topic;
import io.barline.pipeline.BarListener;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The recent closed bars in memory, each in its latest revision. Any thread may write or read;
 * reading never waits, and writing takes the time of a look into a sorted set of all series.
 *
 * <p>When as many bars are held as the settings allow, room for another is made by the first of
 * these that can:
 *
 * <ol>
 *   <li>the oldest bar of the longest series, while that has more than {@value #FLOOR};
 *   <li>all bars of the series that has been idle for longest, where it missed at least {@value
 *       #IDLE_WINDOWS} windows;
 *   <li>the oldest bar of the same series.
 * </ol>
 *
 * <p>Where none can, the bar is refused: it is the first of its series, and every other is short
 * and in use.
 */
public final class RecentBars implements BarListener, MeterBinder {
  /** A series of no more bars loses none to another while it is in use. */
  static final int FLOOR = 100;

  static final int IDLE_WINDOWS = 10;

  private final HistorySettings settings;
  private final Map<Topic, Series> series = new ConcurrentHashMap<>();
  private final NavigableSet<Series> byLength = new TreeSet<>(Series.BY_LENGTH);
  private final NavigableSet<Series> byIdleness = new TreeSet<>(Series.BY_IDLENESS);
  private long opened;
  private long held;
  private long evicted;
  private long refused;

  public RecentBars(HistorySettings settings) {
    this.settings = settings;
  }

  /** Keeps {@code bar}; one that is not closed is passed over. */
  @Override
  public void onBar(Bar bar) {
    if (bar.closed()) {
      keep(Topic.of(bar.instrument(), new Channel.Bars(bar.interval())), bar);
    }
  }

  private synchronized void keep(Topic topic, Bar bar) {
    Series target = series.get(topic);
    if (target == null) {
      open(topic, bar);
    } else if (target.has(bar.timestamp())) {
      target.revise(bar);
    } else {
      extend(target, bar);
    }
  }

  private void open(Topic topic, Bar bar) {
    if (isFull() && !othersMakeRoom(bar.receiveTime())) {
      refused++;
      return;
    }
    Series added = new Series(topic, ++opened, bar);
    held++;
    byLength.add(added);
    byIdleness.add(added);
    series.put(topic, added);
  }

  private void extend(Series target, Bar bar) {
    boolean atItsLimit = target.size() >= settings.barsPerSeries();
    if ((atItsLimit || isFull()) && bar.timestamp() < target.oldest()) {
      return; // it would be the first to leave
    }
    byIdleness.remove(target); // before room is made: it is in use
    boolean outOfRoom = !atItsLimit && isFull() && !othersMakeRoom(bar.receiveTime());
    byLength.remove(target);
    target.add(bar);
    held++;
    byLength.add(target);
    byIdleness.add(target);
    if (atItsLimit || outOfRoom) { // only now, so that readers never find it empty
      dropOldest(target);
    }
    if (outOfRoom) {
      evicted++;
    }
  }

  private boolean isFull() {
    return held >= settings.maxBars();
  }

  /**
   * @param now nanoseconds since the epoch
   * @return whether there is room now
   */
  private boolean othersMakeRoom(long now) {
    Series longest = byLength.last();
    if (longest.size() > FLOOR) {
      dropOldest(longest);
      evicted++;
      return true;
    }
    Series idlest = byIdleness.isEmpty() ? null : byIdleness.first();
    if (idlest != null && idlest.idleAt() <= now) {
      forget(idlest);
      evicted += idlest.size();
      return true;
    }
    return false;
  }

  private void dropOldest(Series from) {
    byLength.remove(from);
    from.dropOldest();
    held--;
    byLength.add(from);
  }

  private void forget(Series idle) {
    series.remove(idle.topic());
    byLength.remove(idle);
    byIdleness.remove(idle);
    held -= idle.size();
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
    Series found = series.get(topic);
    return found == null ? BarRange.EMPTY : found.range(from, to, limit);
  }

  /** How many bars are held. */
  public synchronized long held() {
    return held;
  }

  /** How many bars left before their series was at its limit, because there was no more room. */
  public synchronized long evicted() {
    return evicted;
  }

  /** How many bars were not kept, because there was no room that others could make. */
  public synchronized long refused() {
    return refused;
  }

  @Override
  public void bindTo(MeterRegistry meters) {
    Gauge.builder("barline.history.bars", this, RecentBars::held)
        .description("Bars held in memory")
        .register(meters);
    FunctionCounter.builder("barline.history.evicted", this, RecentBars::evicted)
        .description("Bars that made room for others before their series was at its limit")
        .register(meters);
    FunctionCounter.builder("barline.history.refused", this, RecentBars::refused)
        .description("Bars that were not kept because nothing could make room")
        .register(meters);
  }
}
