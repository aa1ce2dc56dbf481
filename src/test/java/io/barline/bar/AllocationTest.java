package io.barline.bar;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.barline.market.Decimal;
import io.barline.market.Interval;
import io.barline.market.Side;
import io.barline.market.Trade;
import io.barline.market.UtcNanos;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AllocationTest {
  private static final int TRADES = 50_000;

  /** Prices and sizes have different numbers of digits, as real ones do. */
  @Test
  void aTradeThatClosesNothingAllocatesNothing() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long start = Market.clock("12:00:00");
    List<Trade> trades = new ArrayList<>();
    for (int i = 0; i < TRADES; i++) {
      trades.add(
          Market.trade(
              start + i * UtcNanos.MILLISECOND,
              i,
              Decimal.of(9_412_300 + i % 100, 2),
              Decimal.of(1 + i % 1_000, 5),
              i % 2 == 0 ? Side.BUY : Side.SELL,
              1));
    }
    BarSeries series = new BarSeries(Market.SPOT, true, BarSettings.DEFAULT, new Market.Recorder());
    for (Interval interval : List.of(Interval.M1, Interval.M5, Interval.H1, Interval.D1)) {
      series.want(interval, false, false, start);
    }
    series.on(trades.getFirst());

    long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 1; i < TRADES; i++) {
      series.on(trades.get(i));
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;

    assertThat(allocated).as("bytes for %s trades", TRADES).isLessThan(TRADES);
  }
}
