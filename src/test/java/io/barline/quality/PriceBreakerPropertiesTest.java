package io.barline.quality;

import static io.barline.quality.Prices.at;
import static io.barline.quality.Prices.trade;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.Decimal;
import io.barline.market.Trade;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class PriceBreakerPropertiesTest {
  /** A trade, or a quote, or time that passes. */
  record Step(int kind, int price, int millis) {}

  /** Keeps each trade where it ended. */
  private static final class Sorted implements PriceBreaker.Decisions {
    final List<Trade> counted = new ArrayList<>();
    final List<Trade> rejected = new ArrayList<>();
    final List<Trade> held = new ArrayList<>();

    @Override
    public void held(Trade trade, boolean first, Decimal against, String reason) {
      held.add(trade);
    }

    @Override
    public void released(List<Trade> trades, Decimal against, String reason, long now) {
      assertThat(held).containsAll(trades);
      assertThat(trades).isSortedAccordingTo((a, b) -> Long.compare(a.sequence(), b.sequence()));
      held.removeAll(trades);
      counted.addAll(trades);
    }

    @Override
    public void rejected(List<Trade> trades, Decimal against, String reason, long now) {
      assertThat(held).containsAll(trades);
      held.removeAll(trades);
      rejected.addAll(trades);
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.of(0, 0, 0, 0, 1, 2),
            Arbitraries.of(50, 79, 80, 81, 99, 100, 100, 101, 110, 120, 150),
            Arbitraries.of(0, 1, 1, 200, 3_000, 40_000))
        .as(Step::new)
        .list()
        .ofMaxSize(120);
  }

  @Property
  void losesAndDoublesNoTrade(@ForAll("steps") List<Step> steps) {
    Sorted sorted = new Sorted();
    PriceBreaker breaker = new PriceBreaker(BreakerSettings.DEFAULT, sorted);
    List<Trade> all = new ArrayList<>();
    long millis = 0;
    for (Step step : steps) {
      millis += step.millis;
      Decimal price = Decimal.of(step.price, 0);
      switch (step.kind) {
        case 0 -> {
          Trade trade = trade(all.size(), price, millis);
          all.add(trade);
          if (breaker.accepts(trade)) {
            sorted.counted.add(trade);
          }
        }
        case 1 -> breaker.touch(price, Decimal.of(step.price + 1, 0), at(millis));
        default -> breaker.advance(at(millis));
      }
      assertThat(breaker.isHolding()).isEqualTo(!sorted.held.isEmpty());
    }
    List<Trade> ended = new ArrayList<>(sorted.counted);
    ended.addAll(sorted.rejected);
    ended.addAll(sorted.held);
    assertThat(ended).containsExactlyInAnyOrderElementsOf(all);
  }

  @Property
  void aRealMovePassesWithinThreeTrades(
      @ForAll @IntRange(min = 1, max = 1_000) int before,
      @ForAll @IntRange(min = 1, max = 1_000) int after) {
    Sorted sorted = new Sorted();
    PriceBreaker breaker = new PriceBreaker(BreakerSettings.DEFAULT, sorted);
    breaker.accepts(trade(0, Decimal.of(before, 0), 0));
    int counted = 0;
    for (int i = 1; i <= 3; i++) {
      counted += breaker.accepts(trade(i, Decimal.of(after, 0), i)) ? 1 : 0;
    }
    assertThat(counted + sorted.counted.size()).isEqualTo(3);
    assertThat(breaker.isHolding()).isFalse();
  }

  @Property
  void aLoneSpikeNeverCounts(
      @ForAll @IntRange(min = 1_250, max = 100_000) int spike,
      @ForAll List<@IntRange(min = 990, max = 1_010) Integer> around) {
    Sorted sorted = new Sorted();
    PriceBreaker breaker = new PriceBreaker(BreakerSettings.DEFAULT, sorted);
    breaker.accepts(trade(0, "1000", 0));
    Trade lone = trade(1, Decimal.of(spike, 0), 1);
    assertThat(breaker.accepts(lone)).isFalse();
    int id = 2;
    for (int price : around) {
      assertThat(breaker.accepts(trade(id, Decimal.of(price, 0), 1_000L * id))).isTrue();
      id++;
    }
    assertThat(sorted.counted).isEmpty();
    assertThat(sorted.rejected).hasSize(around.size() >= 5 ? 1 : 0);
  }
}
