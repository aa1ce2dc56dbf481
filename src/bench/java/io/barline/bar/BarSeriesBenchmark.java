package io.barline.bar;

import io.barline.market.Bar;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Side;
import io.barline.market.Trade;
import io.barline.market.UtcNanos;
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

/** One trade into the bars of six intervals, with all that closes on the way. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class BarSeriesBenchmark {
  private static final int TRADES = 1 << 14;
  private static final long START = 1_772_409_600L * UtcNanos.SECOND;
  private static final Interval[] INTERVALS = {
    Interval.S1, Interval.M1, Interval.M5, Interval.M15, Interval.H1, Interval.D1
  };

  /** How many trades there are in a second of exchange time. */
  @Param({"10", "1000"})
  int tradesPerSecond;

  @Param({"false", "true"})
  boolean live;

  private Trade[] trades = {};
  private int next;
  private @Nullable BarSeries series;
  private long sent;

  @Setup
  public void trades() {
    RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(1);
    Instrument instrument =
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
    trades = new Trade[TRADES];
    long price = 9_412_345;
    for (int i = 0; i < TRADES; i++) {
      price += random.nextInt(-10, 11);
      long time = START + i * (UtcNanos.SECOND / tradesPerSecond);
      trades[i] =
          new Trade(
              instrument,
              i,
              null,
              Decimal.of(price, 2),
              Decimal.of(random.nextLong(1, 200_000), 5),
              random.nextBoolean() ? Side.BUY : Side.SELL,
              1,
              time,
              time);
    }
    begin();
  }

  private BarSeries begin() {
    BarSeries begun =
        new BarSeries(
            trades[0].instrument(),
            true,
            BarSettings.DEFAULT,
            new BarSink() {
              @Override
              public void bar(Bar bar) {
                sent++;
              }

              @Override
              public void tooLate(Trade trade, Interval interval) {
                throw new IllegalStateException("no trade is late here");
              }

              @Override
              public void tooLate(Bar part, Interval interval) {}
            });
    for (Interval interval : INTERVALS) {
      begun.want(interval, live, false, START);
    }
    series = begun;
    next = 0;
    return begun;
  }

  @Benchmark
  public long trade() {
    BarSeries bars = series;
    if (bars == null || next == TRADES) {
      bars = begin();
    }
    bars.on(trades[next++]);
    return sent;
  }
}
