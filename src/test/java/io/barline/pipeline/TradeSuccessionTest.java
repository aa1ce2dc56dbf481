package io.barline.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.Decimal;
import io.barline.market.Gap;
import io.barline.market.Instrument;
import io.barline.market.Side;
import io.barline.market.Trade;
import io.barline.market.UtcNanos;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TradeSuccessionTest {
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

  /** When nothing is under way any more. */
  private static final long LATER = 60 * UtcNanos.SECOND;

  private static Trade trade(long id, @Nullable String textId) {
    return new Trade(
        BTC, id, textId, Decimal.ONE, Decimal.ONE, Side.BUY, 1, id * 1_000, id * 1_000 + 1);
  }

  private static TradeSuccession.Step see(TradeSuccession flow, long id) {
    return flow.see(trade(id, null));
  }

  @Test
  void knowsRepeatedTrades() {
    TradeSuccession flow = new TradeSuccession(Pipeline.TradeOrder.CONTIGUOUS);
    assertThat(see(flow, 7)).isEqualTo(TradeSuccession.Step.NEXT);
    assertThat(see(flow, 8)).isEqualTo(TradeSuccession.Step.NEXT);
    assertThat(see(flow, 8)).isEqualTo(TradeSuccession.Step.REPEATED);
    assertThat(see(flow, 3)).isEqualTo(TradeSuccession.Step.REPEATED);
  }

  @Test
  void tellsHowManyIdsWereJumpedOverAndTakesThemWhenTheyComeLate() {
    TradeSuccession flow = new TradeSuccession(Pipeline.TradeOrder.CONTIGUOUS);
    see(flow, 7);
    assertThat(see(flow, 11)).isEqualTo(TradeSuccession.Step.MISSED);
    assertThat(flow.missed())
        .isEqualTo(
            new TradeSuccession.Missed(
                7_000, 3, Gap.Cause.SEQUENCE_JUMP, "expected trade id 8, got 11", true));
    assertThat(see(flow, 9)).isEqualTo(TradeSuccession.Step.LATE);
    assertThat(see(flow, 9)).isEqualTo(TradeSuccession.Step.REPEATED);
    assertThat(see(flow, 8)).isEqualTo(TradeSuccession.Step.LATE);
    assertThat(see(flow, 10)).isEqualTo(TradeSuccession.Step.LATE);
    assertThat(see(flow, 12)).isEqualTo(TradeSuccession.Step.NEXT);
  }

  @Test
  void findsNothingMissingAfterAnInterruptionThatIdsBridge() {
    TradeSuccession flow = new TradeSuccession(Pipeline.TradeOrder.CONTIGUOUS);
    see(flow, 7);
    assertThat(flow.interrupt(Gap.Cause.DISCONNECTED, "the connection was lost", LATER)).isTrue();
    assertThat(see(flow, 8)).isEqualTo(TradeSuccession.Step.NEXT);
    assertThat(flow.resume()).isTrue();
    assertThat(flow.resume()).isFalse();
  }

  @Test
  void blamesTheInterruptionForAJumpAfterIt() {
    TradeSuccession flow = new TradeSuccession(Pipeline.TradeOrder.CONTIGUOUS);
    see(flow, 7);
    flow.interrupt(Gap.Cause.DISCONNECTED, "the connection was lost", LATER);
    assertThat(see(flow, 10)).isEqualTo(TradeSuccession.Step.MISSED);
    assertThat(flow.missed().cause()).isEqualTo(Gap.Cause.DISCONNECTED);
    assertThat(flow.missed().count()).isEqualTo(2);
  }

  @Test
  void interruptionBeforeTheFirstTradeMissesNothing() {
    TradeSuccession flow = new TradeSuccession(Pipeline.TradeOrder.CONTIGUOUS);
    assertThat(flow.interrupt(Gap.Cause.DISCONNECTED, "the connection was lost", LATER)).isFalse();
    assertThat(see(flow, 10)).isEqualTo(TradeSuccession.Step.NEXT);
  }

  @Test
  void cannotKnowWhatAnInterruptionCostWhereIdsMayJump() {
    TradeSuccession flow = new TradeSuccession(Pipeline.TradeOrder.ASCENDING);
    see(flow, 7);
    assertThat(see(flow, 20)).isEqualTo(TradeSuccession.Step.NEXT);
    flow.interrupt(Gap.Cause.DISCONNECTED, "the connection was lost", LATER);
    assertThat(see(flow, 21)).isEqualTo(TradeSuccession.Step.MISSED);
    assertThat(flow.missed().count()).isEqualTo(Gap.UNKNOWN);
  }

  @Test
  void knowsRepeatedTradesByTextIds() {
    TradeSuccession flow = new TradeSuccession(Pipeline.TradeOrder.UNORDERED);
    assertThat(flow.see(trade(-1, "b"))).isEqualTo(TradeSuccession.Step.NEXT);
    assertThat(flow.see(trade(-1, "a"))).isEqualTo(TradeSuccession.Step.NEXT);
    assertThat(flow.see(trade(-1, "b"))).isEqualTo(TradeSuccession.Step.REPEATED);
  }

  private static Trade at(long id, long time) {
    return new Trade(BTC, id, null, Decimal.ONE, Decimal.ONE, Side.BUY, 1, time, time + 1);
  }

  @Test
  void goesOnWhenTheExchangeCountsAnewAndTellsThatItDid() {
    TradeSuccession flow = new TradeSuccession(Pipeline.TradeOrder.CONTIGUOUS);
    assertThat(flow.see(at(1_000, 10))).isEqualTo(TradeSuccession.Step.NEXT);
    assertThat(flow.see(at(1, 20))).isEqualTo(TradeSuccession.Step.REPEATED);
    assertThat(flow.see(at(2, 21))).isEqualTo(TradeSuccession.Step.REPEATED);
    assertThat(flow.see(at(3, 22))).isEqualTo(TradeSuccession.Step.MISSED);
    assertThat(flow.missed())
        .isEqualTo(
            new TradeSuccession.Missed(
                10,
                Gap.UNKNOWN,
                Gap.Cause.SEQUENCE_JUMP,
                "trade ids begin anew: after 1000 came 3",
                false));
    assertThat(flow.see(at(4, 23))).isEqualTo(TradeSuccession.Step.NEXT);
  }

  @Test
  void repeatedTradesNeverLookLikeANewCount() {
    TradeSuccession flow = new TradeSuccession(Pipeline.TradeOrder.CONTIGUOUS);
    for (long id = 1; id <= 20; id++) {
      flow.see(at(id, id));
    }
    for (long id = 1; id <= 20; id++) {
      assertThat(flow.see(at(id, id))).isEqualTo(TradeSuccession.Step.REPEATED);
    }
  }

  @Test
  void tellsTradesOfOneIdApartByTheirTime() {
    TradeSuccession flow = new TradeSuccession(Pipeline.TradeOrder.CHRONOLOGICAL);
    assertThat(flow.see(at(7, 10))).isEqualTo(TradeSuccession.Step.NEXT);
    assertThat(flow.see(at(7, 11))).isEqualTo(TradeSuccession.Step.NEXT);
    assertThat(flow.see(at(7, 10))).isEqualTo(TradeSuccession.Step.REPEATED);
    assertThat(flow.see(at(3, 12))).isEqualTo(TradeSuccession.Step.NEXT);
  }

  @Test
  void aTradeSeenBeforeTheInterruptionProvesNothingUnlessTradesAreSentAgain() {
    TradeSuccession flow = new TradeSuccession(Pipeline.TradeOrder.CHRONOLOGICAL);
    flow.see(at(7, 10));
    flow.interrupt(Gap.Cause.DISCONNECTED, "the connection was lost", LATER);
    assertThat(flow.see(at(7, 10))).isEqualTo(TradeSuccession.Step.REPEATED);
    assertThat(flow.see(at(8, 12))).isEqualTo(TradeSuccession.Step.MISSED);
  }

  @Test
  void aTradeSentAgainShowsThatNoneIsMissingAfterIt() {
    TradeSuccession flow = new TradeSuccession(Pipeline.TradeOrder.REPLAYED);
    flow.see(at(9, 10));
    flow.see(at(2, 11));
    flow.interrupt(Gap.Cause.DISCONNECTED, "the connection was lost", LATER);
    flow.confirm();
    assertThat(flow.see(at(2, 11))).isEqualTo(TradeSuccession.Step.CONTINUED);
    assertThat(flow.see(at(9, 10))).isEqualTo(TradeSuccession.Step.REPEATED);
    assertThat(flow.see(at(5, 12))).isEqualTo(TradeSuccession.Step.NEXT);
  }

  @Test
  void aTradeSentAgainProvesNothingOfThoseThatMayHaveBeenUnderWayBeforeIt() {
    TradeSuccession flow = new TradeSuccession(Pipeline.TradeOrder.REPLAYED);
    flow.see(at(9, 10 * UtcNanos.SECOND));
    flow.see(at(2, 13 * UtcNanos.SECOND));
    flow.interrupt(Gap.Cause.DISCONNECTED, "the connection was lost", 13 * UtcNanos.SECOND + 1);
    flow.confirm();
    assertThat(flow.see(at(2, 13 * UtcNanos.SECOND))).isEqualTo(TradeSuccession.Step.REPEATED);
    assertThat(flow.see(at(9, 10 * UtcNanos.SECOND))).isEqualTo(TradeSuccession.Step.CONTINUED);
  }

  @Test
  void aKnownTradeProvesNothingBeforeTheExchangeSendsAgain() {
    TradeSuccession flow = new TradeSuccession(Pipeline.TradeOrder.REPLAYED);
    flow.see(at(9, 10));
    flow.interrupt(Gap.Cause.DISCONNECTED, "the connection was lost", LATER);
    assertThat(flow.see(at(9, 10))).isEqualTo(TradeSuccession.Step.REPEATED);
    flow.confirm();
    flow.interrupt(Gap.Cause.UNREADABLE, "no JSON", LATER);
    assertThat(flow.see(at(9, 10))).isEqualTo(TradeSuccession.Step.REPEATED);
    assertThat(flow.see(at(5, 12))).isEqualTo(TradeSuccession.Step.MISSED);
  }

  @Test
  void aReplayWithoutAnyKnownTradeComesAfterAHole() {
    TradeSuccession flow = new TradeSuccession(Pipeline.TradeOrder.REPLAYED);
    flow.see(at(9, 10));
    flow.interrupt(Gap.Cause.DISCONNECTED, "the connection was lost", LATER);
    assertThat(flow.see(at(5, 90))).isEqualTo(TradeSuccession.Step.MISSED);
    assertThat(flow.missed())
        .isEqualTo(
            new TradeSuccession.Missed(
                10,
                Gap.UNKNOWN,
                Gap.Cause.DISCONNECTED,
                "the connection was lost: trades in between were not seen",
                true));
    assertThat(flow.resume()).isTrue();
    assertThat(flow.see(at(6, 91))).isEqualTo(TradeSuccession.Step.NEXT);
  }

  @Test
  void tradesWithoutIdsThatWereSeenBeforeAnInterruptionAreNotCountedAgain() {
    TradeSuccession flow = new TradeSuccession(Pipeline.TradeOrder.REPLAYED);
    assertThat(flow.see(at(Trade.NO_SEQUENCE, 10))).isEqualTo(TradeSuccession.Step.NEXT);
    assertThat(flow.see(at(Trade.NO_SEQUENCE, 10))).isEqualTo(TradeSuccession.Step.NEXT);
    assertThat(flow.see(at(Trade.NO_SEQUENCE, 12))).isEqualTo(TradeSuccession.Step.NEXT);
    flow.interrupt(Gap.Cause.DISCONNECTED, "the connection was lost", LATER);
    flow.confirm();
    assertThat(flow.see(at(Trade.NO_SEQUENCE, 10))).isEqualTo(TradeSuccession.Step.REPEATED);
    assertThat(flow.see(at(Trade.NO_SEQUENCE, 12))).isEqualTo(TradeSuccession.Step.REPEATED);
    assertThat(flow.see(at(Trade.NO_SEQUENCE, 13))).isEqualTo(TradeSuccession.Step.MISSED);
    flow.resume();
    assertThat(flow.see(at(Trade.NO_SEQUENCE, 11))).isEqualTo(TradeSuccession.Step.REPEATED);
    assertThat(flow.see(at(Trade.NO_SEQUENCE, 14))).isEqualTo(TradeSuccession.Step.NEXT);
  }

  @Test
  void eachPolledTradeButTheFirstComesAfterAHole() {
    TradeSuccession flow = new TradeSuccession(Pipeline.TradeOrder.CHRONOLOGICAL);
    flow.poll(true);
    assertThat(flow.see(at(1, 10))).isEqualTo(TradeSuccession.Step.NEXT);
    assertThat(flow.see(at(1, 10))).isEqualTo(TradeSuccession.Step.REPEATED);
    assertThat(flow.see(at(2, 20))).isEqualTo(TradeSuccession.Step.MISSED);
    assertThat(flow.missed())
        .isEqualTo(
            new TradeSuccession.Missed(
                10,
                Gap.UNKNOWN,
                Gap.Cause.POLLED,
                "polled: trades between two looks are not seen",
                false));
  }

  @Test
  void contiguousIdsShowThatPollingMissedNothing() {
    TradeSuccession flow = new TradeSuccession(Pipeline.TradeOrder.CONTIGUOUS);
    flow.poll(true);
    flow.see(at(1, 10));
    assertThat(flow.see(at(2, 20))).isEqualTo(TradeSuccession.Step.NEXT);
    assertThat(flow.see(at(5, 30))).isEqualTo(TradeSuccession.Step.MISSED);
    assertThat(flow.missed().count()).isEqualTo(2);
  }

  @Property
  void eachTradeCountsOnceInAnyOrder(
      @ForAll @Size(max = 60) List<@IntRange(min = 1, max = 40) Integer> ids) {
    TradeSuccession flow = new TradeSuccession(Pipeline.TradeOrder.CONTIGUOUS);
    Set<Integer> counted = new HashSet<>();
    int first = ids.isEmpty() ? 0 : ids.getFirst();
    for (int id : ids) {
      if (see(flow, id) != TradeSuccession.Step.REPEATED) {
        assertThat(counted.add(id)).isTrue();
      } else {
        assertThat(counted.contains(id) || id < first).isTrue();
      }
    }
    assertThat(counted).containsAll(ids.stream().filter(id -> id >= first).toList());
  }
}
