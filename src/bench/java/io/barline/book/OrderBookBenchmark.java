package io.barline.book;

import io.barline.book.SequenceRule.Chain;
import io.barline.book.SequenceRule.Origin;
import io.barline.market.BookDelta;
import io.barline.market.BookSnapshot;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Level;
import io.barline.market.MarketEvent;
import io.barline.market.Trade;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A delta of 20 levels into a book of 1,000 a side, most of them near the best prices, and what
 * clients are told of it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class OrderBookBenchmark {
  private static final int DELTAS = 1 << 12;
  private static final int LEVELS = 1_000;
  private static final long MIDDLE = 8_725_000;
  private static final Instrument INSTRUMENT =
      new Instrument(
          "binance",
          "spot",
          "BTC/USDT",
          "BTCUSDT",
          Instrument.Type.SPOT,
          "BTC",
          "USDT",
          null,
          null,
          null,
          null,
          true,
          false);

  /** How deep clients look; 0 for none. */
  @Param({"0", "20", "500"})
  int depth;

  private final OrderBook book =
      new OrderBook(new SequenceRule(Origin.STREAM, Chain.UNNUMBERED), LEVELS);
  private BookDelta[] deltas = {};
  private @Nullable DepthView view;
  private int next;

  @Setup
  public void messages() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
    List<Level> bids = new ArrayList<>();
    List<Level> asks = new ArrayList<>();
    for (int i = 1; i <= LEVELS; i++) {
      bids.add(new Level(Decimal.of(MIDDLE - 2L * i, 2), size(random)));
      asks.add(new Level(Decimal.of(MIDDLE + 2L * i, 2), size(random)));
    }
    book.on(new BookSnapshot(INSTRUMENT, LEVELS, Trade.NO_SEQUENCE, bids, asks, 1, 1));
    deltas = new BookDelta[DELTAS];
    for (int i = 0; i < DELTAS; i++) {
      deltas[i] =
          new BookDelta(
              INSTRUMENT,
              LEVELS,
              Trade.NO_SEQUENCE,
              Trade.NO_SEQUENCE,
              Trade.NO_SEQUENCE,
              side(random, -1),
              side(random, 1),
              1,
              1);
    }
    if (depth > 0) {
      view = new DepthView(INSTRUMENT, depth);
      view.next(book, 1);
    }
  }

  /** Ten levels; a third of them go. */
  private static List<Level> side(RandomGenerator random, int direction) {
    List<Level> levels = new ArrayList<>();
    while (levels.size() < 10) {
      long distance = 1 + (long) random.nextInt(1 + random.nextInt(2 * LEVELS));
      Decimal price = Decimal.of(MIDDLE + direction * distance, 2);
      if (levels.stream().noneMatch(level -> level.price().equals(price))) {
        levels.add(new Level(price, random.nextInt(3) == 0 ? Decimal.ZERO : size(random)));
      }
    }
    return levels;
  }

  private static Decimal size(RandomGenerator random) {
    return Decimal.of(random.nextLong(1, 1_000_000), 5);
  }

  @Benchmark
  public @Nullable MarketEvent delta() {
    BookDelta delta = deltas[next++ & (DELTAS - 1)];
    if (!(book.on(delta) instanceof Outcome.Updated)) {
      throw new IllegalStateException("the book takes every delta");
    }
    return view == null ? null : view.next(book, 1);
  }
}
