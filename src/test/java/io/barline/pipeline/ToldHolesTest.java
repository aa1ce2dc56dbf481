package io.barline.pipeline;

import static io.barline.pipeline.ListenedPipeline.BTC;
import static io.barline.pipeline.ListenedPipeline.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.Channel;
import io.barline.market.Decimal;
import io.barline.market.Gap;
import io.barline.market.Interval;
import io.barline.market.Side;
import io.barline.market.Trade;
import io.barline.market.UpstreamChannel;
import io.barline.quality.GapRecord;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever was lost lies within what was told; times are seconds after a full hour. */
class ToldHolesTest {
  private static final UpstreamChannel OF_TRADES = new UpstreamChannel.Trades();

  private final Searches searches = new Searches();

  private ListenedPipeline listened(Pipeline.TradeOrder order, Interval... intervals) {
    ListenedPipeline pipeline = new ListenedPipeline(order, null, searches, _ -> {});
    pipeline.want(new Channel.Trades(), OF_TRADES, 0);
    for (Interval interval : intervals) {
      pipeline.want(new Channel.Bars(interval), OF_TRADES, 0);
    }
    return pipeline;
  }

  private static Trade trade(long id, double seconds) {
    return new Trade(
        BTC, id, null, Decimal.ONE, Decimal.ONE, Side.BUY, 1, at(seconds), at(seconds + 0.1));
  }

  private static void cut(ListenedPipeline what, double seconds) {
    what.pipeline.interrupted(
        OF_TRADES, Gap.Cause.DISCONNECTED, "the connection was lost", at(seconds));
  }

  /** From, to and state of all holes that the ledger knows. */
  private static List<String> ledger(ListenedPipeline of) {
    return of.settings.gaps().find(_ -> true, 100).stream()
        .map(
            hole ->
                "%s %d-%d %s"
                    .formatted(
                        hole.gap().topic().channel().code(),
                        (hole.gap().from() - at(0)) / 1_000_000_000L,
                        (hole.gap().to() - at(0)) / 1_000_000_000L,
                        hole.state()))
        .toList();
  }

  @Test
  void aHoleThatWasToldEarlyIsToldAgainWithItsEndWhereItCantBeFilled() {
    ListenedPipeline feed = listened(Pipeline.TradeOrder.CHRONOLOGICAL);
    feed.pipeline.confirmed(OF_TRADES, at(-10));
    feed.pipeline.on(trade(1, 10));
    cut(feed, 11);
    feed.pipeline.advance(at(12));
    feed.pipeline.advance(at(42));
    assertThat(ledger(feed)).containsExactly("trades 10-41 OPEN");
    feed.pipeline.confirmed(OF_TRADES, at(300));
    feed.pipeline.tradesUnavailable(searches.trades.getFirst().hole(), "too long ago", at(302));
    assertThat(ledger(feed)).containsExactly("trades 10-299 UNFILLED");
    assertThat(feed.heard("trades", "type")).containsExactly("trade", "gap", "gap");
    assertThat(feed.heard("trades", "gap")).endsWith("1", "1");
  }

  @Test
  void whatASecondInterruptionAddsIsToldWhereItCantBeFound() {
    ListenedPipeline feed = listened(Pipeline.TradeOrder.CHRONOLOGICAL);
    feed.pipeline.confirmed(OF_TRADES, at(-10));
    feed.pipeline.on(trade(1, 10));
    cut(feed, 11);
    feed.pipeline.confirmed(OF_TRADES, at(16));
    cut(feed, 16.5);
    feed.pipeline.tradesFound(
        searches.trades.getFirst().hole(), List.of(trade(1, 10), trade(2, 12)), at(17));
    feed.pipeline.confirmed(OF_TRADES, at(30));
    feed.pipeline.tradesUnavailable(searches.trades.getLast().hole(), "banned", at(31));
    assertThat(ledger(feed)).containsExactly("trades 10-29 UNFILLED");
  }

  @Test
  void whatMayBeMissedBeforeTheFirstTradeIsTold() {
    ListenedPipeline feed = listened(Pipeline.TradeOrder.CHRONOLOGICAL, Interval.M1);
    feed.pipeline.confirmed(OF_TRADES, at(0));
    cut(feed, 50);
    cut(feed, 55);
    assertThat(feed.heard("trades")).isEmpty();
    feed.pipeline.confirmed(OF_TRADES, at(60));
    assertThat(ledger(feed))
        .containsExactlyInAnyOrder("trades 0-60 UNFILLED", "bars.1m 0-60 UNFILLED");
    feed.pipeline.on(trade(1, 70));
    assertThat(feed.heard("trades", "type")).containsExactly("gap", "trade");
    assertThat(searches.trades).isEmpty();
  }

  @Test
  void anInterruptionBeforeTheSubscriptionIsConfirmedMissesNothing() {
    ListenedPipeline feed = listened(Pipeline.TradeOrder.CHRONOLOGICAL);
    cut(feed, 50);
    feed.pipeline.confirmed(OF_TRADES, at(60));
    feed.pipeline.on(trade(1, 70));
    assertThat(feed.heard("trades", "type")).containsExactly("trade");
  }

  /** A hole every ten seconds, of which no trades can be had. */
  private void lose(ListenedPipeline feed, int holes) {
    feed.pipeline.confirmed(OF_TRADES, at(-10));
    for (int i = 0; i < holes; i++) {
      feed.pipeline.on(trade(2L * i + 1, 10 * i + 5));
      if (i > 0) {
        feed.pipeline.tradesUnavailable(searches.trades.getLast().hole(), "old", at(10 * i + 6));
      }
      feed.pipeline.advance(at(10 * i + 9));
    }
  }

  @Test
  void holesOfOneLongBarDoNotKeepShortOnesFromBeingAskedFor() {
    ListenedPipeline feed = listened(Pipeline.TradeOrder.CONTIGUOUS, Interval.M1, Interval.D1);
    lose(feed, 100);
    feed.pipeline.advance(at(1_100));
    assertThat(searches.bars).filteredOn(asked -> asked.interval() == Interval.M1).hasSize(33);
    assertThat(feed.settings.gaps().find(_ -> true, 1_000))
        .filteredOn(hole -> hole.gap().topic().channel().code().equals("bars.1d"))
        .isNotEmpty()
        .allMatch(hole -> hole.state() == GapRecord.State.OPEN);
  }

  private ListenedPipeline withheld() {
    ListenedPipeline feed = listened(Pipeline.TradeOrder.CHRONOLOGICAL);
    feed.pipeline.confirmed(OF_TRADES, at(-10));
    feed.pipeline.on(trade(1, 10));
    feed.pipeline.interrupted(OF_TRADES, Gap.Cause.STALE, "withheld", at(20));
    feed.pipeline.confirmed(OF_TRADES, at(21));
    return feed;
  }

  @Test
  void whereDataWasWithheldAConfirmationEndsNoHole() {
    ListenedPipeline feed = withheld();
    feed.pipeline.tradesFound(
        searches.trades.getFirst().hole(), List.of(trade(1, 10), trade(2, 15)), at(23));
    assertThat(feed.heard("trades", "type")).containsExactly("trade", "gap", "trade");
    feed.pipeline.on(trade(4, 25));
    TradeSearch search = searches.trades.getLast();
    assertThat(search.last()).isEqualTo(trade(2, 15));
    assertThat(search.next()).isEqualTo(trade(4, 25));
    feed.pipeline.tradesFound(
        search.hole(), List.of(trade(2, 15), trade(3, 22), trade(4, 25)), at(26));
    assertThat(feed.heard("trades", "id")).endsWith("4", "3", "");
    assertThat(ledger(feed)).containsExactly("trades 10-25 FILLED");
  }

  @Test
  void whereDataWasWithheldAndCantBeFoundTheHoleEndsWithTheNextTrade() {
    ListenedPipeline feed = withheld();
    feed.pipeline.tradesUnavailable(searches.trades.getFirst().hole(), "too old", at(23));
    feed.pipeline.on(trade(4, 25));
    assertThat(ledger(feed)).containsExactly("trades 10-25 UNFILLED");
    feed.pipeline.on(trade(5, 26));
    assertThat(feed.heard("trades", "type")).endsWith("trade", "trade");
  }
}
