package io.barline.bar;

import io.barline.market.Bar;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Trade;
import io.barline.market.UtcNanos;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Trades of one instrument to bars of every wanted interval. All times are nanoseconds since the
 * epoch. One thread at a time; nothing is allocated but windows and the bars that are sent.
 *
 * <p>A trade is added to the shortest interval of each chain only; longer ones are fed by the
 * shorter when those close (see {@link RollUp}), and an open long bar is what was merged into it
 * plus the open shorter ones.
 *
 * <p>Memory is bounded by the windows between the late limit and the furthest trade: whoever calls
 * refuses trades from an implausible future.
 */
public final class BarSeries {
  private static final long EARLIEST = UtcNanos.of(Instant.parse("1700-01-01T00:00:00Z"));
  private static final long LATEST = UtcNanos.of(Instant.parse("2200-01-01T00:00:00Z"));

  private final boolean ordered;
  private final BarSettings settings;
  private final BarSink sink;
  private final long grace;
  private final Watermark watermark;
  private final Holes holes = new Holes();
  private final BarWriter writer;
  private final Map<Interval, IntervalBars> wanted = new EnumMap<>(Interval.class);

  /** Shortest first, so that what is due is merged before the longer bar closes. */
  private IntervalBars[] all = IntervalBars.NONE;

  private IntervalBars[] unfed = IntervalBars.NONE;
  private long nextEnd = Long.MAX_VALUE;

  /**
   * @param ordered whether the exchange sends trades in order, so that a trade of a later window
   *     closes the earlier ones
   */
  public BarSeries(Instrument instrument, boolean ordered, BarSettings settings, BarSink sink) {
    this.ordered = ordered;
    this.settings = settings;
    this.sink = sink;
    grace = settings.grace().toNanos();
    watermark = new Watermark(settings.lateLimit().toNanos());
    writer = new BarWriter(instrument, Bar.Source.TRADES);
  }

  /**
   * Makes bars of that interval from now on; changes how, where it is wanted already.
   *
   * @param live whether the open bar is sent, too
   * @param flat whether a bar is made of an empty window, once a first close is known
   * @param exchangeNow the exchange's time: windows begun before it are partial
   */
  public void want(Interval interval, boolean live, boolean flat, long exchangeNow) {
    want(interval, live, flat, exchangeNow, exchangeNow - grace);
  }

  /**
   * As {@link #want(Interval, boolean, boolean, long)}, for trades that may be older than it.
   *
   * @param openFrom from which exchange time on windows are open until the time is told; earlier
   *     ones are closed
   */
  public void want(Interval interval, boolean live, boolean flat, long exchangeNow, long openFrom) {
    watermark.clock(exchangeNow);
    IntervalBars bars = wanted.get(interval);
    if (bars == null) {
      Coverage coverage = new Coverage(interval, exchangeNow, holes);
      bars =
          new IntervalBars(interval, coverage, openFrom, settings, sink, writer, watermark, holes);
      wanted.put(interval, bars);
      link();
    }
    bars.want(live, flat);
  }

  /** Makes no more bars of that interval. */
  public void drop(Interval interval) {
    IntervalBars dropped = wanted.remove(interval);
    if (dropped != null) {
      dropped.handOver();
      link();
    }
  }

  private void link() {
    all = wanted.values().toArray(IntervalBars.NONE);
    for (IntervalBars bars : all) {
      Interval feeder = RollUp.feeder(bars.interval, wanted.keySet());
      bars.feeder = feeder == null ? null : wanted.get(feeder);
    }
    for (IntervalBars bars : all) {
      bars.fed = fedBy(bars);
    }
    unfed = fedBy(null);
    findNextEnd();
  }

  private IntervalBars[] fedBy(@Nullable IntervalBars feeder) {
    return wanted.values().stream()
        .filter(bars -> bars.feeder == feeder)
        .toArray(IntervalBars[]::new);
  }

  private void findNextEnd() {
    long next = Long.MAX_VALUE;
    for (IntervalBars bars : all) {
      next = Math.min(next, bars.frontierEnd());
    }
    nextEnd = next;
  }

  /**
   * Takes a trade that is valid and was not seen before.
   *
   * @throws IllegalArgumentException if its time is not between the years 1700 and 2200
   */
  public void on(Trade trade) {
    long time = trade.exchangeTime();
    if (time < EARLIEST || time >= LATEST) {
      throw new IllegalArgumentException(
          "trade time must be from 1700 to 2199: " + UtcNanos.format(time));
    }
    writer.receiveTime = trade.receiveTime();
    boolean counts = watermark.trade(time);
    if (ordered && time >= nextEnd) {
      closeEarlier(time, counts);
    }
    long arrival = holes.nextArrival();
    for (IntervalBars bars : unfed) {
      bars.add(trade, arrival);
    }
    for (IntervalBars bars : all) {
      bars.open().traded(time);
    }
  }

  private void closeEarlier(long time, boolean counts) {
    for (IntervalBars bars : all) {
      if (counts) {
        bars.closeUntil(time);
      } else {
        bars.closeTradedUntil(time);
      }
    }
    closeShorter();
    settle();
  }

  /** A window's end is the end of the shorter ones in it, whether or not they have trades. */
  private void closeShorter() {
    for (int i = all.length - 1; i >= 0; i--) {
      for (IntervalBars longer : all[i].fed) {
        all[i].closeUntil(longer.frontier());
      }
    }
  }

  private void settle() {
    for (IntervalBars bars : all) {
      bars.prune();
    }
    findNextEnd();
  }

  /**
   * Tells the time: closes what is due (its end plus grace), makes flat bars, at most {@value
   * IntervalBars#MOST_FLATS} per interval, and sends live updates that were held back.
   */
  public void advance(long exchangeNow, long receiveTime) {
    watermark.clock(exchangeNow);
    writer.receiveTime = receiveTime;
    long due = exchangeNow - grace;
    if (due >= nextEnd) {
      for (IntervalBars bars : all) {
        bars.closeUntil(due);
      }
      settle();
    }
    for (IntervalBars bars : all) {
      bars.tellTime();
      bars.open().send();
    }
  }

  /**
   * Data may be missed from that exchange time on: until it is known what was, no flat bar is made,
   * and a bar that closes has quality {@code GAP}. Those that are closed are left as they are.
   *
   * @param hole tells it from others, until {@link #fill} or {@link #release}
   */
  public void down(long hole, long from) {
    put(hole, from, Holes.ENDLESS, true);
  }

  /**
   * Data was missed from {@code from} to {@code to}, both inclusive, exchange time: every window
   * that overlaps has quality {@code GAP}. One that is closed is sent again. They are kept until
   * {@link #fill} or {@link #release}.
   *
   * @param hole a new one, or one that was told with {@link #down}
   */
  public void gap(long hole, long from, long to) {
    Holes.OpenHole before = holes.get(hole);
    boolean ends = before != null && before.to == Holes.ENDLESS;
    put(hole, Math.min(from, to), Math.max(from, to), true);
    for (IntervalBars bars : all) {
      bars.doubt(Math.min(from, to), Math.max(from, to));
      if (ends) {
        bars.settle(Math.max(from, to), Holes.ENDLESS);
      }
    }
  }

  private void put(long hole, long from, long to, boolean doubted) {
    Holes.OpenHole forgotten = holes.put(hole, from, to, doubted);
    if (forgotten != null && forgotten.doubted) {
      for (IntervalBars bars : all) {
        bars.markGap(forgotten.from, forgotten.end(watermark));
      }
    }
  }

  /**
   * What was missed in the hole is known: it is added, and every closed bar that is another by it
   * is sent once, the shortest interval first.
   *
   * @param missed the trades that were missed, none of which was counted; in any order
   * @param rebuilt whether the bars of the hole are {@code REPAIRED} by it; else they are whole as
   *     if there had been no hole
   * @param receiveTime when that became known
   */
  public void fill(long hole, List<Trade> missed, boolean rebuilt, long receiveTime) {
    add(hole, missed, rebuilt, true, receiveTime);
  }

  /** As {@link #fill}, of some of what was missed: the hole stays. */
  public void add(long hole, List<Trade> missed, long receiveTime) {
    add(hole, missed, false, false, receiveTime);
  }

  /** Nothing after that exchange time was missed in a hole that has no end yet. */
  public void end(long hole, long time) {
    Holes.OpenHole known = holes.get(hole);
    if (known != null) {
      known.over = Math.max(known.from, time);
    }
  }

  private void add(
      long hole, List<Trade> missed, boolean rebuilt, boolean filled, long receiveTime) {
    Holes.OpenHole known = holes.get(hole);
    if (known == null) {
      return;
    }
    writer.receiveTime = receiveTime;
    long from = known.from;
    long to = known.to;
    for (Trade trade : missed) {
      from = Math.min(from, trade.exchangeTime());
      to = Math.max(to, trade.exchangeTime());
      known.arrivals++;
      watermark.trade(trade.exchangeTime());
      for (IntervalBars bars : unfed) {
        bars.restore(trade, known.arrivals);
      }
    }
    if (filled) {
      holes.remove(hole);
    }
    for (IntervalBars bars : all) {
      if (rebuilt) {
        bars.coverage().markRepaired(known.from, known.end(watermark));
      }
      bars.settle(from, to);
    }
    settle();
  }

  /**
   * A trade of that time is held back: its windows are suspect, and kept, until it is decided. For
   * those that were dropped before it is too late.
   */
  public void suspect(long time) {
    for (IntervalBars bars : all) {
      bars.suspect(time);
    }
    holes.suspects().add(time, holes.nextArrival());
  }

  /** Trades that were held back count after all: each closed bar concerned is sent again once. */
  public void confirm(List<Trade> held, long receiveTime) {
    decide(held, true, receiveTime);
  }

  /** Trades that were held back count for nothing: each closed bar concerned is sent again. */
  public void dismiss(List<Trade> held, long receiveTime) {
    decide(held, false, receiveTime);
  }

  private void decide(List<Trade> held, boolean count, long receiveTime) {
    writer.receiveTime = receiveTime;
    long from = Holes.ENDLESS;
    long to = Long.MIN_VALUE;
    for (Trade trade : held) {
      long time = trade.exchangeTime();
      from = Math.min(from, time);
      to = Math.max(to, time);
      int index = holes.suspects().find(time);
      if (count) {
        watermark.trade(time);
        for (IntervalBars bars : unfed) {
          bars.restore(trade, holes.suspects().arrival(index));
        }
      }
      holes.suspects().remove(index);
    }
    for (IntervalBars bars : all) {
      bars.decide(from, to);
    }
    settle();
  }

  /** Keeps the windows from {@code from} to {@code to}, both inclusive, until {@link #release}. */
  public void retain(long id, long from, long to) {
    put(id, from, to, false);
  }

  /** The trades of the hole can't be had, and no bars any more: its windows stay as they are. */
  public void release(long hole) {
    Holes.OpenHole known = holes.remove(hole);
    if (known != null && known.doubted) {
      for (IntervalBars bars : all) {
        bars.markGap(known.from, known.end(watermark));
      }
    }
    settle();
  }

  /**
   * Takes the exchange's own bars in place of those that are closed and not whole; trades that come
   * late to such a window don't change it.
   *
   * @param from the start of a window
   * @param to the end of a window
   * @param bars all that the exchange has of them: nothing traded in windows of which it has none
   * @return whether all of them are known as a whole now
   */
  public boolean replace(Interval interval, long from, long to, List<Bar> bars, long receiveTime) {
    IntervalBars made = wanted.get(interval);
    if (made == null) {
      return false;
    }
    writer.receiveTime = receiveTime;
    made.replace(from, to, bars);
    return !made.coverage().isBrokenWithin(from, to);
  }

  /** Whether the window that begins then is kept, so that its bar can be sent again. */
  public boolean keeps(Interval interval, long start) {
    IntervalBars bars = wanted.get(interval);
    return bars != null && bars.keeps(start);
  }

  /** Whether all windows of that interval that end then or before are closed. */
  public boolean isClosed(Interval interval, long time) {
    IntervalBars bars = wanted.get(interval);
    return bars != null && bars.frontier() >= time;
  }

  /** The open bar, or null where nothing traded yet in it or the interval is not wanted. */
  public @Nullable Bar current(Interval interval) {
    IntervalBars bars = wanted.get(interval);
    return bars == null ? null : bars.open().current();
  }

  /** How many windows of that interval are kept. */
  int windows(Interval interval) {
    IntervalBars bars = wanted.get(interval);
    return bars == null ? 0 : bars.windows();
  }
}
