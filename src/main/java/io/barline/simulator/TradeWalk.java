package io.barline.simulator;

import io.barline.market.UtcNanos;
import java.util.SplittableRandom;

/**
 * A seeded random walk. What it yields depends on the seed, the start and the rate only, not on how
 * time is cut into steps.
 */
final class TradeWalk {
  private final SplittableRandom random;
  private final SplittableRandom levels;
  private final long tick;
  private final long lot;
  private final long typicalLots;
  private final long widestMove;
  private final long lowest;
  private final long highest;
  private final boolean aggregates;

  private long middle;
  private long period;
  private int rate;
  private int burst = 1;
  private long nextTime = Long.MAX_VALUE;
  private long executionId;

  /** {@code aggregates} is whether a trade stands for several executions with ids of their own. */
  TradeWalk(MarketTerms terms, long seed, long startId, boolean aggregates) {
    this.random = new SplittableRandom(seed ^ terms.name().hashCode() * 0x9E3779B97F4A7C15L);
    this.levels = random.split();
    this.tick = terms.price(terms.tickSize());
    this.lot = terms.size(terms.lotSize());
    this.typicalLots = Math.max(1, terms.size(terms.typicalSize()) / lot);
    this.middle = terms.price(terms.startPrice()) / tick;
    this.widestMove = Math.max(1, middle / 50_000);
    this.lowest = Math.max(2, middle / 2);
    this.highest = middle * 2;
    this.aggregates = aggregates;
    this.executionId = startId * 2;
  }

  /** Trades {@code perSecond} times a second on average from {@code time} on; 0 for never. */
  void run(int perSecond, long time) {
    rate = perSecond;
    period = perSecond == 0 ? 0 : Math.max(1, UtcNanos.SECOND / perSecond / burst);
    nextTime = perSecond == 0 ? Long.MAX_VALUE : time + interarrival();
  }

  /** Trades {@code times} times as often as it is told to from {@code time} on. */
  void burst(int times, long time) {
    if (times != burst) {
      burst = times;
      run(rate, time);
    }
  }

  boolean isRunning() {
    return period > 0;
  }

  /** When the next trade is due; the end of time where none is. */
  long nextTime() {
    return nextTime;
  }

  /** Leaves out what was due before {@code time}. */
  void skipTo(long time) {
    if (isRunning() && nextTime < time) {
      nextTime = time;
    }
  }

  /** The trade that was due, and moves on to the next. */
  Execution next(long id) {
    long dice = random.nextLong();
    if ((dice & 3) == 0) {
      long move = random.nextLong(2 * widestMove + 1) - widestMove;
      middle = Math.clamp(middle + move, lowest, highest);
    }
    boolean buyerMaker = (dice & 4) == 0;
    long lots = 1 + random.nextLong(2 * typicalLots);
    if ((dice & 0xF8) == 0) {
      lots *= 20;
    }
    long time = nextTime - nextTime % (UtcNanos.MILLISECOND / 1_000);
    Execution trade =
        execution(
            id, 1 + ((dice >>> 8) & 3), (buyerMaker ? bid() : ask()), lots * lot, buyerMaker, time);
    nextTime += interarrival();
    return trade;
  }

  /**
   * A trade of somebody's making; it draws the ids of {@code count} executions where they differ.
   */
  Execution execution(long id, long count, long price, long size, boolean buyerMaker, long time) {
    if (!aggregates) {
      return new Execution(id, id, id, price, size, buyerMaker, time);
    }
    long first = executionId;
    executionId += count;
    return new Execution(id, first, executionId - 1, price, size, buyerMaker, time);
  }

  long bid() {
    return middle * tick;
  }

  long ask() {
    return (middle + 1) * tick;
  }

  long tick() {
    return tick;
  }

  /** A size for a level of the book; drawing one changes no trade. */
  long levelSize() {
    return (1 + levels.nextLong(8 * typicalLots)) * lot;
  }

  private long interarrival() {
    return 1 + random.nextLong(2 * period);
  }
}
