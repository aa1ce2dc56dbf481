package io.barline.pipeline;

import static io.barline.pipeline.ListenedPipeline.BTC;
import static io.barline.pipeline.ListenedPipeline.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.barline.hub.Variant;
import io.barline.market.Bar;
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

/** Trades have the price of their id; times are seconds after a full hour. */
class TradeHolesTest {
  private static final UpstreamChannel OF_TRADES = new UpstreamChannel.Trades();
  private static final Channel TRADES = new Channel.Trades();
  private static final Channel MINUTES = new Channel.Bars(Interval.M1);
  private static final Channel FIVES = new Channel.Bars(Interval.M5);

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

  private static void cut(ListenedPipeline what, double seconds) {
    what.pipeline.interrupted(
        OF_TRADES, Gap.Cause.DISCONNECTED, "the connection was lost", at(seconds));
  }

  private static void answer(ListenedPipeline to, TradeSearch search, Trade... found) {
    to.pipeline.tradesFound(search.hole(), List.of(found), at(200));
  }

  /** Price, quality and revision of the bars of a topic. */
  private static List<String> bars(ListenedPipeline of, String topic) {
    return of.heard(topic).stream()
        .filter(message -> message.path("type").asString().equals("bar"))
        .map(
            bar ->
                "%s/%s v%s %s r%d %s"
                    .formatted(
                        bar.path("open").asString(),
                        bar.path("close").asString(),
                        bar.path("volume").asString(),
                        bar.path("quality").asString(),
                        bar.path("revision").intValue(),
                        bar.path("source").asString()))
        .toList();
  }

  private static List<GapRecord.State> states(ListenedPipeline of) {
    return of.settings.gaps().find(_ -> true, 100).stream().map(GapRecord::state).toList();
  }

  @Test
  void whatAJumpMissedIsFoundToldAndCounted() {
    see(numbered, 1, 10);
    see(numbered, 4, 70);
    assertThat(searches.trades).hasSize(1);
    TradeSearch search = searches.trades.getFirst();
    assertThat(search.last().sequence()).isEqualTo(1);
    assertThat(search.next()).isEqualTo(trade(4, 70));
    numbered.pipeline.advance(at(121));
    answer(numbered, search, trade(1, 10), trade(2, 20), trade(3, 65), trade(4, 70));
    assertThat(numbered.heard("trades", "type"))
        .containsExactly("trade", "gap", "trade", "trade", "trade", "gap_filled");
    assertThat(numbered.heard("trades", "id")).containsExactly("1", "", "4", "2", "3", "");
    assertThat(numbered.heard("trades").get(3).path("repaired").asBoolean()).isTrue();
    assertThat(numbered.heard("trades").getLast().path("by").asString()).isEqualTo("trades");
    assertThat(numbered.heard("bars.1m").getLast().path("type").asString()).isEqualTo("gap_filled");
    assertThat(bars(numbered, "bars.1m"))
        .endsWith("1/2 v2 repaired r1 trades", "3/4 v2 repaired r1 trades")
        .hasSize(4);
    assertThat(states(numbered)).containsOnly(GapRecord.State.FILLED).hasSize(2);
    see(numbered, 2, 20);
    assertThat(numbered.heard("trades")).hasSize(6);
  }

  private void poll(boolean on) {
    unnumbered.pipeline.sampled(OF_TRADES, on);
    unnumbered.pipeline.confirmed(OF_TRADES, at(0));
  }

  @Test
  void whatWasPolledIsOneHoleThatIsSearchedOnceItIsStreamedAgain() {
    see(unnumbered, 1, 10);
    cut(unnumbered, 20);
    poll(true);
    see(unnumbered, 3, 30);
    see(unnumbered, 5, 40);
    see(unnumbered, 8, 70);
    assertThat(unnumbered.heard("trades", "type"))
        .containsExactly("trade", "gap", "trade", "gap", "trade", "gap", "trade");
    assertThat(unnumbered.heard("trades"))
        .filteredOn(message -> message.path("type").asString().equals("gap"))
        .allMatch(gap -> gap.path("detail").asString().contains("once they are streamed again"))
        .extracting(gap -> gap.path("gap"))
        .containsOnly(unnumbered.heard("trades").get(1).path("gap"));
    unnumbered.pipeline.advance(at(125));
    assertThat(searches.trades).isEmpty();
    assertThat(bars(unnumbered, "bars.1m"))
        .endsWith("1/5 v3 gap r0 trades", "8/8 v1 gap r0 trades");
    unnumbered.pipeline.interrupted(
        OF_TRADES, Gap.Cause.DISCONNECTED, "it is had from elsewhere now", at(130));
    unnumbered.pipeline.sampled(OF_TRADES, false);
    unnumbered.pipeline.confirmed(OF_TRADES, at(131));
    see(unnumbered, 12, 132);
    TradeSearch since = searches.trades.getFirst();
    assertThat(since.last().sequence()).isEqualTo(1);
    answer(
        unnumbered,
        since,
        trade(1, 10),
        trade(2, 15),
        trade(3, 30),
        trade(4, 35),
        trade(5, 40),
        trade(6, 50),
        trade(7, 69),
        trade(8, 70),
        trade(9, 119),
        trade(10, 128),
        trade(12, 132));
    assertThat(unnumbered.heard("trades", "id")).endsWith("12", "2", "4", "6", "7", "9", "10", "");
    assertThat(bars(unnumbered, "bars.1m"))
        .endsWith("1/6 v6 repaired r1 trades", "7/9 v3 repaired r1 trades");
    assertThat(searches.trades).hasSize(1);
    assertThat(states(unnumbered)).containsOnly(GapRecord.State.FILLED);
  }

  @Test
  void whatIsPolledFromTheStartIsNotRepaired() {
    poll(true);
    see(unnumbered, 1, 10);
    see(unnumbered, 3, 20);
    cut(unnumbered, 25); // of REST
    see(unnumbered, 5, 30);
    assertThat(searches.trades).isEmpty();
    assertThat(unnumbered.heard("trades", "cause"))
        .containsExactly("", "polled", "", "disconnected", "");
    assertThat(states(unnumbered)).containsOnly(GapRecord.State.UNFILLED);
  }

  @Test
  void whatIsPolledForAnHourIsSearchedOnce() {
    see(unnumbered, 1, 10);
    cut(unnumbered, 20);
    poll(true);
    for (int i = 0; i <= 5; i++) {
      see(unnumbered, 10 + i, 1_000 * i + 30);
    }
    assertThat(searches.trades)
        .singleElement()
        .satisfies(
            search -> {
              assertThat(search.last().sequence()).isEqualTo(1);
              assertThat(search.next()).isEqualTo(trade(14, 4_030));
              assertThat(search.sampled()).isTrue();
              assertThat(search.since()).isEqualTo(trade(14, 4_030).receiveTime());
            });
    answer(unnumbered, searches.trades.getFirst());
    assertThat(unnumbered.settings.gaps().find(_ -> true, 100))
        .filteredOn(record -> record.gap().topic().channel().equals(TRADES))
        .extracting(record -> record.gap().cause(), GapRecord::state)
        .containsExactly(
            tuple(Gap.Cause.POLLED, GapRecord.State.UNFILLED),
            tuple(Gap.Cause.DISCONNECTED, GapRecord.State.FILLED));
  }

  @Test
  void isToldThoughItCantBePolledEither() {
    see(unnumbered, 1, 10);
    cut(unnumbered, 20);
    unnumbered.pipeline.sampled(OF_TRADES, true);
    unnumbered.pipeline.advance(at(21));
    unnumbered.pipeline.advance(at(60));
    assertThat(unnumbered.heard("trades", "type")).containsExactly("trade", "gap");
  }

  @Test
  void samplesThatAreNotKnownAgainEndTheHole() {
    ListenedPipeline ascending = listened(Pipeline.TradeOrder.ASCENDING);
    see(ascending, 1, 10);
    cut(ascending, 15);
    ascending.pipeline.sampled(OF_TRADES, true);
    see(ascending, 3, 20);
    see(ascending, 5, 30);
    assertThat(searches.trades).singleElement().matches(TradeSearch::sampled);
    assertThat(ascending.heard("trades", "cause"))
        .containsExactly("", "disconnected", "", "polled", "");
    assertThat(states(ascending))
        .containsExactly(
            GapRecord.State.UNFILLED,
            GapRecord.State.UNFILLED,
            GapRecord.State.OPEN,
            GapRecord.State.OPEN);
  }

  @Test
  void whatWasPolledAndCantBeToldStaysWithItsReason() {
    see(unnumbered, 1, 10);
    cut(unnumbered, 20);
    poll(true);
    see(unnumbered, 5, 40);
    poll(false);
    see(unnumbered, 7, 50);
    unnumbered.pipeline.tradesUnavailable(
        searches.trades.getLast().hole(), "too many: more than 3 trades were missed", at(60));
    assertThat(unnumbered.settings.gaps().find(_ -> true, 100))
        .filteredOn(record -> record.gap().topic().channel().equals(TRADES))
        .singleElement()
        .satisfies(
            record -> {
              assertThat(record.state()).isEqualTo(GapRecord.State.UNFILLED);
              assertThat(record.reason()).contains("too many: more than 3 trades");
            });
  }

  @Test
  void barsAreWholeOnceAllThatIsSentAgainCame() {
    ListenedPipeline replayed = listened(Pipeline.TradeOrder.REPLAYED);
    Decimal price = Decimal.of(7, 0);
    replayed.pipeline.on(trade(9, 5, price));
    replayed.pipeline.on(trade(1, 10, price));
    cut(replayed, 20);
    replayed.pipeline.confirmed(OF_TRADES, at(70));
    double[] times = {10, 15, 30, 59, 65};
    for (int i = 0; i < times.length; i++) {
      Trade trade = trade(i + 1, times[i], price);
      replayed.pipeline.on(
          new Trade(
              BTC,
              trade.sequence(),
              null,
              trade.price(),
              trade.size(),
              Side.BUY,
              1,
              trade.exchangeTime(),
              at(70 + i / 1_000.0)));
      replayed.pipeline.advance(at(70 + i / 1_000.0));
    }
    assertThat(bars(replayed, "bars.1m")).noneMatch(bar -> bar.contains("complete"));
    assertThat(searches.withdrawn).containsExactly(searches.trades.getFirst().hole());
    replayed.pipeline.advance(at(70.3));
    assertThat(bars(replayed, "bars.1m")).last().asString().startsWith("7/7 v5 complete");
    assertThat(replayed.heard("trades", "type")).containsOnly("trade");
  }

  @Test
  void whatComesLateFillsTheHoleWithoutASearch() {
    see(numbered, 1, 10);
    see(numbered, 3, 70);
    numbered.pipeline.advance(at(80));
    see(numbered, 2, 20);
    assertThat(numbered.heard("trades", "type"))
        .containsExactly("trade", "gap", "trade", "trade", "gap_filled");
    assertThat(numbered.heard("trades").getLast().path("by").asString()).isEqualTo("stream");
    assertThat(bars(numbered, "bars.1m")).last().isEqualTo("1/2 v2 complete r2 trades");
    answer(numbered, searches.trades.getFirst(), trade(2, 20));
    assertThat(numbered.heard("trades")).hasSize(5);
  }

  @Test
  void aBarThatClosedWhileDownIsCompleteOnceNothingWasMissed() {
    see(numbered, 1, 10);
    cut(numbered, 20);
    numbered.pipeline.advance(at(61));
    assertThat(bars(numbered, "bars.1m")).containsExactly("1/1 v1 gap r0 trades");
    numbered.pipeline.confirmed(OF_TRADES, at(62));
    assertThat(searches.trades).hasSize(1);
    see(numbered, 2, 65);
    assertThat(bars(numbered, "bars.1m")).last().isEqualTo("1/1 v1 complete r1 trades");
    answer(numbered, searches.trades.getFirst());
    assertThat(numbered.heard("trades", "type")).containsExactly("trade", "trade");
  }

  @Test
  void aQuietInstrumentsHoleIsKnownWithoutANewTrade() {
    see(unnumbered, 1, 10);
    cut(unnumbered, 20);
    unnumbered.pipeline.confirmed(OF_TRADES, at(62));
    TradeSearch search = searches.trades.getFirst();
    assertThat(search.next()).isNull();
    assertThat(search.since()).isEqualTo(at(62));
    unnumbered.pipeline.advance(at(63));
    answer(unnumbered, search, trade(1, 10), trade(2, 30));
    assertThat(unnumbered.heard("trades", "type"))
        .containsExactly("trade", "gap", "trade", "gap_filled");
    assertThat(unnumbered.heard("trades", "cause").get(1)).isEqualTo("disconnected");
    assertThat(bars(unnumbered, "bars.1m"))
        .containsExactly("1/1 v1 gap r0 trades", "1/2 v2 repaired r1 trades");
    see(unnumbered, 2, 30);
    see(unnumbered, 3, 100);
    assertThat(unnumbered.heard("trades", "id")).containsExactly("1", "", "2", "", "3");
  }

  @Test
  void whereNothingWasMissedTheHoleThatWasToldIsFilled() {
    see(unnumbered, 1, 10);
    cut(unnumbered, 20);
    unnumbered.pipeline.confirmed(OF_TRADES, at(25));
    see(unnumbered, 2, 30);
    assertThat(unnumbered.heard("trades", "type")).containsExactly("trade", "gap", "trade");
    assertThat(unnumbered.heard("trades").get(1).path("detail").asString())
        .isEqualTo("the connection was lost: trades in between were not seen");
    unnumbered.pipeline.advance(at(61));
    answer(unnumbered, searches.trades.getFirst(), trade(1, 10), trade(2, 30));
    assertThat(unnumbered.heard("trades", "type")).last().isEqualTo("gap_filled");
    assertThat(bars(unnumbered, "bars.1m"))
        .containsExactly("1/2 v2 gap r0 trades", "1/2 v2 complete r1 trades");
  }

  private static Bar exchangeBar(Interval interval, double seconds, long close) {
    Decimal price = Decimal.of(close, 0);
    return new Bar(
        BTC,
        interval,
        at(seconds),
        Decimal.ONE,
        price,
        Decimal.ONE,
        price,
        Decimal.of(7, 0),
        Decimal.of(14, 0),
        null,
        null,
        Bar.UNKNOWN,
        true,
        0,
        Bar.Quality.COMPLETE,
        Bar.Source.EXCHANGE,
        at(seconds),
        at(200));
  }

  @Test
  void theExchangesBarsTakeThePlaceOfWhatCannotBeHad() {
    numbered.want(FIVES, OF_TRADES, 0);
    see(numbered, 1, 10);
    see(numbered, 3, 70);
    numbered.pipeline.advance(at(100));
    numbered.pipeline.tradesUnavailable(searches.trades.getFirst().hole(), "too long ago", at(101));
    assertThat(searches.bars).isEmpty();
    numbered.pipeline.advance(at(121));
    assertThat(searches.bars).containsExactly(new Searches.AskedBars(Interval.M1, at(0), at(120)));
    numbered.pipeline.barsFound(
        Interval.M1,
        at(0),
        at(120),
        List.of(exchangeBar(Interval.M1, 0, 2), exchangeBar(Interval.M1, 60, 5)),
        at(130));
    assertThat(bars(numbered, "bars.1m"))
        .endsWith("1/2 v7 repaired r1 exchange", "1/5 v7 repaired r1 exchange");
    assertThat(numbered.heard("bars.1m").getLast().path("by").asString()).isEqualTo("bars");
    assertThat(numbered.heard("bars.5m", "type")).doesNotContain("gap_filled");
    see(numbered, 2, 20);
    assertThat(bars(numbered, "bars.1m")).last().isEqualTo("1/5 v7 repaired r1 exchange");

    numbered.pipeline.advance(at(301));
    assertThat(numbered.heard("trades").getLast().path("type").asString()).isEqualTo("gap_filled");
  }

  @Test
  void aLongBarIsAskedForWhenItClosesAndTheTradesStayMissing() {
    numbered.want(FIVES, OF_TRADES, 0);
    see(numbered, 1, 10);
    see(numbered, 3, 70);
    numbered.pipeline.tradesUnavailable(searches.trades.getFirst().hole(), "too long ago", at(72));
    numbered.pipeline.advance(at(301));
    assertThat(searches.bars)
        .containsExactlyInAnyOrder(
            new Searches.AskedBars(Interval.M1, at(0), at(120)),
            new Searches.AskedBars(Interval.M5, at(0), at(300)));
    numbered.pipeline.barsFound(
        Interval.M5, at(0), at(300), List.of(exchangeBar(Interval.M5, 0, 9)), at(302));
    numbered.pipeline.barsUnavailable(Interval.M1, at(0), at(120), "banned", at(302));
    assertThat(bars(numbered, "bars.5m")).last().isEqualTo("1/9 v7 repaired r1 exchange");
    assertThat(states(numbered))
        .containsExactlyInAnyOrder(
            GapRecord.State.UNFILLED, GapRecord.State.UNFILLED, GapRecord.State.FILLED);
    assertThat(numbered.heard("trades", "type")).doesNotContain("gap_filled");
  }

  @Test
  void aFirstPartialBarIsReplaced() {
    ListenedPipeline late =
        new ListenedPipeline(Pipeline.TradeOrder.CONTIGUOUS, null, searches, _ -> {});
    late.want(MINUTES, OF_TRADES, 0);
    late.pipeline.confirmed(OF_TRADES, at(30));
    see(late, 5, 40);
    late.pipeline.advance(at(61));
    assertThat(searches.bars).containsExactly(new Searches.AskedBars(Interval.M1, at(0), at(60)));
    for (int seconds = 62; seconds < 400; seconds++) {
      late.pipeline.advance(at(seconds));
    }
    late.pipeline.barsFound(
        Interval.M1, at(0), at(60), List.of(exchangeBar(Interval.M1, 0, 5)), at(400));
    assertThat(bars(late, "bars.1m"))
        .containsExactly("5/5 v1 partial r0 trades", "1/5 v7 repaired r1 exchange");
    assertThat(late.heard("bars.1m").getLast().path("vwap").asString()).isEqualTo("2");
  }

  @Test
  void anUnreadableFrameIsSearchedForAtOnceAndNotToldUnlessAnIdJumps() {
    see(numbered, 1, 10);
    numbered.pipeline.interrupted(OF_TRADES, Gap.Cause.UNREADABLE, "no JSON", at(11));
    assertThat(searches.trades).hasSize(1);
    answer(numbered, searches.trades.getFirst(), trade(1, 10));
    see(numbered, 2, 12);
    assertThat(numbered.heard("trades", "type")).containsExactly("trade", "trade");
    numbered.pipeline.interrupted(OF_TRADES, Gap.Cause.UNREADABLE, "no JSON", at(13));
    see(numbered, 4, 14);
    assertThat(numbered.heard("trades", "cause")).contains("unreadable");
    assertThat(numbered.heard("trades", "detail")).contains("no JSON: expected trade id 3, got 4");
    answer(numbered, searches.trades.get(1), trade(3, 13));
    assertThat(numbered.heard("trades", "type")).last().isEqualTo("gap_filled");
  }

  @Test
  void aTradeThatIsNotAcceptedIsAHoleWhereIdsDoNotShowIt() {
    see(unnumbered, 1, 10);
    unnumbered.pipeline.on(trade(2, 11, Decimal.ZERO));
    see(unnumbered, 3, 12);
    assertThat(unnumbered.heard("trades", "cause")).containsExactly("", "rejected", "");
    assertThat(searches.trades).hasSize(1);
    answer(unnumbered, searches.trades.getFirst(), trade(2, 11, Decimal.ZERO));
    assertThat(unnumbered.heard("trades")).hasSize(3);
    assertThat(states(unnumbered)).contains(GapRecord.State.UNFILLED);
    see(numbered, 1, 10);
    numbered.pipeline.on(trade(2, 11, Decimal.ZERO));
    assertThat(searches.trades).hasSize(1);
  }

  @Test
  void aNewCountOfIdsIsNotSearched() {
    see(numbered, 1_000, 10);
    see(numbered, 1, 20);
    see(numbered, 2, 21);
    see(numbered, 3, 22);
    assertThat(numbered.heard("trades", "cause")).contains("sequence_jump");
    assertThat(searches.trades).isEmpty();
    assertThat(states(numbered)).contains(GapRecord.State.UNFILLED);
    numbered.pipeline.advance(at(61));
    assertThat(searches.bars).hasSize(1);
  }

  @Test
  void thereIsOneSearchAtATime() {
    see(numbered, 1, 10);
    see(numbered, 3, 11);
    see(numbered, 5, 12);
    assertThat(searches.trades).hasSize(1);
    answer(numbered, searches.trades.getFirst(), trade(2, 10.5));
    assertThat(searches.trades).hasSize(2);
    assertThat(searches.trades.get(1).last().sequence()).isEqualTo(3);
    answer(numbered, searches.trades.get(1), trade(4, 11.5));
    assertThat(numbered.heard("trades", "id"))
        .containsExactly("1", "", "3", "", "5", "2", "", "4", "");
  }

  @Test
  void anInterruptionDuringTheSearchIsSearchedAgain() {
    see(unnumbered, 1, 10);
    cut(unnumbered, 11);
    unnumbered.pipeline.confirmed(OF_TRADES, at(13));
    cut(unnumbered, 14);
    answer(unnumbered, searches.trades.getFirst(), trade(2, 12));
    assertThat(unnumbered.heard("trades", "id")).containsExactly("1", "", "2");
    unnumbered.pipeline.confirmed(OF_TRADES, at(16));
    assertThat(searches.trades).hasSize(2);
    answer(unnumbered, searches.trades.get(1), trade(2, 12), trade(3, 15));
    assertThat(unnumbered.heard("trades", "id")).containsExactly("1", "", "2", "3", "");
  }

  @Test
  void nothingIsSearchedThatNobodyWants() {
    see(numbered, 1, 10);
    see(numbered, 3, 11);
    numbered.pipeline.letGo(OF_TRADES);
    assertThat(searches.forgotten).isEqualTo(1);
    assertThat(states(numbered)).containsOnly(GapRecord.State.UNFILLED);
    answer(numbered, searches.trades.getFirst(), trade(2, 10.5));
    assertThat(numbered.heard("trades")).hasSize(3);
  }

  @Test
  void aStragglerDoesNotHideWhatIsMissedBetweenItAndTheConfirmation() {
    see(unnumbered, 1, 10);
    cut(unnumbered, 20);
    see(unnumbered, 2, 30);
    see(unnumbered, 4, 32);
    assertThat(unnumbered.heard("trades", "type"))
        .containsExactly("trade", "gap", "trade", "trade");
    answer(unnumbered, searches.trades.getFirst(), trade(1, 10), trade(2, 30));
    unnumbered.pipeline.confirmed(OF_TRADES, at(40));
    assertThat(searches.trades).hasSize(2);
    TradeSearch search = searches.trades.getLast();
    assertThat(search.last().sequence()).isEqualTo(2);
    assertThat(search.next()).isNull();
    assertThat(search.since()).isEqualTo(at(40));
    answer(unnumbered, search, trade(2, 30), trade(3, 31), trade(4, 32), trade(5, 35));
    see(unnumbered, 6, 41);
    assertThat(unnumbered.heard("trades", "id"))
        .containsExactly("1", "", "2", "4", "", "", "3", "5", "", "6");
    assertThat(states(unnumbered)).containsOnly(GapRecord.State.FILLED);
  }

  @Test
  void aStragglerWithTheNextIdIsNoGapAndIsSearchedFromOn() {
    see(numbered, 1, 10);
    cut(numbered, 20);
    see(numbered, 2, 21);
    numbered.pipeline.confirmed(OF_TRADES, at(40));
    assertThat(searches.trades).hasSize(1);
    assertThat(searches.trades.getFirst().last().sequence()).isEqualTo(2);
    answer(numbered, searches.trades.getFirst(), trade(2, 21));
    see(numbered, 3, 41);
    assertThat(numbered.heard("trades", "type")).containsExactly("trade", "trade", "trade");
  }

  @Test
  void aTradeOvertakenBeforeTheCutIsSearchedFor() {
    ListenedPipeline unordered = listened(Pipeline.TradeOrder.UNORDERED);
    see(unordered, 1, 10);
    see(unordered, 3, 20);
    cut(unordered, 20.5);
    unordered.pipeline.confirmed(OF_TRADES, at(25));
    TradeSearch search = searches.trades.getFirst();
    assertThat(search.last().sequence()).isEqualTo(1);
    answer(unordered, search, trade(1, 10), trade(2, 19.5), trade(3, 20));
    assertThat(unordered.heard("trades", "id")).containsExactly("1", "3", "", "2", "");
    assertThat(unordered.settings.gaps().find(_ -> true, 1).getFirst().gap().from())
        .isEqualTo(at(18));
  }

  private static void unreadable(ListenedPipeline what, double seconds) {
    what.pipeline.interrupted(OF_TRADES, Gap.Cause.UNREADABLE, "no JSON", at(seconds));
  }

  @Test
  void whatIsFoundWhileUnreadableFramesRepeatIsTold() {
    see(unnumbered, 1, 10);
    unreadable(unnumbered, 11);
    unreadable(unnumbered, 12);
    unreadable(unnumbered, 13);
    answer(unnumbered, searches.trades.getFirst(), trade(1, 10), trade(2, 10.5));
    assertThat(unnumbered.heard("trades", "id")).containsExactly("1", "", "2");
    assertThat(searches.trades).hasSize(2);
    assertThat(searches.trades.getLast().last().sequence()).isEqualTo(2);
    answer(unnumbered, searches.trades.getLast(), trade(2, 10.5), trade(3, 12.5));
    assertThat(unnumbered.heard("trades", "id")).containsExactly("1", "", "2", "3", "");
    assertThat(states(unnumbered)).containsOnly(GapRecord.State.FILLED);
  }

  @Test
  void aHoleThatNothingEndsIsToldInTheEnd() {
    see(unnumbered, 1, 10);
    cut(unnumbered, 20);
    unnumbered.pipeline.advance(at(21));
    unnumbered.pipeline.advance(at(50));
    assertThat(unnumbered.heard("trades", "type")).containsExactly("trade");
    unnumbered.pipeline.advance(at(51));
    assertThat(unnumbered.heard("trades", "type")).containsExactly("trade", "gap");
    assertThat(states(unnumbered)).containsOnly(GapRecord.State.OPEN);
  }

  @Test
  void aSearchWithoutAnEndThatFailsIsTold() {
    see(unnumbered, 1, 10);
    cut(unnumbered, 20);
    unnumbered.pipeline.confirmed(OF_TRADES, at(25));
    unnumbered.pipeline.tradesUnavailable(
        searches.trades.getFirst().hole(), "too long ago", at(26));
    assertThat(unnumbered.heard("trades", "type")).containsExactly("trade", "gap");
    see(unnumbered, 2, 30);
    assertThat(unnumbered.heard("trades", "type")).containsExactly("trade", "gap", "trade");
    unnumbered.pipeline.advance(at(61));
    assertThat(searches.bars).hasSize(1);
    unnumbered.pipeline.barsUnavailable(Interval.M1, at(0), at(60), "banned", at(62));
    assertThat(states(unnumbered)).containsOnly(GapRecord.State.UNFILLED);
  }

  @Test
  void aToldHoleIsFilledWhenTheNextIdShowsThatNothingWasMissed() {
    see(numbered, 1, 10);
    cut(numbered, 20);
    numbered.pipeline.confirmed(OF_TRADES, at(25));
    numbered.pipeline.tradesUnavailable(searches.trades.getFirst().hole(), "too long ago", at(26));
    assertThat(states(numbered)).containsOnly(GapRecord.State.UNFILLED);
    see(numbered, 2, 30);
    assertThat(states(numbered)).containsOnly(GapRecord.State.FILLED);
  }

  @Test
  void whatNobodyWantsAnyMoreIsToldAsUnfilled() {
    numbered.want(FIVES, OF_TRADES, 0);
    see(numbered, 1, 10);
    see(numbered, 3, 70);
    numbered.pipeline.drop(FIVES, Variant.PLAIN, at(71));
    assertThat(states(numbered))
        .containsExactlyInAnyOrder(
            GapRecord.State.UNFILLED, GapRecord.State.OPEN, GapRecord.State.OPEN);
    numbered.pipeline.tradesUnavailable(searches.trades.getFirst().hole(), "too long ago", at(72));
    numbered.pipeline.drop(MINUTES, Variant.PLAIN, at(73));
    assertThat(states(numbered)).containsOnly(GapRecord.State.UNFILLED).hasSize(3);
    numbered.pipeline.advance(at(301));
    assertThat(searches.bars).isEmpty();
  }

  @Test
  void whatWasFoundIsToldThoughTheRestIsNotSearchedAnyMore() {
    see(numbered, 1, 10);
    unreadable(numbered, 11);
    see(numbered, 5, 12);
    answer(numbered, searches.trades.getFirst(), trade(1, 10), trade(2, 10.5));
    assertThat(searches.trades).hasSize(2);
    numbered.pipeline.letGo(OF_TRADES);
    assertThat(numbered.heard("trades", "id")).containsExactly("1", "", "5", "2");
  }

  @Test
  void noHoleIsFilledAfterIdsBeganAnew() {
    see(numbered, 1_000, 10);
    see(numbered, 1_003, 11);
    see(numbered, 1, 20);
    see(numbered, 2, 21);
    see(numbered, 3, 22);
    answer(numbered, searches.trades.getFirst(), trade(1_001, 10.2), trade(1_002, 10.5));
    assertThat(numbered.heard("trades", "type")).doesNotContain("gap_filled");
    assertThat(searches.trades).hasSize(1);
    assertThat(
            numbered
                .settings
                .gaps()
                .find(record -> record.gap().topic().channel().equals(TRADES), 9))
        .hasSize(2)
        .allMatch(record -> record.state() == GapRecord.State.UNFILLED);
  }

  @Test
  void aTradeThatCannotBeAcceptedStaysMissingThoughLaterOnesAreFound() {
    see(numbered, 1, 10);
    cut(numbered, 20);
    numbered.pipeline.confirmed(OF_TRADES, at(30));
    answer(
        numbered,
        searches.trades.getFirst(),
        trade(1, 10),
        trade(2, 21, Decimal.ZERO),
        trade(3, 22));
    see(numbered, 4, 31);
    assertThat(numbered.heard("trades", "id")).containsExactly("1", "", "3", "4");
    numbered.pipeline.advance(at(61));
    numbered.pipeline.barsUnavailable(Interval.M1, at(0), at(60), "banned", at(62));
    assertThat(states(numbered)).containsOnly(GapRecord.State.UNFILLED);
  }

  @Test
  void knownTradesAreKnownHoweverManyCameSince() {
    ListenedPipeline busy =
        new ListenedPipeline(
            Pipeline.TradeOrder.CHRONOLOGICAL,
            null,
            searches,
            TestSettings.of(Duration.ofSeconds(10), _ -> {}));
    busy.want(TRADES, OF_TRADES, 0);
    busy.pipeline.confirmed(OF_TRADES, at(-10));
    see(busy, 1, 10);
    cut(busy, 20);
    busy.pipeline.confirmed(OF_TRADES, at(25));
    int many = 2 + SeenTrades.REMEMBERED + 100;
    for (int id = 2; id < many; id++) {
      see(busy, id, 30 + id / 1_000.0);
    }
    int heard = busy.heard("trades").size();
    answer(busy, searches.trades.getFirst(), trade(1, 10), trade(2, 30.002));
    assertThat(busy.heard("trades", "type").subList(heard, busy.heard("trades").size()))
        .containsExactly("gap_filled");
  }

  @Test
  void theOldestOfTooManyHolesIsGivenUp() {
    numbered.pipeline.drop(MINUTES, Variant.PLAIN, at(0));
    for (int hole = 0; hole <= OpenHoles.MOST + 1; hole++) {
      see(numbered, 2 * hole + 1, hole + 1);
    }
    assertThat(states(numbered)).filteredOn(state -> state == GapRecord.State.UNFILLED).hasSize(1);
  }

  /** What a bridge tells of trades that it dropped, or of a page that did not reach back. */
  @Test
  void whatOverflowedIsSearchedForAtOnceAndFilledWhereItIsFound() {
    see(unnumbered, 1, 10);
    unnumbered.pipeline.interrupted(OF_TRADES, Gap.Cause.OVERFLOW, "120 dropped", at(11));
    assertThat(searches.trades).hasSize(1);
    see(unnumbered, 4, 12);
    answer(unnumbered, searches.trades.getFirst(), trade(1, 10), trade(2, 10.5), trade(4, 12));
    assertThat(unnumbered.heard("trades", "id")).contains("1", "2", "4");
    assertThat(unnumbered.heard("trades", "cause")).contains("overflow");
    assertThat(states(unnumbered)).containsOnly(GapRecord.State.FILLED);
  }

  @Test
  void whatOverflowedAndIsNotFoundIsAGapInTheBars() {
    see(unnumbered, 1, 10);
    unnumbered.pipeline.interrupted(OF_TRADES, Gap.Cause.OVERFLOW, "120 dropped", at(11));
    unnumbered.pipeline.tradesUnavailable(
        searches.trades.getFirst().hole(), "too long ago", at(12));
    see(unnumbered, 4, 13);
    unnumbered.pipeline.advance(at(62));
    assertThat(unnumbered.heard("trades", "cause")).contains("overflow");
    assertThat(unnumbered.settings.gaps().find(_ -> true, 1).getFirst().gap().cause())
        .isEqualTo(Gap.Cause.OVERFLOW);
    assertThat(states(unnumbered)).doesNotContain(GapRecord.State.FILLED);
  }
}
