package io.barline.bar;

import io.barline.market.Bar;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The exchange's own bars of one instrument to bars of every wanted interval, exactly. All times
 * are nanoseconds since the epoch. One thread at a time.
 *
 * <p>The exchange sends closed bars of one base interval, and none of windows in which nothing
 * traded, or ones without volume, whose prices mean nothing. It may send one again that it
 * corrected. A window is closed by the bar that reaches its end, by a later one, or by the clock.
 *
 * <p>Memory is bounded by the windows between the late limit and the furthest bar: whoever calls
 * refuses bars from an implausible future.
 */
public final class ExchangeBars {
  private final Interval base;
  private final long delay;
  private final BarSettings settings;
  private final BarSink sink;
  private final Watermark watermark;
  private final Holes holes = new Holes();
  private final BarWriter writer;
  private final Map<Interval, RolledBars> wanted = new EnumMap<>(Interval.class);

  /** Shortest first. */
  private RolledBars[] all = RolledBars.NONE;

  /** The exchange's bars that can still be revised, by start. */
  private final List<Bar> recent = new ArrayList<>();

  /** Those of open holes that are known and can't be revised any more. */
  private final Spans settled = new Spans();

  /** The last one that came and was no repetition. */
  private @Nullable Bar last;

  /** The end of the newest one; {@link Long#MIN_VALUE} before the first. */
  private long newestEnd = Long.MIN_VALUE;

  private long began = Long.MAX_VALUE;

  /** The hole that has no end yet; null while the feed is up. */
  private Holes.@Nullable OpenHole down;

  /**
   * @param base the interval of the exchange's bars
   * @param delay how long after a window's end its last bar may come; then the clock closes it
   */
  public ExchangeBars(
      Instrument instrument, Interval base, Duration delay, BarSettings settings, BarSink sink) {
    this.base = base;
    this.delay = delay.toNanos();
    this.settings = settings;
    this.sink = sink;
    watermark = new Watermark(settings.lateLimit().toNanos());
    writer = new BarWriter(instrument, Bar.Source.EXCHANGE);
  }

  /**
   * Makes bars of that interval from now on; changes how, where it is wanted already.
   *
   * @param live whether an open bar is sent as far as it is known, too
   * @param flat whether a bar is made of an empty window, once a first close is known
   * @param exchangeNow the exchange's time: bars that ended before it may be missing, so that a
   *     window begun before them is partial
   * @throws IllegalArgumentException if that interval can't be made of the base interval
   */
  public void want(Interval interval, boolean live, boolean flat, long exchangeNow) {
    if (interval != base && !interval.isMadeOf(base)) {
      throw new IllegalArgumentException(
          "bars of " + interval + " can't be made of bars of " + base);
    }
    watermark.clock(exchangeNow);
    began = Math.min(began, exchangeNow);
    RolledBars rolled = wanted.get(interval);
    if (rolled == null) {
      rolled = begin(interval, exchangeNow);
    }
    rolled.bars.want(live, flat);
  }

  private RolledBars begin(Interval interval, long exchangeNow) {
    long firstWhole = base.start(exchangeNow);
    Coverage coverage =
        interval == base
            ? Coverage.ofWholeBars(interval, holes)
            : new Coverage(interval, firstWhole, holes);
    IntervalBars bars =
        new IntervalBars(interval, coverage, firstWhole, settings, sink, writer, watermark, holes);
    RolledBars rolled = new RolledBars(bars, interval == base ? Long.MIN_VALUE : exchangeNow);
    wanted.put(interval, rolled);
    all = wanted.values().toArray(RolledBars.NONE);
    for (Bar part : recent) {
      if (interval.end(interval.start(part.timestamp())) > exchangeNow) {
        rolled.on(part, recent);
      }
    }
    return rolled;
  }

  /** Makes no more bars of that interval. */
  public void drop(Interval interval) {
    wanted.remove(interval);
    all = wanted.values().toArray(RolledBars.NONE);
  }

  /**
   * Takes a closed bar of the base interval.
   *
   * @return whether it counts: not where it repeats what is known, or nobody wanted it yet
   */
  public boolean on(Bar bar, long exchangeNow) {
    watermark.clock(exchangeNow);
    writer.receiveTime = bar.receiveTime();
    settle();
    Bar before = known(bar.timestamp());
    if (before != null && isSame(before, bar)) {
      return false;
    }
    last = bar;
    if (watermark.isPast(bar.end())) {
      return late(bar);
    }
    keep(bar);
    watermark.trade(bar.timestamp());
    newestEnd = Math.max(newestEnd, bar.end());
    for (RolledBars rolled : all) {
      rolled.on(bar, recent);
    }
    close(bar.end());
    for (RolledBars rolled : all) {
      rolled.bars.open().traded(bar.timestamp());
    }
    return true;
  }

  /** The exchange's bars that it may still correct, the oldest first. */
  public List<Bar> revisable(long exchangeNow) {
    watermark.clock(exchangeNow);
    settle();
    return List.copyOf(recent);
  }

  /** Takes a bar that was asked for again, where it is not as it was {@code before}. */
  public void correct(Bar before, Bar bar, long exchangeNow) {
    if (!isSame(before, bar)) {
      on(bar, exchangeNow);
    }
  }

  private @Nullable Bar known(long timestamp) {
    for (int i = recent.size() - 1; i >= 0; i--) {
      if (recent.get(i).timestamp() == timestamp) {
        return recent.get(i);
      }
    }
    return last != null && last.timestamp() == timestamp ? last : null;
  }

  private static boolean isSame(Bar bar, Bar other) {
    return bar.open().equals(other.open())
        && bar.high().equals(other.high())
        && bar.low().equals(other.low())
        && bar.close().equals(other.close())
        && bar.volume().equals(other.volume())
        && Objects.equals(bar.quoteVolume(), other.quoteVolume())
        && Objects.equals(bar.buyVolume(), other.buyVolume())
        && bar.trades() == other.trades();
  }

  private void keep(Bar bar) {
    int index = recent.size();
    while (index > 0 && recent.get(index - 1).timestamp() > bar.timestamp()) {
      index--;
    }
    if (index > 0 && recent.get(index - 1).timestamp() == bar.timestamp()) {
      recent.set(index - 1, bar);
    } else {
      recent.add(index, bar);
    }
  }

  private boolean late(Bar bar) {
    if (bar.end() <= began) {
      return false;
    }
    for (RolledBars rolled : all) {
      if (rolled.interval() != base) {
        rolled.bars.markGap(bar.timestamp(), bar.end() - 1);
      }
      sink.tooLate(bar, rolled.interval());
    }
    return true;
  }

  private void settle() {
    while (!recent.isEmpty() && watermark.isPast(recent.getFirst().end())) {
      Bar oldest = recent.removeFirst();
      if (holes.touch(oldest.timestamp(), oldest.end())) {
        settled.mark(oldest.timestamp(), oldest.end());
      }
      for (RolledBars rolled : all) {
        if (oldest.isTraded()) {
          rolled.settle(oldest);
        }
      }
    }
  }

  private void close(long time) {
    for (RolledBars rolled : all) {
      rolled.bars.closeUntil(time);
      rolled.bars.prune();
    }
  }

  /**
   * Tells the time: closes what is due (its end plus the delay), makes flat bars, at most {@value
   * IntervalBars#MOST_FLATS} per interval, and sends live updates that were held back.
   */
  public void advance(long exchangeNow, long receiveTime) {
    watermark.clock(exchangeNow);
    writer.receiveTime = receiveTime;
    settle();
    close(exchangeNow - delay);
    for (RolledBars rolled : all) {
      rolled.bars.open().send();
    }
  }

  /**
   * The feed is down from that exchange time on: until {@link #up} no flat bar is made, and a bar
   * that closes over windows of which nothing is known has quality {@code GAP}.
   *
   * @param hole tells it from others, until {@link #fill} or {@link #giveUp}
   */
  public void down(long hole, long exchangeNow) {
    if (down == null) {
      long unknown = Math.max(base.start(exchangeNow - delay), newestEnd);
      long wantedFrom = began == Long.MAX_VALUE ? unknown : base.start(began);
      put(hole, Math.max(unknown, wantedFrom), Holes.ENDLESS);
      down = holes.get(hole);
    }
  }

  private void put(long hole, long from, long to) {
    Holes.OpenHole forgotten = holes.put(hole, from, to, true);
    if (forgotten != null) {
      markGap(forgotten);
    }
  }

  private void markGap(Holes.OpenHole hole) {
    for (RolledBars rolled : all) {
      rolled.bars.markGap(hole.from, hole.end(watermark));
    }
  }

  /**
   * The feed is up again from that exchange time on: bars that end later are seen.
   *
   * @return the windows of the base interval that may be missing; null where none are
   */
  public @Nullable Hole up(long exchangeNow) {
    Holes.OpenHole over = down;
    if (over == null) {
      return null;
    }
    down = null;
    long from = over.from;
    long to = base.start(exchangeNow);
    if (to <= from) {
      holes.remove(over.id);
      return null;
    }
    put(over.id, from, to - 1);
    for (RolledBars rolled : all) {
      rolled.bars.doubt(from, to - 1);
    }
    return new Hole(over.id, from, to);
  }

  /**
   * All that was missed in a hole.
   *
   * @param bars the exchange's bars of the hole; one that it has not is of a window without trades
   * @return how many of them were missing
   */
  public int fill(long hole, List<Bar> bars, long receiveTime) {
    Holes.OpenHole known = holes.get(hole);
    if (known == null) {
      return 0;
    }
    writer.receiveTime = receiveTime;
    int found = 0;
    for (Bar bar : bars) {
      if (bar.interval() == base
          && bar.timestamp() >= known.from
          && bar.timestamp() <= known.to
          && bar.isTraded()
          && !settled.hold(bar.timestamp())
          && known(bar.timestamp()) == null) {
        found++;
        restore(bar);
      }
    }
    holes.remove(hole);
    settled.forgetUntil(holes.oldest());
    for (RolledBars rolled : all) {
      rolled.bars.coverage().markRepaired(known.from, known.to);
      rolled.bars.settle(known.from, known.to);
    }
    close(Long.MIN_VALUE);
    return found;
  }

  private void restore(Bar bar) {
    boolean past = watermark.isPast(bar.end());
    if (past) {
      settled.mark(bar.timestamp(), bar.end());
    } else {
      keep(bar);
      newestEnd = Math.max(newestEnd, bar.end());
    }
    watermark.trade(bar.timestamp());
    for (RolledBars rolled : all) {
      rolled.restore(bar, past);
    }
  }

  /** What was missed in the hole can't be had. */
  public void giveUp(long hole) {
    Holes.OpenHole known = holes.remove(hole);
    settled.forgetUntil(holes.oldest());
    if (known != null) {
      markGap(known);
    }
  }

  /** Whether the feed is down. */
  public boolean isDown() {
    return down != null;
  }

  /** How many of the exchange's bars are kept. */
  int kept() {
    return recent.size();
  }
}
