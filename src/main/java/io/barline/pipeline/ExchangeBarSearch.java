package io.barline.pipeline;

import io.barline.bar.BarSeries;
import io.barline.market.Bar;
import io.barline.market.Channel;
import io.barline.market.Gap;
import io.barline.market.GapFilled;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Topic;
import io.barline.pipeline.BarWish.Claim;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks for the exchange's own bars in place of those that lack trades which can't be had: of holes,
 * and of windows in which the subscription began. Each is asked for when the last of its windows is
 * closed, once for all that lack it.
 */
final class ExchangeBarSearch {
  /** Most ranges that are waited for; what comes beyond is not asked for. */
  static final int MOST = 64;

  /** Most that wait for one range; what comes beyond is told to stay as it is. */
  static final int MOST_CLAIMS = 256;

  /** Most windows of a hole that are asked for. */
  static final int MOST_WINDOWS = 20_000;

  private static final String UNWANTED = "nobody wants these bars any more";
  private static final String TOO_MANY = "; too many bars are missing to ask for them";

  private final Instrument instrument;
  private final Pipeline.Shared shared;
  private final BarSeries series;
  private final List<BarWish> wishes = new ArrayList<>();

  /** Of windows of which part was not seen: ids that no hole has. */
  private long lastPartial;

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
        } else if (isLong(interval, from, end)
            || !claim(interval, from, end, new Claim(hole, hole.id, outlet, reason))) {
          outlet.unfilled(hole.id, reason + TOO_MANY);
        }
      }
    }
    releaseIfDone(hole, hole.id);
    advance();
  }

  /** Whether it is waited for. */
  private boolean claim(Interval interval, long from, long to, Claim claim) {
    BarWish wish = null;
    for (BarWish each : wishes) {
      if (each.isAbout(interval, from, to)) {
        wish = each;
      }
    }
    if (wish == null && wishes.size() < MOST) {
      wish = new BarWish(interval, from, to);
      wishes.add(wish);
    }
    return wish != null && wish.claims().size() < MOST_CLAIMS && wish.claims().add(claim);
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
    for (BarWish wish : wishes) {
      if (wish.holds(bar.interval(), bar.timestamp(), bar.end())) {
        return;
      }
    }
    if (series.keeps(bar.interval(), bar.timestamp())
        && shared.repairs().hasBars(instrument, bar.interval())) {
      lastPartial--;
      Claim claim = new Claim(null, lastPartial, null, "partial");
      if (claim(bar.interval(), bar.timestamp(), bar.end(), claim)) {
        series.retain(lastPartial, bar.timestamp(), bar.end() - 1);
      }
    }
  }

  /** Time passed: asks for what may be asked for. */
  void advance() {
    for (int i = 0; i < wishes.size(); i++) {
      BarWish wish = wishes.get(i);
      if (!wish.asked && series.isClosed(wish.interval, wish.to)) {
        wish.asked = true;
        shared.repairs().bars(instrument, wish.interval, wish.from, wish.to);
      }
    }
  }

  void found(Interval interval, long from, long to, List<Bar> bars, long now) {
    BarWish answered = take(interval, from, to);
    if (answered == null) {
      return;
    }
    boolean whole = series.replace(interval, from, to, bars, now);
    for (Claim claim : answered.claims()) {
      if (!whole) {
        claim.unfilled(claim.reason() + "; the exchange's bars lack some of it");
      } else {
        tellFilled(claim, answered, now);
      }
      releaseIfDone(claim.hole(), claim.id());
    }
  }

  private void tellFilled(Claim claim, BarWish wish, long now) {
    TradeHole hole = claim.hole();
    Outlet told = claim.told();
    if (hole != null && told != null && hole.told.remove(told)) {
      told.tell(
          new GapFilled(
              hole.id,
              Topic.of(instrument, told.channel()),
              hole.from,
              hole.toldEnd(hole.next == null ? wish.to : hole.next.exchangeTime()),
              GapFilled.By.BARS,
              Gap.UNKNOWN,
              now));
    }
  }

  void unavailable(Interval interval, long from, long to, String reason) {
    BarWish answered = take(interval, from, to);
    if (answered != null) {
      for (Claim claim : answered.claims()) {
        claim.unfilled(claim.reason() + "; its bars neither: " + reason);
        releaseIfDone(claim.hole(), claim.id());
      }
    }
  }

  private @Nullable BarWish take(Interval interval, long from, long to) {
    for (BarWish wish : wishes) {
      if (wish.asked && wish.isAbout(interval, from, to)) {
        wishes.remove(wish);
        return wish;
      }
    }
    return null;
  }

  /** Bars of that interval are not wanted any more. */
  void drop(Interval interval) {
    giveUp(wishes.stream().filter(wish -> wish.interval == interval).toList());
  }

  /** Nothing of it is wanted any more. */
  void end() {
    giveUp(List.copyOf(wishes));
  }

  private void giveUp(List<BarWish> dropped) {
    wishes.removeAll(dropped);
    for (BarWish wish : dropped) {
      for (Claim claim : wish.claims()) {
        claim.unfilled(UNWANTED);
        releaseIfDone(claim.hole(), claim.id());
      }
    }
  }

  /** Nothing of the hole is missing any more. */
  void forget(TradeHole hole) {
    for (BarWish wish : wishes) {
      wish.claims().removeIf(claim -> claim.hole() == hole);
    }
    wishes.removeIf(wish -> wish.claims().isEmpty());
  }

  private void releaseIfDone(@Nullable TradeHole hole, long id) {
    for (BarWish wish : wishes) {
      for (Claim claim : wish.claims()) {
        if (claim.id() == id) {
          return;
        }
      }
    }
    if (hole != null) {
      hole.over = true;
    }
    series.release(id);
  }
}
