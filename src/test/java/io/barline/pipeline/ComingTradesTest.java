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
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What was missed and is told in parts, and what becomes needless before it is told. Trades have
 * the price of their id; times are seconds after a full hour.
 */
class ComingTradesTest {
  private static final UpstreamChannel OF_TRADES = new UpstreamChannel.Trades();
  private static final Channel TRADES = new Channel.Trades();
  private static final Channel MINUTES = new Channel.Bars(Interval.M1);

  private final Searches searches = new Searches();
  private final ListenedPipeline numbered = listened(Pipeline.TradeOrder.CONTIGUOUS);
  private final ListenedPipeline unnumbered = listened(Pipeline.TradeOrder.CHRONOLOGICAL);

  private ListenedPipeline listened(Pipeline.TradeOrder order) {
    ListenedPipeline pipeline =
        new ListenedPipeline(
            order, null, searches, TestSettings.of(Duration.ofSeconds(10), _ -> {}));
    pipeline.want(TRADES, OF_TRADES, 0);
    pipeline.want(MINUTES, OF_TRADES, 0);
    pipeline.pipeline.confirmed(OF_TRADES, at(-10));
    return pipeline;
  }

  private static Trade trade(long id, double seconds) {
    return trade(id, seconds, Decimal.of(id, 0));
  }

  private static Trade trade(long id, double seconds, Decimal price) {
    return new Trade(
        BTC, id, null, price, Decimal.ONE, Side.BUY, 1, at(seconds), at(seconds + 0.1));
  }

  private static void see(ListenedPipeline by, long id, double seconds) {
    by.pipeline.on(trade(id, seconds));
  }

  private static void cut(ListenedPipeline what, double from, double to) {
    what.pipeline.interrupted(
        OF_TRADES, Gap.Cause.DISCONNECTED, "the connection was lost", at(from));
    what.pipeline.confirmed(OF_TRADES, at(to));
  }

  private void part(ListenedPipeline to, Trade... found) {
    to.pipeline.tradesComing(searches.trades.getLast().hole(), List.of(found), at(90));
  }

  private void last(ListenedPipeline to, Trade... found) {
    to.pipeline.tradesFound(searches.trades.getLast().hole(), List.of(found), at(100));
  }

  private static List<String> ids(ListenedPipeline of) {
    return of.heard("trades", "id");
  }

  private static List<String> types(ListenedPipeline of) {
    return of.heard("trades", "type");
  }

  /** Volume, quality and revision of the bars. */
  private static List<String> bars(ListenedPipeline of) {
    return of.heard("bars.1m").stream()
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

  private static List<GapRecord.State> states(ListenedPipeline of) {
    return of.settings.gaps().find(_ -> true, 100).stream().map(GapRecord::state).toList();
  }

  @Test
  void aPartIsToldAtOnceAndBarsFollowOnceWithTheLast() {
    see(numbered, 1, 10);
    see(numbered, 6, 50);
    numbered.pipeline.advance(at(61));
    part(numbered, trade(1, 10), trade(2, 20), trade(3, 30));
    assertThat(ids(numbered)).containsExactly("1", "", "6", "2", "3");
    assertThat(numbered.heard("trades").getLast().path("repaired").asBoolean()).isTrue();
    assertThat(bars(numbered)).containsExactly("v2 gap r0");
    last(numbered, trade(4, 35), trade(5, 40), trade(6, 50));
    assertThat(ids(numbered)).containsExactly("1", "", "6", "2", "3", "4", "5", "");
    assertThat(numbered.heard("trades").getLast().path("found").asInt()).isEqualTo(4);
    assertThat(bars(numbered)).containsExactly("v2 gap r0", "v6 repaired r1");
    assertThat(states(numbered)).containsOnly(GapRecord.State.FILLED);
  }

  @Test
  void aHoleThatAPartTellsOfDoesNotSayHowManyWereMissed() {
    see(unnumbered, 1, 10);
    cut(unnumbered, 20, 62);
    part(unnumbered, trade(1, 10), trade(2, 30));
    assertThat(types(unnumbered)).containsExactly("trade", "gap", "trade");
    assertThat(unnumbered.heard("trades").get(1).has("missed")).isFalse();
    assertThat(unnumbered.heard("trades").get(1).path("to").asString())
        .isEqualTo("2026-11-22T12:01:29.900Z"); // what the exchange's clock is believed to say
    last(unnumbered, trade(3, 40), trade(4, 61));
    assertThat(ids(unnumbered)).containsExactly("1", "", "2", "3", "4", "");
    see(unnumbered, 4, 61);
    see(unnumbered, 5, 101);
    assertThat(ids(unnumbered)).endsWith("", "5");
    unnumbered.pipeline.advance(at(130));
    assertThat(bars(unnumbered)).containsExactly("v3 repaired r0", "v2 repaired r0");
  }

  @Test
  void aPartOfWhichAllWasSeenTellsNothing() {
    see(unnumbered, 1, 10);
    cut(unnumbered, 20, 62);
    part(unnumbered, trade(1, 10));
    assertThat(types(unnumbered)).containsExactly("trade");
  }

  @Test
  void aTradeThatIsStreamedBetweenPartsEndsTheHole() {
    see(numbered, 1, 10);
    cut(numbered, 20, 30);
    part(numbered, trade(1, 10), trade(2, 21), trade(3, 22));
    see(numbered, 6, 31);
    assertThat(types(numbered)).containsExactly("trade", "gap", "trade", "trade", "gap", "trade");
    assertThat(numbered.heard("trades").get(4).path("missed").asInt()).isEqualTo(4);
    assertThat(numbered.counts.missedTrades()).hasValue(4);
    last(numbered, trade(4, 23), trade(5, 24));
    assertThat(ids(numbered)).containsExactly("1", "", "2", "3", "", "6", "4", "5", "");
    assertThat(searches.trades).hasSize(1);
    assertThat(states(numbered)).containsOnly(GapRecord.State.FILLED);
  }

  @Test
  void anInterruptionBetweenPartsNeitherLosesNorRepeats() {
    see(unnumbered, 1, 10);
    cut(unnumbered, 20, 30);
    part(unnumbered, trade(1, 10), trade(2, 21));
    cut(unnumbered, 40, 50);
    last(unnumbered, trade(3, 22));
    assertThat(ids(unnumbered)).containsExactly("1", "", "2", "3");
    assertThat(searches.trades).hasSize(2);
    assertThat(searches.trades.getLast().last().sequence()).isEqualTo(3);
    part(unnumbered, trade(3, 22), trade(4, 41));
    last(unnumbered, trade(5, 42));
    assertThat(ids(unnumbered)).containsExactly("1", "", "2", "3", "4", "5", "");
    see(unnumbered, 6, 51);
    unnumbered.pipeline.advance(at(100));
    assertThat(bars(unnumbered)).last().asString().startsWith("v6 ");
  }

  @Test
  void whatWasToldCountsThoughTheRestCannotBeHad() {
    see(numbered, 1, 10);
    see(numbered, 6, 50);
    numbered.pipeline.advance(at(61));
    part(numbered, trade(2, 20), trade(3, 30));
    numbered.pipeline.tradesUnavailable(
        searches.trades.getFirst().hole(), "the gateway failed", at(91));
    assertThat(ids(numbered)).containsExactly("1", "", "6", "2", "3");
    assertThat(bars(numbered)).last().isEqualTo("v4 gap r1");
  }

  @Test
  void whatWasToldIsNotRepeatedWhereNobodyWantsTheRest() {
    see(numbered, 1, 10);
    see(numbered, 6, 50);
    part(numbered, trade(2, 20), trade(3, 30));
    numbered.pipeline.letGo(OF_TRADES);
    last(numbered, trade(4, 35), trade(5, 40));
    assertThat(ids(numbered)).containsExactly("1", "", "6", "2", "3");
    assertThat(states(numbered)).containsOnly(GapRecord.State.UNFILLED);
  }

  @Test
  void noPartIsTakenAfterIdsBeganAnew() {
    see(numbered, 1_000, 10);
    see(numbered, 1_006, 11);
    part(numbered, trade(1_001, 10.1));
    see(numbered, 1, 20);
    see(numbered, 2, 21);
    see(numbered, 3, 22);
    assertThat(searches.withdrawn).containsExactly(searches.trades.getFirst().hole());
    part(numbered, trade(1_002, 10.2));
    last(numbered, trade(1_003, 10.3));
    assertThat(ids(numbered)).contains("1001").doesNotContain("1002", "1003");
  }

  @Test
  void aTradeOfAPartThatCannotBeAcceptedIsDecidedOnWhenAllAreThere() {
    see(numbered, 1, 10);
    cut(numbered, 20, 30);
    part(numbered, trade(1, 10), trade(2, 21, Decimal.ZERO));
    see(numbered, 5, 31);
    last(numbered, trade(3, 22), trade(4, 23));
    assertThat(ids(numbered)).containsExactly("1", "", "5", "3", "4");
    numbered.pipeline.advance(at(61));
    assertThat(searches.bars).hasSize(1);
    numbered.pipeline.barsUnavailable(Interval.M1, at(0), at(60), "banned", at(62));
    assertThat(states(numbered)).containsOnly(GapRecord.State.UNFILLED);
  }

  @Test
  void aSearchThatTheStreamMadeNeedlessIsWithdrawnAndTheNextBegins() {
    see(numbered, 1, 10);
    cut(numbered, 20, 30);
    see(numbered, 2, 31);
    assertThat(searches.withdrawn).containsExactly(searches.trades.getFirst().hole());
    see(numbered, 4, 32);
    assertThat(searches.trades).hasSize(2);
    assertThat(searches.trades.getLast().last().sequence()).isEqualTo(2);
    numbered.pipeline.tradesFound(searches.trades.getFirst().hole(), List.of(), at(33));
    last(numbered, trade(3, 31.5));
    assertThat(ids(numbered)).containsExactly("1", "2", "", "4", "3", "");
  }

  @Test
  void whoWaitsForASearchThatIsWithdrawnIsSearchedFor() {
    see(numbered, 1, 10);
    see(numbered, 3, 11);
    see(numbered, 5, 12);
    assertThat(searches.trades).hasSize(1);
    see(numbered, 2, 10.5); // late
    assertThat(searches.withdrawn).containsExactly(searches.trades.getFirst().hole());
    assertThat(searches.trades).hasSize(2);
    assertThat(searches.trades.getLast().last().sequence()).isEqualTo(3);
  }

  @Test
  void anAnsweredSearchIsNotWithdrawn() {
    see(numbered, 1, 10);
    see(numbered, 3, 11);
    last(numbered, trade(2, 10.5));
    assertThat(states(numbered)).containsOnly(GapRecord.State.FILLED);
    assertThat(searches.withdrawn).isEmpty();
  }

  @Test
  void aSearchWithoutAnEndSaysWhatTimeItWasForTheExchange() {
    unnumbered.pipeline.on(
        new Trade(BTC, 1, null, Decimal.ONE, Decimal.ONE, Side.BUY, 1, at(12.5), at(10))); // ahead
    cut(unnumbered, 20, 30);
    TradeSearch search = searches.trades.getFirst();
    assertThat(search.since()).isEqualTo(at(30));
    assertThat(search.exchangeSince()).isEqualTo(at(32.5));
  }
}
