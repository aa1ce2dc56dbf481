package io.barline.simulator;

import static io.barline.simulator.TestClock.START;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MarketDeterminismTest {
  private static final Instant END = START.plusSeconds(20);

  @Test
  void theSameSeedMakesTheSameTradesHoweverTimeIsCut() {
    List<SimulatedTrade> coarse = run(7, Duration.ofSeconds(20));
    List<SimulatedTrade> fine = run(7, Duration.ofMillis(3));
    assertThat(coarse).hasSizeBetween(18_000, 22_000).isEqualTo(fine);
    assertThat(run(8, Duration.ofSeconds(20))).isNotEqualTo(coarse);
  }

  @Test
  void idsAreContiguousAndTimesAscend() {
    List<SimulatedTrade> trades = run(7, Duration.ofSeconds(1));
    assertThat(trades.stream().map(SimulatedTrade::id))
        .containsExactlyElementsOf(
            LongStream.range(trades.getFirst().id(), trades.getFirst().id() + trades.size())
                .boxed()
                .toList());
    assertThat(trades).isSortedAccordingTo((a, b) -> Long.compare(a.time(), b.time()));
    for (int i = 1; i < trades.size(); i++) {
      assertThat(trades.get(i).firstId()).isEqualTo(trades.get(i - 1).lastId() + 1);
    }
    assertThat(trades.stream().map(SimulatedTrade::price).distinct().count()).isGreaterThan(100);
  }

  @Test
  void theHistoryBeforeTheStartDependsOnTheSeedOnly() {
    var settings = SimulatorSettings.DEFAULTS.withSeed(3);
    try (var one = BinanceSimulator.start(settings, new TestClock());
        var other = BinanceSimulator.start(settings, new TestClock())) {
      assertThat(one.trades(Segment.SPOT, "ETHBTC"))
          .isNotEmpty()
          .isEqualTo(other.trades(Segment.SPOT, "ETHBTC"));
      assertThat(one.trades(Segment.SPOT, "BTCUSDT").getLast().time())
          .isLessThanOrEqualTo(START.toEpochMilli() * 1_000_000);
    }
  }

  private static List<SimulatedTrade> run(long seed, Duration step) {
    var settings = SimulatorSettings.DEFAULTS.withSeed(seed).withTradesPerSecond(0);
    try (var simulator = BinanceSimulator.start(settings, new TestClock())) {
      SimulatedMarket market = simulator.market(Segment.USDM, "BTCUSDT");
      market.setTradeRate(1_000);
      for (Instant time = START; time.isBefore(END); time = time.plus(step)) {
        market.advanceTo(time);
      }
      market.advanceTo(END);
      return market.trades();
    }
  }
}
