package io.barline.pipeline;

import io.barline.bar.BarSeries;
import io.barline.market.Bar;
import io.barline.market.Channel;
import io.barline.market.Gap;
import io.barline.market.GapFilled;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Topic;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the exchange's own bars in place of those that lack trades which can't be had: of holes,
 * and of windows in which the subscription began. Each is asked for when the last of its windows is
 * closed.
 */
final class ExchangeBarSearch {
  /** Most that are waited for; what comes beyond is not asked for. */
  static final int MOST = 64;

  /** Most windows of a hole that are asked for. */
  static final int MOST_WINDOWS = 20_000;

  private static final String UNWANTED = "nobody wants these bars any more";

  private final Instrument instrument;
  private final Pipeline.Shared shared;
  private final BarSeries series;
  private final List<Wish> wishes = new ArrayList<>();

  /** Of windows of which part was not seen: ids that no hole has. */
  private long lastPartial;

  /** Bars of one interval that begin within {@code [from, to)}. */
  private static final class Wish {
    final @Nullable TradeHole hole;
    final long id;
    final Interval interval;
    final long from;
    final long to;
    final @Nullable Outlet told;
    final String reason;
    boolean asked;

    Wish(
        @Nullable TradeHole hole,
        long id,
        Interval interval,
        long from,
        long to,
        @Nullable Outlet told,
        String reason) {
      this.hole = hole;
      this.id = id;
      this.interval = interval;
      this.from = from;
      this.to = to;
      this.told = told;
      this.reason = reason;
    }

    boolean isAbout(Interval of, long start, long end) {
      return interval == of && from == start && to == end;
    }
  }

  ExchangeBarSearch(Instrument instrument, Pipeline.Shared shared, BarSeries series) {
    this.instrument = instrument;
    this.shared = shared;
    this.series = series;
  }

  /** The trades of a hole can't be had, for that reason; {@code to} is its end. */
  void want(TradeHole hole, long to, String reason) {
    for (Outlet outlet : hole.told) {
      if (outlet.channel() instanceof Channel.Bars(Interval interval)) {
        long from = interval.start(hole.from);
        long end = interval.end(interval.start(to));
        if (outlet.isEmpty()) {
          outlet.unfilled(hole.id, UNWANTED);
        } else if (!shared.repairs().hasBars(instrument, interval)) {
          outlet.unfilled(hole.id, reason);
        } else if (wishes.size() >= MOST || isLong(interval, from, end)) {
          outlet.unfilled(hole.id, reason + "; too many bars are missing to ask for them");
        } else {
          wishes.add(new Wish(hole, hole.id, interval, from, end, outlet, reason));
        }
      }
    }
    releaseIfDone(hole, hole.id);
    advance();
  }

  private static boolean isLong(Interval interval, long from, long to) {
    long at = from;
    for (int windows = 0; at < to; windows++) {
      if (windows == MOST_WINDOWS) {
        return true;
      }
      at = interval.end(at);
    }
    return false;
  }

  /** A bar closed without what was traded before the subscription. */
  void partial(Bar bar) {
    boolean known =
        wishes.stream().anyMatch(wish -> wish.interval == bar.interval() && holds(wish, bar));
    if (!known
        && wishes.size() < MOST
        && series.keeps(bar.interval(), bar.timestamp())
        && shared.repairs().hasBars(instrument, bar.interval())) {
      lastPartial--;
      wishes.add(
          new Wish(null, lastPartial, bar.interval(), bar.timestamp(), bar.end(), null, "partial"));
      series.retain(lastPartial, bar.timestamp(), bar.end() - 1);
    }
  }

  private static boolean holds(Wish wish, Bar bar) {
    return wish.from <= bar.timestamp() && wish.to >= bar.end();
  }

  /** Time passed: asks for what may be asked for. */
  void advance() {
    for (int i = 0; i < wishes.size(); i++) {
      Wish wish = wishes.get(i);
      if (!wish.asked && series.isClosed(wish.interval, wish.to)) {
        boolean asked = isAsked(wish);
        wish.asked = true;
        if (!asked) {
          shared.repairs().bars(instrument, wish.interval, wish.from, wish.to);
        }
      }
    }
  }

  private boolean isAsked(Wish wish) {
    return wishes.stream()
        .anyMatch(other -> other.asked && other.isAbout(wish.interval, wish.from, wish.to));
  }

  void found(Interval interval, long from, long to, List<Bar> bars, long now) {
    List<Wish> answered = take(interval, from, to);
    if (answered.isEmpty()) {
      return;
    }
    boolean whole = series.replace(interval, from, to, bars, now);
    for (Wish wish : answered) {
      TradeHole hole = wish.hole;
      Outlet told = wish.told;
      if (hole != null && told != null) {
        if (whole) {
          hole.told.remove(told);
          told.tell(
              new GapFilled(
                  hole.id,
                  Topic.of(instrument, told.channel()),
                  hole.from,
                  hole.toldEnd(hole.next == null ? wish.to : hole.next.exchangeTime()),
                  GapFilled.By.BARS,
                  Gap.UNKNOWN,
                  now));
        } else {
          told.unfilled(hole.id, wish.reason + "; the exchange's bars lack some of it");
        }
      }
      releaseIfDone(hole, wish.id);
    }
  }

  void unavailable(Interval interval, long from, long to, String reason) {
    for (Wish wish : take(interval, from, to)) {
      if (wish.told != null) {
        wish.told.unfilled(wish.id, wish.reason + "; its bars neither: " + reason);
      }
      releaseIfDone(wish.hole, wish.id);
    }
  }

  private List<Wish> take(Interval interval, long from, long to) {
    List<Wish> taken = new ArrayList<>();
    for (Wish wish : wishes) {
      if (wish.asked && wish.isAbout(interval, from, to)) {
        taken.add(wish);
      }
    }
    wishes.removeAll(taken);
    return taken;
  }

  /** Bars of that interval are not wanted any more. */
  void drop(Interval interval) {
    List<Wish> dropped = wishes.stream().filter(wish -> wish.interval == interval).toList();
    wishes.removeAll(dropped);
    for (Wish wish : dropped) {
      if (wish.told != null) {
        wish.told.unfilled(wish.id, UNWANTED);
      }
    }
    dropped.forEach(wish -> releaseIfDone(wish.hole, wish.id));
  }

  /** Nothing of the hole is missing any more. */
  void forget(TradeHole hole) {
    wishes.removeIf(wish -> wish.hole == hole);
  }

  private void releaseIfDone(@Nullable TradeHole hole, long id) {
    for (Wish wish : wishes) {
      if (wish.id == id) {
        return;
      }
    }
    if (hole != null) {
      hole.over = true;
    }
    series.release(id);
  }
}
