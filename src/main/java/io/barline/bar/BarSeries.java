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
  private final Downtime downtime = new Downtime();
  private final Suspects suspects = new Suspects();
  private final BarWriter writer;
  private final Map<Interval, IntervalBars> wanted = new EnumMap<>(Interval.class);

  /** Shortest first, so that what is due is merged before the longer bar closes. */
  private IntervalBars[] all = IntervalBars.NONE;

  private IntervalBars[] unfed = IntervalBars.NONE;
  private long nextEnd = Long.MAX_VALUE;
  private long arrivals;

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
      Coverage coverage = new Coverage(interval, exchangeNow, downtime, suspects);
      bars =
          new IntervalBars(
              interval, coverage, openFrom, settings, sink, writer, watermark, downtime, suspects);
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
    arrivals++;
    for (IntervalBars bars : unfed) {
      bars.add(trade, arrivals);
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
    settle();
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
      bars.open().send();
    }
  }

  /**
   * Data was missed from {@code from} to {@code to}, both inclusive, exchange time: every window
   * that overlaps has quality {@code GAP}. One that is closed is sent again, while it can still be
   * revised or the downtime that it began in is not long over.
   */
  public void gap(long from, long to) {
    for (IntervalBars bars : all) {
      bars.markGap(Math.min(from, to), Math.max(from, to));
    }
  }

  /** A trade of that time is held back: its windows are suspect until that is decided. */
  public void suspect(long time) {
    suspects.add(time);
    for (IntervalBars bars : all) {
      bars.changedAt(time);
    }
  }

  /** Trades that were held back count after all: the closed bars concerned are sent again. */
  public void release(List<Trade> trades) {
    holdRevisions(true);
    for (Trade trade : trades) {
      on(trade);
    }
    suspects.remove(trades);
    holdRevisions(false);
  }

  /** Trades that were held back count for nothing: they are missed. */
  public void reject(List<Trade> trades) {
    suspects.remove(trades);
    for (Trade trade : trades) {
      gap(trade.exchangeTime(), trade.exchangeTime());
    }
  }

  private void holdRevisions(boolean on) {
    for (IntervalBars bars : all) {
      bars.holdRevisions(on);
    }
  }

  /**
   * The feed is down from that exchange time on: until {@link #up} no flat bar is made, and a bar
   * that closes has quality {@code GAP}, since data may have been missed. What was missed indeed is
   * told by {@link #gap}.
   */
  public void down(long exchangeTime) {
    downtime.begin(exchangeTime, watermark.newestTrade());
  }

  /** The feed is up again from that exchange time on. */
  public void up(long exchangeTime) {
    if (downtime.isDown()) {
      downtime.end(exchangeTime);
      for (IntervalBars bars : all) {
        bars.coverage().markDowntime();
      }
    }
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
