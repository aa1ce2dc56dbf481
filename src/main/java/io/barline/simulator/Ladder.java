package io.barline.simulator;

import io.barline.market.Decimal;
import io.barline.market.Level;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongSupplier;

/** One side of a book: a fixed number of levels, best first. */
final class Ladder {
  /** What is told of a level that changed. */
  interface Change {
    /** A size of 0 means that the level is gone. */
    void level(long price, long size);
  }

  /** -1 where worse is lower (bids), +1 where worse is higher (asks). */
  private final int direction;

  private final long gap;
  private final long[] prices;
  private final long[] sizes;
  private int count;

  Ladder(int direction, long gap, int levels) {
    this(direction, gap, new long[levels], new long[levels], 0);
  }

  private Ladder(int direction, long gap, long[] prices, long[] sizes, int count) {
    this.direction = direction;
    this.gap = gap;
    this.prices = prices;
    this.sizes = sizes;
    this.count = count;
  }

  /**
   * Makes {@code best} the best level and keeps the ladder full.
   *
   * @return how many levels changed
   */
  int moveTo(long best, long size, LongSupplier newSizes) {
    int changes = 0;
    int better = 0;
    while (better < count && direction * prices[better] < direction * best) {
      better++;
    }
    if (better > 0) {
      count -= better;
      System.arraycopy(prices, better, prices, 0, count);
      System.arraycopy(sizes, better, sizes, 0, count);
      changes += better;
    }
    if (count == 0 || prices[0] != best) {
      if (count == prices.length) {
        count--;
        changes++;
      }
      System.arraycopy(prices, 0, prices, 1, count);
      System.arraycopy(sizes, 0, sizes, 1, count);
      prices[0] = best;
      sizes[0] = size;
      count++;
      changes++;
    } else if (sizes[0] != size) {
      sizes[0] = size;
      changes++;
    }
    return changes + fill(newSizes);
  }

  private int fill(LongSupplier newSizes) {
    int before = count;
    while (count < prices.length && prices[count - 1] + direction * gap > 0) {
      prices[count] = prices[count - 1] + direction * gap;
      sizes[count] = newSizes.getAsLong();
      count++;
    }
    return count - before;
  }

  int count() {
    return count;
  }

  long price(int level) {
    return prices[level];
  }

  long size(int level) {
    return sizes[level];
  }

  /** The best {@code most} levels, with decimals by these terms. */
  List<Level> best(int most, MarketTerms terms) {
    List<Level> best = new ArrayList<>();
    for (int i = 0; i < Math.min(most, count); i++) {
      best.add(
          new Level(
              Decimal.of(prices[i], terms.tickSize().scale()),
              Decimal.of(sizes[i], terms.lotSize().scale())));
    }
    return best;
  }

  Ladder copy() {
    return copy(prices.length);
  }

  /** The best {@code levels} of it. */
  Ladder copy(int levels) {
    return new Ladder(
        direction,
        gap,
        Arrays.copyOf(prices, levels),
        Arrays.copyOf(sizes, levels),
        Math.min(count, levels));
  }

  /** Tells what has changed since {@code before}, best level first. */
  void changesSince(Ladder before, Change change) {
    int now = 0;
    int then = 0;
    while (now < count || then < before.count) {
      int order =
          now == count
              ? 1
              : then == before.count
                  ? -1
                  : Long.compare(direction * prices[now], direction * before.prices[then]);
      if (order < 0) {
        change.level(prices[now], sizes[now]);
        now++;
      } else if (order > 0) {
        change.level(before.prices[then], 0);
        then++;
      } else {
        if (sizes[now] != before.sizes[then]) {
          change.level(prices[now], sizes[now]);
        }
        now++;
        then++;
      }
    }
  }
}
