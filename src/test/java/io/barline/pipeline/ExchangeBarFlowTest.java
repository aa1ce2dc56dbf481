package io.barline.pipeline;

import static io.barline.pipeline.ListenedPipeline.BTC;
import static io.barline.pipeline.ListenedPipeline.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.hub.Variant;
import io.barline.market.Bar;
import io.barline.market.Channel;
import io.barline.market.Decimal;
import io.barline.market.FeedStatus;
import io.barline.market.Gap;
import io.barline.market.Interval;
import io.barline.market.Side;
import io.barline.market.Trade;
import io.barline.market.UpstreamChannel;
import io.barline.quality.GapRecord;
import io.barline.quality.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExchangeBarFlowTest {
  private static final UpstreamChannel OF_TRADES = new UpstreamChannel.Trades();
  private static final UpstreamChannel MINUTES = new UpstreamChannel.Klines(Interval.M1);
  private static final Channel SECONDS = new Channel.Bars(Interval.S1);
  private static final Channel ONE = new Channel.Bars(Interval.M1);
  private static final Channel FIVE = new Channel.Bars(Interval.M5);

  private final ListenedPipeline listened =
      new ListenedPipeline(Pipeline.TradeOrder.CHRONOLOGICAL, null);
  private final Pipeline pipeline = listened.pipeline;

  private void minute(int minute, boolean closed, double receivedAt) {
    pipeline.on(minute(minute, Decimal.ONE, closed, receivedAt));
  }

  private static Bar minute(int minute, Decimal price, boolean closed, double receivedAt) {
    return new Bar(
        BTC,
        Interval.M1,
        at(minute * 60),
        price,
        price,
        price,
        price,
        Decimal.ONE,
        price,
        price,
        Decimal.ZERO,
        1,
        closed,
        0,
        Bar.Quality.COMPLETE,
        Bar.Source.EXCHANGE,
        at(minute * 60),
        at(receivedAt));
  }

  @Test
  void barsOfTheExchangeAndOfTradesStandBesideEachOther() {
    listened.want(SECONDS, OF_TRADES, 0);
    listened.want(ONE, MINUTES, 0);
    listened.want(FIVE, MINUTES, 0);
    pipeline.confirmed(MINUTES, at(-10));
    pipeline.on(new Trade(BTC, -1, "a", Decimal.ONE, Decimal.ONE, Side.BUY, 1, at(0.5), at(0.5)));
    pipeline.advance(at(2));
    minute(0, true, 60.5);
    minute(0, true, 61);
    minute(4, true, 300.5);
    assertThat(listened.heard("bars.1s", "source")).containsExactly("trades");
    assertThat(listened.heard("bars.1m", "source")).containsExactly("exchange", "exchange");
    assertThat(listened.heard("bars.5m", "volume")).containsExactly("2");
    assertThat(listened.heard("bars.5m", "quality")).containsExactly("complete");
    assertThat(listened.counts.repeated()).hasValue(1);
    assertThat(listened.counts.closedBars()).hasValue(4);
  }

  @Test
  void stateAndGapReachWhatIsMadeOfTheSourceAlone() {
    listened.want(SECONDS, OF_TRADES, 0);
    listened.want(ONE, MINUTES, 0);
    listened.want(FIVE, MINUTES, 0);
    pipeline.confirmed(MINUTES, at(0));
    minute(0, true, 60.5);
    pipeline.interrupted(MINUTES, Gap.Cause.DISCONNECTED, "the connection was lost", at(90));
    pipeline.status(MINUTES, FeedStatus.State.RECONNECTING, 1, 0, null, at(90));
    pipeline.confirmed(MINUTES, at(200));
    minute(4, true, 300.5);
    assertThat(listened.heard("bars.1m", "quality"))
        .containsExactly("complete", "", "", "complete");
    assertThat(listened.heard("bars.5m", "quality")).contains("gap");
    assertThat(listened.heard("bars.5m", "from")).contains("2026-11-22T12:01:00.000Z");
    assertThat(listened.take("bars.1m")).containsExactly("bar", "reconnecting", "gap", "bar");
    assertThat(listened.take("bars.1s")).isEmpty();
    assertThat(listened.counts.gaps()).hasValue(1);
  }

  private static Bar minute(int minute, Decimal price) {
    return minute(minute, price, true, minute * 60 + 60.5);
  }

  private ListenedPipeline afterAHole(Searches searches) {
    ListenedPipeline of =
        new ListenedPipeline(Pipeline.TradeOrder.CHRONOLOGICAL, null, searches, _ -> {});
    of.want(ONE, MINUTES, 0);
    of.want(FIVE, MINUTES, 0);
    of.pipeline.confirmed(MINUTES, at(0));
    of.pipeline.on(minute(0, Decimal.ONE));
    of.pipeline.interrupted(MINUTES, Gap.Cause.DISCONNECTED, "the connection was lost", at(90));
    of.pipeline.confirmed(MINUTES, at(200));
    of.pipeline.on(minute(4, Decimal.ONE));
    return of;
  }

  private static List<GapRecord.State> states(ListenedPipeline of) {
    return of.settings.gaps().find(_ -> true, 100).stream().map(GapRecord::state).toList();
  }

  @Test
  void theBarsOfAHoleAreFoundAndWhatIsMadeOfThemIsRepaired() {
    Searches searches = new Searches();
    ListenedPipeline of = afterAHole(searches);
    assertThat(searches.bars)
        .containsExactly(
            new Searches.AskedBars(Interval.M1, at(0), at(60)), // it may have been corrected
            new Searches.AskedBars(Interval.M1, at(60), at(180)));
    assertThat(of.heard("bars.5m", "quality")).last().isEqualTo("gap");
    assertThat(states(of)).containsOnly(GapRecord.State.OPEN).hasSize(2);

    of.pipeline.barsFound(
        Interval.M1, at(60), at(180), List.of(minute(1, Decimal.of(7, 0))), at(310));

    assertThat(of.take("bars.1m")).containsExactly("bar", "gap", "bar", "bar", "gap_filled");
    assertThat(of.heard("bars.5m", "volume")).endsWith("3", "");
    assertThat(of.heard("bars.5m", "quality")).endsWith("gap", "repaired", "");
    assertThat(of.heard("bars.5m", "revision")).endsWith("0", "1", "");
    assertThat(of.heard("bars.5m", "by")).last().isEqualTo("bars");
    assertThat(states(of)).containsOnly(GapRecord.State.FILLED).hasSize(2);
  }

  /** The connection is lost while a bar that came may still be corrected. */
  private static ListenedPipeline interruptedShortly(Searches searches) {
    ListenedPipeline of =
        new ListenedPipeline(Pipeline.TradeOrder.CHRONOLOGICAL, null, searches, _ -> {});
    of.want(ONE, MINUTES, 0);
    of.want(FIVE, MINUTES, 0);
    of.pipeline.confirmed(MINUTES, at(0));
    of.pipeline.on(minute(0, Decimal.ONE));
    of.pipeline.interrupted(MINUTES, Gap.Cause.DISCONNECTED, "the connection was lost", at(80));
    of.pipeline.confirmed(MINUTES, at(95));
    return of;
  }

  @Test
  void aCorrectionThatWasToldMeanwhileIsAskedFor() {
    Searches searches = new Searches();
    ListenedPipeline of = interruptedShortly(searches);
    assertThat(searches.bars).containsExactly(new Searches.AskedBars(Interval.M1, at(0), at(60)));
    of.pipeline.barsFound(
        Interval.M1, at(0), at(60), List.of(minute(0, Decimal.of(7, 0))), at(100));
    of.pipeline.on(minute(4, Decimal.ONE));
    assertThat(of.heard("bars.1m", "close")).containsExactly("1", "7", "1");
    assertThat(of.heard("bars.1m", "revision")).containsExactly("0", "1", "0");
    assertThat(of.heard("bars.5m", "high")).containsExactly("7");
    assertThat(states(of)).isEmpty();
  }

  @Test
  void aBarThatWasNotCorrectedIsToldOnce() {
    ListenedPipeline of = interruptedShortly(new Searches());
    of.pipeline.barsFound(Interval.M1, at(0), at(60), List.of(minute(0, Decimal.ONE)), at(100));
    assertThat(of.take("bars.1m")).containsExactly("bar");
  }

  @Test
  void aCorrectionThatIsToldTooLateIsToldToBe() {
    ListenedPipeline of = interruptedShortly(new Searches());
    of.pipeline.advance(at(200));
    of.pipeline.barsFound(
        Interval.M1, at(0), at(60), List.of(minute(0, Decimal.of(7, 0))), at(200));
    assertThat(of.heard("bars.1m", "cause")).containsExactly("", "late_trade");
  }

  @Test
  void whatIsStreamedOfACorrectionHolds() {
    ListenedPipeline of = interruptedShortly(new Searches());
    of.pipeline.on(minute(0, Decimal.of(7, 0), true, 96));
    of.pipeline.on(minute(1, Decimal.ONE));
    of.pipeline.advance(at(200));
    of.pipeline.barsFound(
        Interval.M1, at(0), at(60), List.of(minute(0, Decimal.of(7, 0))), at(200));
    assertThat(of.heard("bars.1m", "close")).containsExactly("1", "7", "1");
  }

  @Test
  void aHoleInWhichNoBarWasMissedIsFilledByTheStream() {
    ListenedPipeline of = afterAHole(new Searches());
    of.pipeline.barsFound(Interval.M1, at(60), at(180), List.of(), at(310));
    assertThat(of.heard("bars.1m", "by")).last().isEqualTo("stream");
    assertThat(of.heard("bars.5m", "quality")).endsWith("gap", "repaired", "");
    assertThat(of.heard("bars.5m", "volume")).endsWith("2", "2", "");
  }

  @Test
  void aFoundBarThatCannotBeAcceptedFillsNothing() {
    ListenedPipeline of = afterAHole(new Searches());
    of.pipeline.barsFound(
        Interval.M1, at(60), at(180), List.of(minute(1, Decimal.of(-7, 0))), at(310));
    assertThat(of.take("bars.1m")).containsExactly("bar", "gap", "bar");
    assertThat(of.heard("bars.5m", "quality")).last().isEqualTo("gap");
    assertThat(states(of)).containsOnly(GapRecord.State.UNFILLED).hasSize(2);
  }

  @Test
  void anAnswerThatNobodyAskedForChangesNothing() {
    ListenedPipeline of = afterAHole(new Searches());
    of.pipeline.barsFound(Interval.M1, at(0), at(180), List.of(minute(1, Decimal.ONE)), at(310));
    of.pipeline.barsUnavailable(Interval.M1, at(0), at(180), "gone", at(310));
    assertThat(states(of)).containsOnly(GapRecord.State.OPEN);
    of.pipeline.barsUnavailable(Interval.M1, at(60), at(180), "gone", at(310));
    of.pipeline.barsFound(Interval.M1, at(60), at(180), List.of(minute(1, Decimal.ONE)), at(311));
    assertThat(states(of)).containsOnly(GapRecord.State.UNFILLED);
    assertThat(of.take("bars.1m")).containsExactly("bar", "gap", "bar");
  }

  @Test
  void aPolledBarThatIsKnownShowsThatNoneWasMissed() {
    listened.want(ONE, MINUTES, 0);
    pipeline.sampled(MINUTES, true);
    minute(0, true, 65);
    pipeline.interrupted(MINUTES, Gap.Cause.DISCONNECTED, "the connection was lost", at(90));
    minute(0, true, 200);
    minute(3, true, 245);
    assertThat(listened.take("bars.1m")).containsExactly("bar", "bar");
  }

  @Test
  void openBarsAndWrongOnesAreNotTaken() {
    listened.want(ONE, MINUTES, 0);
    minute(0, false, 30);
    minute(9, true, 30);
    pipeline.advance(at(120));
    assertThat(listened.take("bars.1m")).isEmpty();
    assertThat(listened.counts.rejected(Reason.TIME_IMPLAUSIBLE)).hasValue(1);
  }

  @Test
  void aLateBarIsToldToEachBarThatLacksIt() {
    listened.want(ONE, MINUTES, 0);
    listened.want(FIVE, MINUTES, 0);
    pipeline.confirmed(MINUTES, at(-10));
    minute(3, true, 240.5);
    minute(0, true, 241);
    assertThat(listened.heard("bars.1m", "cause")).containsExactly("", "late_trade");
    assertThat(listened.heard("bars.5m", "cause")).containsExactly("late_trade");
    assertThat(listened.counts.lateTrades()).hasValue(2);
  }

  @Test
  void whatIsLetGoBeginsAnew() {
    listened.want(ONE, MINUTES, 0);
    minute(0, true, 60.5);
    pipeline.drop(ONE, Variant.PLAIN, at(70));
    pipeline.letGo(MINUTES);
    minute(1, true, 120.5);
    assertThat(listened.take("bars.1m")).containsExactly("bar");
    listened.want(ONE, MINUTES, 200);
    minute(3, true, 240.5);
    assertThat(listened.take("bars.1m")).containsSubsequence("bar");
    assertThat(listened.counts.gaps()).hasValue(0);
  }

  @Test
  void aShortInterruptionOfLooksOverTheEndOfAWindowIsAGap() {
    listened.want(ONE, MINUTES, 0);
    listened.want(FIVE, MINUTES, 0);
    pipeline.sampled(MINUTES, true);
    pipeline.confirmed(MINUTES, at(0));
    minute(0, true, 65);
    minute(0, true, 118);
    pipeline.interrupted(
        MINUTES,
        Gap.Cause.DISCONNECTED,
        "the connection was lost",
        at(127)); // the look that would have brought minute 1 failed
    pipeline.confirmed(MINUTES, at(128));
    minute(2, true, 185);
    assertThat(listened.heard("bars.1m", "cause")).contains("polled");
    assertThat(listened.heard("bars.1m", "from")).contains("2026-11-22T12:01:00.000Z");
    assertThat(listened.take("bars.1m")).containsExactly("bar", "gap", "bar");
    pipeline.advance(at(306));
    assertThat(listened.heard("bars.5m", "quality")).contains("gap");
  }

  @Test
  void aBarThatWasUnderWayWhenTheSourceWentDownHidesNoneThatIsMissed() {
    listened.want(ONE, MINUTES, 0);
    pipeline.confirmed(MINUTES, at(0));
    minute(0, true, 61);
    pipeline.interrupted(MINUTES, Gap.Cause.STALE, "nothing came", at(118));
    minute(1, true, 121);
    pipeline.confirmed(MINUTES, at(190));
    minute(3, true, 241);
    assertThat(listened.heard("bars.1m", "cause")).contains("stale");
    assertThat(listened.heard("bars.1m", "to")).contains("2026-11-22T12:03:00.000Z");
  }

  @Test
  void anInterruptionOfLooksWithinAWindowIsNone() {
    listened.want(ONE, MINUTES, 0);
    pipeline.sampled(MINUTES, true);
    pipeline.confirmed(MINUTES, at(0));
    minute(0, true, 65);
    pipeline.interrupted(MINUTES, Gap.Cause.DISCONNECTED, "the connection was lost", at(80));
    pipeline.confirmed(MINUTES, at(85));
    minute(1, true, 125);
    assertThat(listened.take("bars.1m")).containsExactly("bar", "bar");
  }
}
