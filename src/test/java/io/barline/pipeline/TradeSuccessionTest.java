package io.barline.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.Decimal;
import io.barline.market.Gap;
import io.barline.market.Instrument;
import io.barline.market.Side;
import io.barline.market.Trade;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TradeFlowTest {
  private static final Instrument BTC =
      new Instrument(
          "x",
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

  private static Trade trade(long id, @Nullable String textId) {
    return new Trade(
        BTC, id, textId, Decimal.ONE, Decimal.ONE, Side.BUY, 1, id * 1_000, id * 1_000 + 1);
  }

  private static TradeFlow.Step see(TradeFlow flow, long id) {
    return flow.see(trade(id, null));
  }

  @Test
  void knowsRepeatedTrades() {
    TradeFlow flow = new TradeFlow(Pipeline.TradeOrder.CONTIGUOUS);
    assertThat(see(flow, 7)).isEqualTo(TradeFlow.Step.NEXT);
    assertThat(see(flow, 8)).isEqualTo(TradeFlow.Step.NEXT);
    assertThat(see(flow, 8)).isEqualTo(TradeFlow.Step.REPEATED);
    assertThat(see(flow, 3)).isEqualTo(TradeFlow.Step.REPEATED);
  }

  @Test
  void tellsHowManyIdsWereJumpedOverAndTakesThemWhenTheyComeLate() {
    TradeFlow flow = new TradeFlow(Pipeline.TradeOrder.CONTIGUOUS);
    see(flow, 7);
    assertThat(see(flow, 11)).isEqualTo(TradeFlow.Step.MISSED);
    assertThat(flow.missed())
        .isEqualTo(
            new TradeFlow.Missed(7_000, 3, Gap.Cause.SEQUENCE_JUMP, "expected trade id 8, got 11"));
    assertThat(see(flow, 9)).isEqualTo(TradeFlow.Step.LATE);
    assertThat(see(flow, 9)).isEqualTo(TradeFlow.Step.REPEATED);
    assertThat(see(flow, 8)).isEqualTo(TradeFlow.Step.LATE);
    assertThat(see(flow, 10)).isEqualTo(TradeFlow.Step.LATE);
    assertThat(see(flow, 12)).isEqualTo(TradeFlow.Step.NEXT);
  }

  @Test
  void findsNothingMissingAfterAnInterruptionThatIdsBridge() {
    TradeFlow flow = new TradeFlow(Pipeline.TradeOrder.CONTIGUOUS);
    see(flow, 7);
    assertThat(flow.interrupt()).isTrue();
    assertThat(see(flow, 8)).isEqualTo(TradeFlow.Step.NEXT);
    assertThat(flow.resume()).isTrue();
    assertThat(flow.resume()).isFalse();
  }

  @Test
  void blamesTheInterruptionForAJumpAfterIt() {
    TradeFlow flow = new TradeFlow(Pipeline.TradeOrder.CONTIGUOUS);
    see(flow, 7);
    flow.interrupt();
    assertThat(see(flow, 10)).isEqualTo(TradeFlow.Step.MISSED);
    assertThat(flow.missed().cause()).isEqualTo(Gap.Cause.DISCONNECTED);
    assertThat(flow.missed().count()).isEqualTo(2);
  }

  @Test
  void interruptionBeforeTheFirstTradeMissesNothing() {
    TradeFlow flow = new TradeFlow(Pipeline.TradeOrder.CONTIGUOUS);
    assertThat(flow.interrupt()).isFalse();
    assertThat(see(flow, 10)).isEqualTo(TradeFlow.Step.NEXT);
  }

  @Test
  void cannotKnowWhatAnInterruptionCostWhereIdsMayJump() {
    TradeFlow flow = new TradeFlow(Pipeline.TradeOrder.ASCENDING);
    see(flow, 7);
    assertThat(see(flow, 20)).isEqualTo(TradeFlow.Step.NEXT);
    flow.interrupt();
    assertThat(see(flow, 21)).isEqualTo(TradeFlow.Step.MISSED);
    assertThat(flow.missed().count()).isEqualTo(Gap.UNKNOWN);
  }

  @Test
  void knowsRepeatedTradesByTextIds() {
    TradeFlow flow = new TradeFlow(Pipeline.TradeOrder.UNORDERED);
    assertThat(flow.see(trade(-1, "b"))).isEqualTo(TradeFlow.Step.NEXT);
    assertThat(flow.see(trade(-1, "a"))).isEqualTo(TradeFlow.Step.NEXT);
    assertThat(flow.see(trade(-1, "b"))).isEqualTo(TradeFlow.Step.REPEATED);
  }

  private static Trade at(long id, long time) {
    return new Trade(BTC, id, null, Decimal.ONE, Decimal.ONE, Side.BUY, 1, time, time + 1);
  }

  @Test
  void goesOnWhenTheExchangeCountsAnewAndTellsThatItDid() {
    TradeFlow flow = new TradeFlow(Pipeline.TradeOrder.CONTIGUOUS);
    assertThat(flow.see(at(1_000, 10))).isEqualTo(TradeFlow.Step.NEXT);
    assertThat(flow.see(at(1, 20))).isEqualTo(TradeFlow.Step.REPEATED);
    assertThat(flow.see(at(2, 21))).isEqualTo(TradeFlow.Step.REPEATED);
    assertThat(flow.see(at(3, 22))).isEqualTo(TradeFlow.Step.MISSED);
    assertThat(flow.missed())
        .isEqualTo(
            new TradeFlow.Missed(
                10,
                Gap.UNKNOWN,
                Gap.Cause.SEQUENCE_JUMP,
                "trade ids begin anew: after 1000 came 3"));
    assertThat(flow.see(at(4, 23))).isEqualTo(TradeFlow.Step.NEXT);
  }

  @Test
  void repeatedTradesNeverLookLikeANewCount() {
    TradeFlow flow = new TradeFlow(Pipeline.TradeOrder.CONTIGUOUS);
    for (long id = 1; id <= 20; id++) {
      flow.see(at(id, id));
    }
    for (long id = 1; id <= 20; id++) {
      assertThat(flow.see(at(id, id))).isEqualTo(TradeFlow.Step.REPEATED);
    }
  }

  @Property
  void eachTradeCountsOnceInAnyOrder(
      @ForAll @Size(max = 60) List<@IntRange(min = 1, max = 40) Integer> ids) {
    TradeFlow flow = new TradeFlow(Pipeline.TradeOrder.CONTIGUOUS);
    Set<Integer> counted = new HashSet<>();
    int first = ids.isEmpty() ? 0 : ids.getFirst();
    for (int id : ids) {
      if (see(flow, id) != TradeFlow.Step.REPEATED) {
        assertThat(counted.add(id)).isTrue();
      } else {
        assertThat(counted.contains(id) || id < first).isTrue();
      }
    }
    assertThat(counted).containsAll(ids.stream().filter(id -> id >= first).toList());
  }
}
