package io.barline.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barline.market.Bar;
import io.barline.market.Channel;
import io.barline.market.Interval;
import io.barline.market.Topic;
import io.barline.market.UtcNanos;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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
  private static final List<String> SYMBOLS =
      List.of("A/USDT", "B/USDT", "C/USDT", "D/USDT", "E/USDT", "F/USDT", "G/USDT", "H/USDT");

  private final RecentBars bars = new RecentBars(new HistorySettings(5, 1_000));

  private static Topic topic(String symbol) {
    return new Topic("binance", new Channel.Bars(Interval.M1), symbol);
  }

  private BarRange all(String symbol) {
    return all(bars, symbol);
  }

  private static BarRange all(RecentBars bars, String symbol) {
    return bars.range(topic(symbol), Long.MIN_VALUE, Long.MAX_VALUE, 1_000);
  }

  private void write(String symbol, long fromMinute, long toMinute) {
    write(bars, symbol, fromMinute, toMinute);
  }

  private static void write(RecentBars bars, String symbol, long fromMinute, long toMinute) {
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
  void theOldestOfTheLongestSeriesMakeRoom() {
    RecentBars few = new RecentBars(new HistorySettings(300, 400));
    write(few, "BTC/USDT", 0, 280);
    write(few, "ETH/USDT", 0, 120);
    assertThat(few.held()).isEqualTo(400);

    write(few, "SOL/USDT", 0, 100);
    assertThat(few.held()).isEqualTo(400);
    assertThat(few.evicted()).isEqualTo(100);
    assertThat(minutes(all(few, "BTC/USDT"))).hasSize(180).startsWith(100).endsWith(279);
    assertThat(minutes(all(few, "ETH/USDT"))).hasSize(120).startsWith(0);
    assertThat(minutes(all(few, "SOL/USDT"))).hasSize(100).startsWith(0);

    write(few, "BTC/USDT", 280, 400);
    assertThat(minutes(all(few, "BTC/USDT"))).hasSize(180).startsWith(220).endsWith(399);
    assertThat(few.evicted()).isEqualTo(220);
    assertThat(few.refused()).isZero();
  }

  @Test
  void aShortSeriesLosesNothingWhileItIsInUse() {
    RecentBars few = new RecentBars(new HistorySettings(300, 250));
    write(few, "BTC/USDT", 0, 200);
    write(few, "ETH/USDT", 150, 200);
    write(few, "SOL/USDT", 150, 200);
    write(few, "SOL/USDT", 200, 209); // ETH has missed nine windows
    assertThat(minutes(all(few, "ETH/USDT"))).hasSize(50).startsWith(150);

    write(few, "SOL/USDT", 100, 150); // older than all of its series
    write(few, "SOL/USDT", 209, 211);
    assertThat(minutes(all(few, "ETH/USDT"))).hasSize(50);
    write(few, "XRP/USDT", 0, 80);
    assertThat(minutes(all(few, "BTC/USDT"))).hasSize(100).startsWith(100).endsWith(199);
  }

  @Test
  void anIdleSeriesGoesWholeOnceNoneIsLong() {
    RecentBars few = new RecentBars(new HistorySettings(300, 200));
    write(few, "BTC/USDT", 0, 100);
    write(few, "ETH/USDT", 9, 109);
    write(few, "SOL/USDT", 108, 109);
    assertThat(few.holds(topic("SOL/USDT"))).isFalse();
    assertThat(few.refused()).isEqualTo(1);

    write(few, "SOL/USDT", 109, 110);
    assertThat(few.holds(topic("BTC/USDT"))).isFalse();
    assertThat(minutes(all(few, "ETH/USDT"))).hasSize(100);
    assertThat(few.holds(topic("SOL/USDT"))).isTrue();
    assertThat(few.evicted()).isEqualTo(100);
    assertThat(few.held()).isEqualTo(101);
  }

  @Test
  void aSeriesThatWasIdleIsInUseWithItsNextBar() {
    RecentBars few = new RecentBars(new HistorySettings(300, 50));
    write(few, "BTC/USDT", 0, 50);
    write(few, "BTC/USDT", 500, 501);
    assertThat(minutes(all(few, "BTC/USDT"))).hasSize(50).startsWith(1).endsWith(500);
    assertThat(few.held()).isEqualTo(50);
  }

  @Test
  void whereNothingElseGivesRoomASeriesGivesItsOwn() {
    RecentBars few = new RecentBars(new HistorySettings(300, 20));
    for (int minute = 0; minute < 60; minute++) {
      write(few, "BTC/USDT", minute, minute + 1);
      write(few, "ETH/USDT", minute, minute + 1);
    }
    write(few, "SOL/USDT", 60, 61);
    assertThat(minutes(all(few, "BTC/USDT"))).hasSize(10).startsWith(50);
    assertThat(minutes(all(few, "ETH/USDT"))).hasSize(10).startsWith(50);
    assertThat(few.refused()).isEqualTo(1);
    assertThat(few.held()).isEqualTo(20);
  }

  @Test
  void writersOfManySeriesKeepWithinTheBound() throws Exception {
    RecentBars few = new RecentBars(new HistorySettings(200, 500));
    try (ExecutorService writers = Executors.newFixedThreadPool(4)) {
      List<Future<?>> writing = new ArrayList<>();
      for (String symbol : SYMBOLS) {
        writing.add(writers.submit(() -> write(few, symbol, 0, 2_000)));
      }
      for (Future<?> writer : writing) {
        writer.get();
      }
    }
    long found = 0;
    for (String symbol : SYMBOLS) {
      found += all(few, symbol).bars().size();
    }
    assertThat(few.held()).isEqualTo(found).isLessThanOrEqualTo(500);
  }

  @Test
  void countsWhatIsHeldEvictedAndRefused() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    RecentBars few = new RecentBars(new HistorySettings(300, 150));
    few.bindTo(meters);
    write(few, "BTC/USDT", 0, 160);
    write(few, "ETH/USDT", 100, 150);
    write(few, "SOL/USDT", 150, 151);
    assertThat(meters.get("barline.history.bars").gauge().value()).isEqualTo(150);
    assertThat(meters.get("barline.history.evicted").functionCounter().count()).isEqualTo(60);
    assertThat(meters.get("barline.history.refused").functionCounter().count()).isEqualTo(1);
  }

  @Test
  void refusesSenselessRanges() {
    assertThatThrownBy(() -> bars.range(topic("BTC/USDT"), 2, 1, 1)).hasMessageContaining("from=2");
    assertThatThrownBy(() -> bars.range(topic("BTC/USDT"), 1, 2, 0))
        .hasMessageContaining("limit=0");
  }

  @Test
  void readersSeeOrderedBarsWhileTheWriterWrites() throws Exception {
    RecentBars shared = new RecentBars(new HistorySettings(100, 1_000));
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
