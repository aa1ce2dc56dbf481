package io.barline.pipeline;

import static io.barline.pipeline.ListenedPipeline.BTC;
import static io.barline.pipeline.ListenedPipeline.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.Bar;
import io.barline.market.Channel;
import io.barline.market.Decimal;
import io.barline.market.Gap;
import io.barline.market.Interval;
import io.barline.market.Side;
import io.barline.market.Trade;
import io.barline.market.UpstreamChannel;
import io.barline.pipeline.PipelineCounts.Audit;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Trades have the price of their id and size 1; times are seconds after a full hour. */
class TradeAuditTest {
  private static final UpstreamChannel OF_TRADES = new UpstreamChannel.Trades();

  private final Searches searches = new Searches();
  private final ListenedPipeline listened = listened(Pipeline.TradeOrder.CHRONOLOGICAL, false);

  private ListenedPipeline listened(Pipeline.TradeOrder order, boolean weighed) {
    searches.audited = true;
    ListenedPipeline pipeline = new ListenedPipeline(order, null, searches, _ -> {}, weighed);
    pipeline.want(new Channel.Trades(), OF_TRADES, 0);
    pipeline.want(new Channel.Bars(Interval.M1), OF_TRADES, 0);
    pipeline.want(new Channel.Bars(Interval.S30), OF_TRADES, 0);
    pipeline.pipeline.confirmed(OF_TRADES, at(-10));
    return pipeline;
  }

  private static Trade trade(long id, double seconds) {
    return new Trade(
        BTC, id, null, Decimal.of(id, 0), Decimal.ONE, Side.BUY, 1, at(seconds), at(seconds + 0.1));
  }

  private static void see(ListenedPipeline by, long id, double seconds) {
    by.pipeline.on(trade(id, seconds));
    by.pipeline.advance(at(seconds + 0.1));
  }

  /** One before the minute, two in it and one after it. */
  private static void streamed(ListenedPipeline by) {
    see(by, 100, 1);
    see(by, 101, 50);
    see(by, 102, 65);
    see(by, 104, 100);
    see(by, 105, 125);
    by.pipeline.advance(at(126));
  }

  private static Bar bar(double seconds, long open, long high, long low, long close, long volume) {
    return new Bar(
        BTC,
        Interval.M1,
        at(seconds),
        Decimal.of(open, 0),
        Decimal.of(high, 0),
        Decimal.of(low, 0),
        Decimal.of(close, 0),
        Decimal.of(volume, 0),
        null,
        null,
        null,
        Bar.UNKNOWN,
        true,
        0,
        Bar.Quality.COMPLETE,
        Bar.Source.EXCHANGE,
        at(seconds),
        at(seconds + 62));
  }

  private static Bar whole() {
    return bar(60, 102, 104, 102, 104, 3);
  }

  private static List<String> bars(ListenedPipeline of, String topic) {
    return of.heard(topic).stream()
        .filter(message -> message.path("type").asString().equals("bar"))
        .map(
            bar ->
                "v%s %s r%d"
                    .formatted(
                        bar.path("volume").asString(),
                        bar.path("quality").asString(),
                        bar.path("revision").intValue()))
        .toList();
  }

  private long audits(Audit outcome) {
    return listened.counts.audits(outcome).get();
  }

  /** The exchange tells a trade more, and does so again. */
  private void isDifferent() {
    streamed(listened);
    listened.pipeline.audited(at(60), List.of(whole()), at(126));
    listened.pipeline.advance(at(130));
    assertThat(searches.audits).hasSize(2);
    listened.pipeline.advance(at(132));
    assertThat(searches.audits).last().isEqualTo(at(60));
    listened.pipeline.audited(at(60), List.of(whole()), at(132));
  }

  @Test
  void eachMinuteThatWasStreamedIsAskedForOnceItIsOver() {
    see(listened, 100, 1);
    listened.pipeline.advance(at(64));
    assertThat(searches.audits).isEmpty();
    listened.pipeline.advance(at(66));
    assertThat(searches.audits).containsExactly(at(0));
    listened.pipeline.advance(at(126));
    assertThat(searches.audits).containsExactly(at(0), at(60));
    listened.pipeline.audited(at(0), List.of(bar(0, 100, 100, 100, 100, 1)), at(126));
    listened.pipeline.audited(at(60), List.of(), at(126));
    assertThat(audits(Audit.SAME)).isEqualTo(2);
    assertThat(listened.heard("trades", "type")).containsExactly("trade");
  }

  @Test
  void aMinuteInWhichTheSubscriptionBeganIsNotCompared() {
    listened.pipeline.interrupted(OF_TRADES, Gap.Cause.DISCONNECTED, "lost", at(-5));
    listened.pipeline.confirmed(OF_TRADES, at(10));
    see(listened, 100, 20);
    listened.pipeline.advance(at(100));
    assertThat(searches.audits).isEmpty();
    listened.pipeline.advance(at(126));
    assertThat(searches.audits).containsExactly(at(60));
  }

  @Test
  void aDifferenceIsMadeSureOfAndTold() {
    isDifferent();
    assertThat(listened.heard("trades", "type")).endsWith("trade", "gap");
    assertThat(listened.heard("trades").getLast().path("cause").asString()).isEqualTo("different");
    assertThat(listened.heard("trades").getLast().path("from").asString())
        .isEqualTo("2026-11-22T12:01:00.000Z");
    assertThat(listened.heard("trades").getLast().path("to").asString())
        .isEqualTo("2026-11-22T12:02:00.000Z");
    assertThat(listened.heard("trades").getLast().path("detail").asString())
        .isEqualTo(
            "the exchange's own bar of the minute tells volume 3 at 102 to 104,"
                + " streamed was volume 2 in 2 trades at 102 to 104");
    assertThat(bars(listened, "bars.1m"))
        .containsExactly("v2 complete r0", "v2 complete r0", "v2 gap r1");
    assertThat(audits(Audit.DIFFERENT)).isEqualTo(1);
  }

  @Test
  void whatIsFoundOfTheMinuteIsToldAndCounted() {
    isDifferent();
    TradeSearch search = searches.trades.getFirst();
    assertThat(search.last()).isEqualTo(trade(101, 50));
    assertThat(search.next()).isEqualTo(trade(105, 125));
    listened.pipeline.tradesFound(
        search.hole(),
        List.of(trade(101, 50), trade(102, 65), trade(103, 95), trade(104, 100), trade(105, 125)),
        at(133));
    assertThat(listened.heard("trades", "type")).endsWith("gap", "trade", "gap_filled");
    assertThat(listened.heard("trades", "id")).endsWith("", "103", "");
    assertThat(bars(listened, "bars.1m")).endsWith("v2 gap r1", "v3 repaired r2");
    assertThat(bars(listened, "bars.30s"))
        .contains("v2 repaired r2")
        .noneMatch(bar -> bar.startsWith("v3"));
    assertThat(listened.heard("bars.30s", "type")).endsWith("gap_filled");
  }

  @Test
  void whereTradesCantBeHadTheExchangesBarReplacesThatMinuteAlone() {
    isDifferent();
    listened.pipeline.tradesUnavailable(searches.trades.getFirst().hole(), "too old", at(133));
    assertThat(searches.bars).containsExactly(new Searches.AskedBars(Interval.M1, at(60), at(120)));
    listened.pipeline.barsFound(Interval.M1, at(60), at(120), List.of(whole()), at(134));
    assertThat(bars(listened, "bars.1m")).endsWith("v2 gap r1", "v3 repaired r2");
    assertThat(listened.heard("bars.1m", "type")).endsWith("gap_filled");
    assertThat(listened.heard("trades", "type")).doesNotContain("gap_filled");
    assertThat(bars(listened, "bars.30s")).endsWith("v1 gap r1", "v1 gap r1");
  }

  @Test
  void aTradeOnItsWayIsNoDifference() {
    streamed(listened);
    listened.pipeline.audited(at(60), List.of(whole()), at(126));
    see(listened, 103, 95);
    listened.pipeline.advance(at(132));
    listened.pipeline.audited(at(60), List.of(whole()), at(132));
    assertThat(listened.heard("trades", "type")).containsOnly("trade");
    assertThat(audits(Audit.SAME)).isEqualTo(1);
  }

  @Test
  void aBarOfAMinuteWithoutTradesIsADifferenceAndSoIsNone() {
    see(listened, 100, 1);
    listened.pipeline.advance(at(61));
    listened.pipeline.advance(at(126));
    listened.pipeline.audited(at(0), List.of(), at(126));
    listened.pipeline.audited(at(60), List.of(whole()), at(126));
    listened.pipeline.advance(at(132));
    listened.pipeline.audited(at(0), List.of(), at(132));
    listened.pipeline.audited(at(60), List.of(whole()), at(132));
    assertThat(listened.heard("trades", "cause")).containsExactly("", "different", "different");
  }

  /** The connection is lost from 127 to 190, which the minutes that begin at 120 and 180 touch. */
  private TradeSearch interrupted() {
    streamed(listened);
    listened.pipeline.interrupted(OF_TRADES, Gap.Cause.DISCONNECTED, "lost", at(127));
    listened.pipeline.advance(at(190));
    listened.pipeline.confirmed(OF_TRADES, at(190));
    listened.pipeline.advance(at(241));
    listened.pipeline.advance(at(260));
    assertThat(searches.audits).containsExactly(at(0), at(60));
    return searches.trades.getLast();
  }

  @Test
  void aMinuteWithAHoleIsComparedWithWhatWasFound() {
    TradeSearch search = interrupted();
    listened.pipeline.tradesFound(
        search.hole(), List.of(trade(105, 125), trade(107, 150)), at(260));
    listened.pipeline.advance(at(261));
    assertThat(searches.audits).containsExactly(at(0), at(60), at(120), at(180));
    listened.pipeline.audited(at(120), List.of(bar(120, 105, 107, 105, 107, 3)), at(262));
    listened.pipeline.audited(at(180), List.of(), at(262));
    assertThat(audits(Audit.SAME)).isEqualTo(1);
    listened.pipeline.advance(at(268));
    listened.pipeline.audited(at(120), List.of(bar(120, 105, 107, 105, 107, 3)), at(268));
    assertThat(listened.heard("trades").getLast().path("detail").asString())
        .endsWith("tells volume 3 at 105 to 107, streamed was volume 2 in 2 trades at 105 to 107");
  }

  @Test
  void aMinuteWithAHoleThatCantBeFilledIsLeftOut() {
    TradeSearch search = interrupted();
    listened.pipeline.tradesUnavailable(search.hole(), "too old", at(260));
    listened.pipeline.advance(at(261));
    assertThat(searches.audits).containsExactly(at(0), at(60));
    listened.pipeline.advance(at(306));
    assertThat(searches.audits).containsExactly(at(0), at(60), at(240));
  }

  @Test
  void aHoleThatOpensWhileTheExchangeAnswersMakesItAskAgain() {
    see(listened, 101, 50);
    see(listened, 102, 65);
    see(listened, 104, 100);
    listened.pipeline.advance(at(126));
    listened.pipeline.audited(at(60), List.of(whole()), at(126));
    listened.pipeline.advance(at(132));
    assertThat(searches.audits).endsWith(at(60), at(60));
    listened.pipeline.interrupted(OF_TRADES, Gap.Cause.STALE, "withheld", at(132));
    see(listened, 105, 133);
    TradeSearch search = searches.trades.getLast();
    listened.pipeline.audited(at(60), List.of(whole()), at(134));
    listened.pipeline.advance(at(140));
    assertThat(audits(Audit.DIFFERENT)).isZero();
    assertThat(searches.audits).hasSize(3);
    listened.pipeline.tradesFound(
        search.hole(), List.of(trade(104, 100), trade(103, 110), trade(105, 133)), at(141));
    listened.pipeline.advance(at(142));
    assertThat(searches.audits).hasSize(4).last().isEqualTo(at(60));
    listened.pipeline.audited(at(60), List.of(bar(60, 102, 104, 102, 103, 3)), at(142));
    assertThat(audits(Audit.SAME)).isEqualTo(1);
  }

  @Test
  void whatIsNotAnsweredIsGivenUpAndCounted() {
    see(listened, 100, 1);
    listened.pipeline.advance(at(66));
    listened.pipeline.auditUnavailable(at(0));
    assertThat(audits(Audit.SKIPPED)).isEqualTo(1);
    for (int minute = 1; minute <= AuditedMinutes.MOST + 2; minute++) {
      listened.pipeline.advance(at(60 * minute + 10));
    }
    assertThat(audits(Audit.SKIPPED)).isEqualTo(3);
  }

  @Test
  void contiguousIdsNeedNoAudit() {
    ListenedPipeline contiguous = listened(Pipeline.TradeOrder.CONTIGUOUS, false);
    see(contiguous, 100, 1);
    contiguous.pipeline.advance(at(126));
    assertThat(searches.audits).isEmpty();
  }

  @Test
  void whereTheExchangeWeighsTradesTheTradesAreLookedAt() {
    ListenedPipeline weighed = listened(Pipeline.TradeOrder.CHRONOLOGICAL, true);
    streamed(weighed);
    assertThat(searches.audits).isEmpty();
    TradeSearch look = searches.looks.getLast();
    assertThat(look.last()).isEqualTo(trade(101, 50));
    assertThat(look.next()).isEqualTo(trade(105, 125));
    assertThat(bars(weighed, "bars.1m")).containsExactly("v2 complete r0", "v2 complete r0");
    weighed.pipeline.tradesFound(
        look.hole(),
        List.of(trade(101, 50), trade(102, 65), trade(103, 95), trade(104, 100), trade(105, 125)),
        at(127));
    assertThat(weighed.heard("trades", "type")).endsWith("gap", "trade", "gap_filled");
    assertThat(weighed.heard("trades", "cause")).contains("different");
    assertThat(bars(weighed, "bars.1m")).endsWith("v3 repaired r1");
    assertThat(weighed.counts.audits(Audit.DIFFERENT)).hasValue(1);
  }

  @Test
  void whereTheTradesAreTheSameNothingIsTold() {
    ListenedPipeline weighed = listened(Pipeline.TradeOrder.CHRONOLOGICAL, true);
    streamed(weighed);
    weighed.pipeline.tradesFound(
        searches.looks.getLast().hole(),
        List.of(trade(101, 50), trade(102, 65), trade(104, 100), trade(105, 125)),
        at(127));
    assertThat(weighed.heard("trades", "type")).containsOnly("trade");
    assertThat(bars(weighed, "bars.1m")).containsExactly("v2 complete r0", "v2 complete r0");
    assertThat(weighed.counts.audits(Audit.SAME)).hasValue(1);
  }
}
