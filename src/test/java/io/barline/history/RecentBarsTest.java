package io.barline.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barline.market.Bar;
import io.barline.market.Channel;
import io.barline.market.Interval;
import io.barline.market.Topic;
import io.barline.market.UtcNanos;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class RecentBarsTest {
  private static final long MINUTE = 60 * UtcNanos.SECOND;

  private final RecentBars bars = new RecentBars(new HistorySettings(5, 2));

  private static Topic topic(String symbol) {
    return new Topic("binance", new Channel.Bars(Interval.M1), symbol);
  }

  private BarRange all(String symbol) {
    return bars.range(topic(symbol), Long.MIN_VALUE, Long.MAX_VALUE, 1_000);
  }

  private void write(String symbol, long fromMinute, long toMinute) {
    for (long minute = fromMinute; minute < toMinute; minute++) {
      bars.onBar(SampleBars.minute(symbol, minute, 0));
    }
  }

  private static long[] minutes(BarRange range) {
    return range.bars().stream()
        .mapToLong(bar -> (bar.timestamp() - SampleBars.START) / MINUTE)
        .toArray();
  }

  @Test
  void keepsTheNewestInOrder() {
    write("BTC/USDT", 0, 8);
    assertThat(minutes(all("BTC/USDT"))).containsExactly(3, 4, 5, 6, 7);
    assertThat(all("ETH/USDT")).isEqualTo(BarRange.EMPTY);
    assertThat(bars.holds(topic("ETH/USDT"))).isFalse();
  }

  @Test
  void aRangeIsHalfOpen() {
    write("BTC/USDT", 0, 5);
    long from = SampleBars.START + MINUTE;
    BarRange range = bars.range(topic("BTC/USDT"), from, from + 2 * MINUTE, 10);
    assertThat(minutes(range)).containsExactly(1, 2);
    assertThat(range.more()).isFalse();
    assertThat(bars.range(topic("BTC/USDT"), from, from, 10).bars()).isEmpty();
  }

  @Test
  void aLimitKeepsTheNewestAndSaysSo() {
    write("BTC/USDT", 0, 5);
    BarRange range = bars.range(topic("BTC/USDT"), Long.MIN_VALUE, Long.MAX_VALUE, 2);
    assertThat(minutes(range)).containsExactly(3, 4);
    assertThat(range.more()).isTrue();
    assertThat(bars.range(topic("BTC/USDT"), Long.MIN_VALUE, Long.MAX_VALUE, 5).more()).isFalse();
  }

  @Test
  void aRevisionReplacesTheEarlierAndNeverTheLater() {
    write("BTC/USDT", 0, 5);
    Bar revised = SampleBars.minute("BTC/USDT", 2, 2);
    bars.onBar(revised);
    bars.onBar(SampleBars.minute("BTC/USDT", 2, 1));
    assertThat(minutes(all("BTC/USDT"))).containsExactly(0, 1, 2, 3, 4);
    assertThat(all("BTC/USDT").bars().get(2)).isEqualTo(revised);
  }

  @Test
  void aRevisionOlderThanEverythingHeldMakesNothingElseLeave() {
    write("BTC/USDT", 3, 8);
    bars.onBar(SampleBars.minute("BTC/USDT", 0, 1));
    assertThat(minutes(all("BTC/USDT"))).containsExactly(3, 4, 5, 6, 7);
  }

  @Test
  void passesOverOpenBars() {
    bars.onBar(SampleBars.open("BTC/USDT", 0));
    assertThat(bars.holds(topic("BTC/USDT"))).isFalse();
  }

  @Test
  void aNewSeriesTakesThePlaceOfTheIdlest() {
    write("BTC/USDT", 0, 1);
    write("ETH/USDT", 0, 5);
    write("SOL/USDT", 15, 16);
    assertThat(bars.holds(topic("BTC/USDT"))).isFalse();
    assertThat(bars.holds(topic("ETH/USDT"))).isTrue();
    assertThat(bars.holds(topic("SOL/USDT"))).isTrue();
    assertThat(bars.evicted()).isEqualTo(1);
    assertThat(bars.refused()).isZero();
  }

  @Test
  void refusesANewSeriesWhileEveryOtherIsInUse() {
    write("BTC/USDT", 0, 5);
    write("ETH/USDT", 0, 5);
    write("SOL/USDT", 5, 6);
    assertThat(bars.holds(topic("SOL/USDT"))).isFalse();
    assertThat(minutes(all("BTC/USDT"))).hasSize(5);
    assertThat(bars.refused()).isEqualTo(1);
  }

  @Test
  void refusesSenselessRanges() {
    assertThatThrownBy(() -> bars.range(topic("BTC/USDT"), 2, 1, 1)).hasMessageContaining("from=2");
    assertThatThrownBy(() -> bars.range(topic("BTC/USDT"), 1, 2, 0))
        .hasMessageContaining("limit=0");
  }

  @Test
  void readersSeeOrderedBarsWhileTheWriterWrites() throws Exception {
    RecentBars shared = new RecentBars(new HistorySettings(100, 1));
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService readers = Executors.newFixedThreadPool(3)) {
      List<Future<Long>> reading = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        reading.add(readers.submit(reader(shared, done)));
      }
      for (int minute = 0; minute < 20_000; minute++) {
        shared.onBar(SampleBars.minute("BTC/USDT", minute, 0));
        shared.onBar(SampleBars.minute("BTC/USDT", minute, 1));
      }
      done.set(true);
      for (Future<Long> reader : reading) {
        assertThat(reader.get()).isPositive();
      }
    }
    BarRange last = shared.range(topic("BTC/USDT"), Long.MIN_VALUE, Long.MAX_VALUE, 1_000);
    assertThat(last.bars()).hasSize(100).allMatch(bar -> bar.revision() == 1);
  }

  private static Callable<Long> reader(RecentBars shared, AtomicBoolean done) {
    return () -> {
      long reads = 0;
      long newest = Long.MIN_VALUE;
      boolean last;
      do {
        last = done.get();
        List<Bar> seen = shared.range(topic("BTC/USDT"), Long.MIN_VALUE, Long.MAX_VALUE, 50).bars();
        for (int i = 1; i < seen.size(); i++) {
          assertThat(seen.get(i).timestamp()).isGreaterThan(seen.get(i - 1).timestamp());
        }
        if (!seen.isEmpty()) {
          assertThat(seen.getLast().timestamp()).isGreaterThanOrEqualTo(newest);
          newest = seen.getLast().timestamp();
        }
        reads++;
      } while (!last);
      return reads;
    };
  }
}
