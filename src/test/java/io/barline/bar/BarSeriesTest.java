package io.barline.bar;

import static io.barline.bar.Market.clock;
import static io.barline.bar.Market.trade;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barline.market.Bar;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Side;
import io.barline.market.Trade;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class BarSeriesTest {
  private final Market.Recorder sent = new Market.Recorder();
  private final BarSeries ordered = series(true);
  private final BarSeries unordered = series(false);

  private BarSeries series(boolean inOrder) {
    return new BarSeries(Market.SPOT, inOrder, BarSettings.DEFAULT, sent);
  }

  private static void advance(BarSeries series, String time) {
    series.advance(clock(time), clock(time));
  }

  @Test
  void aTradeOfALaterWindowClosesTheEarlierOneWhereTradesAreOrdered() {
    ordered.want(Interval.M1, false, false, clock("12:00:00"));
    ordered.on(trade("12:00:01", "5", "1"));
    ordered.on(trade("12:00:30", "7", "2"));
    ordered.on(trade("12:00:59.999", "4", "3"));
    assertThat(sent.take()).isEmpty();

    ordered.on(trade("12:01:00", "9", "1"));

    assertThat(sent.take()).containsExactly("1m 12:00:00 5/7/4/4 v6 r0 complete");
  }

  @Test
  void aTradeOfALaterWindowClosesNothingWhereTradesAreNotOrdered() {
    unordered.want(Interval.M1, false, false, clock("12:00:00"));
    unordered.on(trade("12:00:01", "5", "1"));
    unordered.on(trade("12:01:00", "9", "1"));
    unordered.on(trade("12:00:00", "6", "1"));
    assertThat(sent.take()).isEmpty();

    advance(unordered, "12:01:00.499999999");
    assertThat(sent.take()).isEmpty();
    advance(unordered, "12:01:00.500");

    assertThat(sent.take()).containsExactly("1m 12:00:00 6/6/5/5 v2 r0 complete");
  }

  @Test
  void aQuietInstrumentsBarClosesOnTime() {
    ordered.want(Interval.M1, false, false, clock("12:00:00"));
    ordered.on(trade("12:00:01", "5", "1"));

    advance(ordered, "12:01:00.500");

    assertThat(sent.take()).containsExactly("1m 12:00:00 5/5/5/5 v1 r0 complete");
    advance(ordered, "13:00:00");
    assertThat(sent.take()).isEmpty();
  }

  @Test
  void theShortestIntervalClosesFirst() {
    ordered.want(Interval.M5, false, false, clock("12:00:00"));
    ordered.want(Interval.M1, false, false, clock("12:00:00"));
    ordered.want(Interval.S1, false, false, clock("12:00:00"));
    ordered.on(trade("12:04:58.5", "5", "1"));
    ordered.on(trade("12:04:59.5", "6", "1"));
    sent.take();

    ordered.on(trade("12:05:00", "7", "1"));

    assertThat(sent.take())
        .containsExactly(
            "1s 12:04:59 6/6/6/6 v1 r0 complete",
            "1m 12:04:00 5/6/5/6 v2 r0 complete",
            "5m 12:00:00 5/6/5/6 v2 r0 complete");
  }

  @Test
  void windowsBegunBeforeTheyWereWantedArePartial() {
    ordered.want(Interval.M1, false, false, clock("12:00:00.000000001"));
    ordered.on(trade("12:00:30", "5", "1"));
    ordered.on(trade("12:01:30", "6", "1"));
    ordered.want(Interval.M5, false, false, clock("12:01:40"));
    advance(ordered, "12:05:01");

    assertThat(sent.take())
        .containsExactly(
            "1m 12:00:00 5/5/5/5 v1 r0 partial",
            "1m 12:01:00 6/6/6/6 v1 r0 complete",
            "5m 12:00:00 6/6/6/6 v1 r0 partial");
  }

  @Test
  void aLateTradeRevisesTheClosedBarsThatHoldIt() {
    ordered.want(Interval.M1, false, false, clock("12:00:00"));
    ordered.want(Interval.M5, false, false, clock("12:00:00"));
    ordered.on(trade("12:00:30", "5", "1"));
    ordered.on(trade("12:01:10", "6", "1"));
    sent.take();

    ordered.on(trade("12:00:20", "4", "2"));
    ordered.on(trade("12:00:40", "8", "2"));

    assertThat(sent.take())
        .containsExactly(
            "1m 12:00:00 4/5/4/5 v3 r1 complete", "1m 12:00:00 4/8/4/8 v5 r2 complete");
    ordered.on(trade("12:05:00", "6", "1"));
    assertThat(sent.take())
        .containsExactly(
            "1m 12:01:00 6/6/6/6 v1 r0 complete", "5m 12:00:00 4/8/4/6 v6 r0 complete");
  }

  @Test
  void aTradeBeyondTheLateLimitChangesNothingButTheLongerBars() {
    ordered.want(Interval.M1, false, false, clock("12:00:00"));
    ordered.want(Interval.M5, false, false, clock("12:00:00"));
    ordered.on(trade("12:00:30", "5", "1"));
    advance(ordered, "12:02:00");
    ordered.on(trade("12:00:31", "6", "1"));
    advance(ordered, "12:02:00.000000001");
    sent.take();

    ordered.on(trade("12:00:32", "7", "1"));

    assertThat(sent.late).containsExactly("1m 7");
    assertThat(sent.take()).isEmpty();
    advance(ordered, "12:06:00");
    assertThat(sent.take()).containsExactly("5m 12:00:00 5/7/5/7 v3 r0 complete");
  }

  @Test
  void aLateTradeMakesTheBarOfAWindowThatHadNone() {
    ordered.want(Interval.M1, false, false, clock("12:00:00"));
    ordered.on(trade("12:00:30", "5", "1"));
    advance(ordered, "12:02:01");
    sent.take();

    ordered.on(trade("12:01:30", "6", "1"));

    assertThat(sent.take()).containsExactly("1m 12:01:00 6/6/6/6 v1 r0 complete");
  }

  @Test
  void aLateTradeTurnsAFlatBarIntoARealOneAndTheFlatOnesAfterItFollow() {
    ordered.want(Interval.S1, false, true, clock("12:00:00"));
    ordered.on(trade("12:00:00", "5", "1"));
    advance(ordered, "12:00:04");
    assertThat(sent.take())
        .containsExactly(
            "1s 12:00:00 5/5/5/5 v1 r0 complete",
            "1s 12:00:01 5/5/5/5 v0 r0 synthetic",
            "1s 12:00:02 5/5/5/5 v0 r0 synthetic");

    ordered.on(trade("12:00:01", "6", "2"));

    assertThat(sent.take())
        .containsExactly(
            "1s 12:00:01 6/6/6/6 v2 r1 complete", "1s 12:00:02 6/6/6/6 v0 r1 synthetic");
    advance(ordered, "12:00:05");
    assertThat(sent.take()).containsExactly("1s 12:00:03 6/6/6/6 v0 r0 synthetic");
  }

  @Test
  void emptyWindowsBeforeTheFirstCloseHaveNoFlatBar() {
    ordered.want(Interval.S1, false, true, clock("12:00:00"));
    advance(ordered, "12:00:10");

    assertThat(sent.take()).isEmpty();
  }

  @Test
  void aTradeAfterEmptyWindowsMakesTheirFlatBarsFirst() {
    ordered.want(Interval.S1, false, true, clock("12:00:00"));
    ordered.on(trade("12:00:00", "5", "1"));
    ordered.on(trade("12:00:02", "6", "1"));

    assertThat(sent.take())
        .containsExactly(
            "1s 12:00:00 5/5/5/5 v1 r0 complete", "1s 12:00:01 5/5/5/5 v0 r0 synthetic");
  }

  @Test
  void noFlatBarIsMadeOfAWindowInWhichTheFeedWasDown() {
    ordered.want(Interval.S1, false, true, clock("12:00:00"));
    ordered.on(trade("12:00:00", "5", "1"));
    ordered.down(1, clock("12:00:02.5"));
    advance(ordered, "12:00:07");
    assertThat(sent.take())
        .containsExactly(
            "1s 12:00:00 5/5/5/5 v1 r0 complete", "1s 12:00:01 5/5/5/5 v0 r0 synthetic");

    ordered.gap(1, clock("12:00:02.5"), clock("12:00:07.2"));
    advance(ordered, "12:00:09.5");

    assertThat(sent.take()).containsExactly("1s 12:00:08 5/5/5/5 v0 r0 synthetic");
  }

  @Test
  void aBarThatClosesWhileTheFeedIsDownIsNotCalledComplete() {
    ordered.want(Interval.M1, false, false, clock("12:00:00"));
    ordered.on(trade("12:00:30", "5", "1"));
    ordered.down(1, clock("12:00:40"));
    advance(ordered, "12:01:01");

    assertThat(sent.take()).containsExactly("1m 12:00:00 5/5/5/5 v1 r0 gap");
  }

  @Test
  void aGapMarksOpenAndClosedBars() {
    ordered.want(Interval.M1, false, false, clock("11:59:30"));
    ordered.want(Interval.M5, false, false, clock("11:59:30"));
    ordered.on(trade("11:59:40", "4", "1"));
    ordered.on(trade("12:00:59", "5", "1"));
    ordered.on(trade("12:01:01", "6", "1"));
    sent.take();

    ordered.gap(1, clock("12:00:59"), clock("12:01:01"));
    assertThat(sent.take()).containsExactly("1m 12:00:00 5/5/5/5 v1 r1 gap");
    ordered.gap(1, clock("12:00:59"), clock("12:01:01"));
    assertThat(sent.take()).isEmpty();

    advance(ordered, "12:05:01");
    assertThat(sent.take())
        .containsExactly("1m 12:01:00 6/6/6/6 v1 r0 gap", "5m 12:00:00 5/6/5/6 v2 r0 gap");
  }

  @Test
  void aGapOverridesPartial() {
    ordered.want(Interval.M1, false, false, clock("12:00:10"));
    ordered.on(trade("12:00:20", "4", "1"));
    ordered.gap(1, clock("12:00:20"), clock("12:00:30"));
    advance(ordered, "12:01:01");

    assertThat(sent.take()).containsExactly("1m 12:00:00 4/4/4/4 v1 r0 gap");
  }

  @Test
  void aGapIsToldOfTheBarsAroundALongDowntime() {
    ordered.want(Interval.M1, false, false, clock("12:00:00"));
    ordered.on(trade("12:00:58", "5", "1"));
    advance(ordered, "12:01:01");
    ordered.down(1, clock("12:00:58"));
    assertThat(sent.take()).containsExactly("1m 12:00:00 5/5/5/5 v1 r0 complete");
    for (int minute = 2; minute < 30; minute++) {
      advance(ordered, "12:%02d:01".formatted(minute));
    }
    advance(ordered, "12:30:02");

    ordered.gap(1, clock("12:00:58"), clock("12:30:03"));

    assertThat(sent.take()).containsExactly("1m 12:00:00 5/5/5/5 v1 r1 gap");
  }

  @Test
  void aLateTradeOfAWindowInAGapMakesABarWithTheGapsQuality() {
    ordered.want(Interval.S1, false, true, clock("12:00:00"));
    ordered.on(trade("12:00:00", "5", "1"));
    ordered.gap(1, clock("12:00:01.5"), clock("12:00:02.5"));
    advance(ordered, "12:00:05");
    assertThat(sent.take())
        .containsExactly(
            "1s 12:00:00 5/5/5/5 v1 r0 complete", "1s 12:00:03 5/5/5/5 v0 r0 synthetic");

    ordered.on(trade("12:00:02", "6", "1"));

    assertThat(sent.take())
        .containsExactly("1s 12:00:02 6/6/6/6 v1 r0 gap", "1s 12:00:03 6/6/6/6 v0 r1 synthetic");
  }

  @Test
  void liveUpdatesAreHeldBackToOnePerInterval() {
    ordered.want(Interval.M1, true, false, clock("12:00:00"));
    ordered.on(trade("12:00:01", "5", "1"));
    ordered.on(trade("12:00:01.1", "6", "1"));
    ordered.on(trade("12:00:01.2", "7", "1"));
    assertThat(sent.take()).containsExactly("1m 12:00:00 5/5/5/5 v1 open complete");

    advance(ordered, "12:00:01.249");
    assertThat(sent.take()).isEmpty();
    advance(ordered, "12:00:01.250");
    assertThat(sent.take()).containsExactly("1m 12:00:00 5/7/5/7 v3 open complete");
    advance(ordered, "12:00:02");
    assertThat(sent.take()).isEmpty();
  }

  @Test
  void noLiveUpdateIsSentBeforeAClose() {
    ordered.want(Interval.M1, true, false, clock("12:00:00"));
    ordered.on(trade("12:00:59", "5", "1"));
    ordered.on(trade("12:00:59.1", "6", "1"));
    sent.take();

    advance(ordered, "12:01:01");

    assertThat(sent.take()).containsExactly("1m 12:00:00 5/6/5/6 v2 r0 complete");
  }

  @Test
  void liveUpdatesOfALongBarHoldWhatIsOpenInTheShorterOnes() {
    BarSeries series =
        new BarSeries(
            Market.SPOT,
            true,
            new BarSettings(Duration.ofMillis(500), Duration.ofSeconds(60), Duration.ZERO),
            sent);
    series.want(Interval.S1, false, false, clock("12:00:00"));
    series.want(Interval.M1, false, false, clock("12:00:00"));
    series.want(Interval.H1, true, false, clock("12:00:00"));
    series.on(trade("12:00:59", "5", "1"));
    series.on(trade("12:01:00", "6", "1"));
    series.on(trade("12:01:01", "4", "1"));
    series.on(trade("12:01:01", "7", "1"));

    assertThat(sent.take().stream().filter(bar -> bar.startsWith("1h")))
        .containsExactly(
            "1h 12:00:00 5/5/5/5 v1 open complete",
            "1h 12:00:00 5/6/5/6 v2 open complete",
            "1h 12:00:00 5/6/4/4 v3 open complete",
            "1h 12:00:00 5/7/4/7 v4 open complete");
  }

  @Test
  void theCurrentBarIsThatOfTheNewestTrade() {
    assertThat(unordered.current(Interval.M1)).isNull();
    unordered.want(Interval.M1, false, false, clock("12:00:00"));
    assertThat(unordered.current(Interval.M1)).isNull();

    unordered.on(trade("12:01:00", "6", "1"));
    unordered.on(trade("12:00:59", "5", "1"));

    Bar current = Objects.requireNonNull(unordered.current(Interval.M1));
    assertThat(current.timestamp()).isEqualTo(clock("12:01:00"));
    assertThat(current.closed()).isFalse();
    advance(unordered, "12:02:01");
    assertThat(unordered.current(Interval.M1)).isNull();
  }

  @Test
  void aDroppedIntervalLeavesTheLongerOnesWhole() {
    ordered.want(Interval.S1, false, false, clock("12:00:00"));
    ordered.want(Interval.M1, false, false, clock("12:00:00"));
    ordered.want(Interval.M5, false, false, clock("12:00:00"));
    ordered.on(trade("12:00:01", "5", "1"));
    ordered.on(trade("12:00:02", "6", "1"));
    ordered.drop(Interval.M1);
    ordered.on(trade("12:00:02", "7", "1"));
    ordered.drop(Interval.S1);
    ordered.on(trade("12:00:02", "8", "1"));
    ordered.want(Interval.M1, false, false, clock("12:00:03"));
    ordered.on(trade("12:00:04", "9", "1"));
    sent.take();

    advance(ordered, "12:05:01");

    assertThat(sent.take())
        .containsExactly("1m 12:00:00 9/9/9/9 v1 r0 partial", "5m 12:00:00 5/9/5/9 v5 r0 complete");
  }

  @Test
  void wantingAgainKeepsWhatIsThere() {
    ordered.want(Interval.M1, false, false, clock("12:00:00"));
    ordered.on(trade("12:00:01", "5", "1"));
    ordered.want(Interval.M1, true, false, clock("12:00:02"));
    ordered.on(trade("12:00:03", "6", "1"));

    assertThat(sent.take()).containsExactly("1m 12:00:00 5/6/5/6 v2 open complete");
  }

  @Test
  void openAndCloseFollowTimeThenSequenceThenArrival() {
    unordered.want(Interval.M1, false, false, clock("12:00:00"));
    long time = clock("12:00:10");
    unordered.on(trade(time, 12, "3", "1"));
    unordered.on(trade(time, 11, "2", "1"));
    unordered.on(trade(time, 13, "4", "1"));
    unordered.on(trade(time, 13, "5", "1"));
    unordered.on(trade(time, 11, "1", "1"));
    advance(unordered, "12:01:01");

    assertThat(sent.take()).containsExactly("1m 12:00:00 2/5/1/5 v5 r0 complete");
  }

  @Test
  void aLoneTradeFarAheadSpoilsNothing() {
    for (BarSeries series : new BarSeries[] {series(true), series(false)}) {
      series.want(Interval.M1, false, true, clock("12:00:00"));
      series.want(Interval.H1, false, false, clock("12:00:00"));
      series.on(trade("12:00:10", "5", "1"));
      series.on(trade("23:00:00", "6", "1"));
      series.on(trade("12:00:20", "7", "1"));
      advance(series, "12:01:01");
      series.on(trade("12:01:30", "8", "1"));
      advance(series, "13:00:01");

      assertThat(sent.late).isEmpty();
      assertThat(sent.bars).noneMatch(bar -> bar.timestamp() > clock("13:00:00"));
      assertThat(sent.latest(Interval.M1, clock("12:00:00"))).isEqualTo("5/7/5/7 v2");
      assertThat(sent.latest(Interval.M1, clock("12:01:00"))).isEqualTo("8/8/8/8 v1");
      assertThat(sent.latest(Interval.H1, clock("12:00:00"))).isEqualTo("5/8/5/8 v3");
      sent.take();
    }
  }

  @Test
  void theSecondsOfAWindowThatALoneTradeClosesAreOver() {
    ordered.want(Interval.S1, false, false, clock("12:00:00"));
    ordered.want(Interval.S5, false, false, clock("12:00:00"));
    ordered.on(trade("12:00:00", "5", "1"));
    ordered.down(1, clock("12:00:00"));
    ordered.gap(1, clock("12:00:00"), clock("12:01:10"));
    ordered.on(trade("12:01:10", "6", "1"));
    sent.take();

    ordered.fill(1, List.of(trade("12:00:01", "7", "1")), true, clock("12:01:11"));

    assertThat(sent.take())
        .containsExactly(
            "1s 12:00:00 5/5/5/5 v1 r1 repaired",
            "1s 12:00:01 7/7/7/7 v1 r0 repaired",
            "5s 12:00:00 5/7/5/7 v2 r1 repaired");
  }

  @Test
  void whatIsFoundBetweenALoneTradeAndAnotherHoleIsInEveryInterval() {
    ordered.want(Interval.S1, false, false, clock("12:00:00"));
    ordered.want(Interval.S5, false, false, clock("12:00:00"));
    ordered.on(trade("12:00:00", "5", "1"));
    ordered.gap(1, clock("12:00:00"), clock("12:01:10"));
    ordered.on(trade("12:01:10", "6", "1"));
    ordered.fill(1, List.of(trade("12:00:01", "7", "1")), true, clock("12:01:11"));
    ordered.down(2, clock("12:01:10"));
    ordered.end(2, clock("12:50:00"));
    ordered.fill(2, List.of(trade("12:50:00", "8", "1")), true, clock("12:50:01"));
    advance(ordered, "12:51:00");
    assertThat(sent.latest(Interval.S5, clock("12:00:00"))).isEqualTo("5/7/5/7 v2");
    assertThat(sent.late).isEmpty();
  }

  @Test
  void flatBarsOfLongAgoAreDoubtedWhereATradeWasMissedAmongThem() {
    ordered.want(Interval.M1, false, true, clock("12:00:00"));
    ordered.on(trade("12:00:00", "5", "1"));
    for (int minute = 1; minute <= 20; minute++) {
      advance(ordered, "12:%02d:01".formatted(minute));
    }
    assertThat(sent.take()).hasSize(20);

    ordered.gap(1, clock("12:00:00"), clock("12:20:30"));
    assertThat(sent.take())
        .hasSize(20)
        .contains("1m 12:00:00 5/5/5/5 v1 r1 gap", "1m 12:10:00 5/5/5/5 v0 r1 gap");
    ordered.on(trade("12:20:30", "6", "1"));
    ordered.fill(1, List.of(trade("12:10:05", "7", "1")), true, clock("12:20:31"));

    assertThat(sent.take())
        .hasSize(20)
        .contains("1m 12:10:00 7/7/7/7 v1 r2 repaired", "1m 12:11:00 7/7/7/7 v0 r2 repaired");
  }

  @Test
  void aFlatBarThatWasCorrectedGoesOnCountingItsRevisions() {
    unordered.want(Interval.S15, false, true, clock("12:00:00"));
    unordered.on(trade("12:00:00", "5", "1"));
    advance(unordered, "12:00:31");
    unordered.on(trade("12:00:14", "6", "1"));
    assertThat(sent.take()).contains("15s 12:00:15 6/6/6/6 v0 r1 synthetic");
    advance(unordered, "12:20:01");
    sent.take();

    unordered.gap(1, clock("12:00:14"), clock("12:20:01"));

    assertThat(sent.take())
        .contains("15s 12:00:15 6/6/6/6 v0 r2 gap", "15s 12:00:30 6/6/6/6 v0 r1 gap");
  }

  @Test
  void correctionsAreMadeOfFlatBarsAfterALongSpanOfNone() {
    ordered.want(Interval.S1, false, true, clock("12:00:00"));
    ordered.on(trade("12:00:00", "5", "1"));
    advance(ordered, "14:00:01"); // most of that span is skipped
    advance(ordered, "14:02:01");
    ordered.down(1, clock("12:00:00"));
    ordered.end(1, clock("14:02:01"));
    sent.take();

    ordered.fill(1, List.of(trade("14:00:01", "7", "1")), true, clock("14:02:02"));

    assertThat(sent.latest(Interval.S1, clock("14:00:01"))).isEqualTo("7/7/7/7 v1");
    assertThat(sent.take()).contains("1s 14:00:02 7/7/7/7 v0 r1 synthetic");
  }

  @Test
  void aJumpOfTheClockMakesABoundedNumberOfFlatBars() {
    ordered.want(Interval.S1, false, true, clock("12:00:00"));
    ordered.on(trade("12:00:00", "5", "1"));
    ordered.advance(clock("12:00:00") + Duration.ofDays(30).toNanos(), 0);
    assertThat(sent.bars).hasSize(1 + IntervalBars.MOST_FLATS);
    sent.take();

    ordered.advance(clock("12:00:01") + Duration.ofDays(30).toNanos(), 0);

    assertThat(sent.bars).hasSize(1);
  }

  @Test
  void timesBeforeTheEpochAreAsGoodAsAny() {
    long start = Market.at("1969-12-31T23:59:00Z");
    ordered.want(Interval.M1, false, false, start);
    ordered.want(Interval.MONTH, false, false, start);
    ordered.on(trade(start, 1, "5", "1"));
    ordered.on(trade(-1, 2, "6", "1"));
    ordered.on(trade(0, 3, "7", "1"));

    assertThat(sent.take())
        .containsExactly("1m 23:59:00 5/6/5/6 v2 r0 complete", "1M 00:00:00 5/6/5/6 v2 r0 partial");
  }

  @Test
  void refusesTimesThatNoIntervalCanHold() {
    ordered.want(Interval.MONTH, false, false, clock("12:00:00"));

    assertThatThrownBy(() -> ordered.on(trade(Long.MAX_VALUE, 1, "5", "1")))
        .hasMessage("trade time must be from 1700 to 2199: 2262-04-11T23:47:16.854775807Z");
  }

  @Test
  void sumsAreExactForEveryKindOfInstrument() {
    assertThat(volumes(Market.SPOT)).isEqualTo("5 13 2.6 2");
    assertThat(volumes(Market.instrument(Instrument.Type.LINEAR, "0.01")))
        .isEqualTo("5 0.13 2.6 2");
    assertThat(volumes(Market.instrument(Instrument.Type.INVERSE, "100"))).isEqualTo("5 500 2.6 2");
  }

  private static String volumes(Instrument instrument) {
    Market.Recorder sink = new Market.Recorder();
    BarSeries series = new BarSeries(instrument, true, BarSettings.DEFAULT, sink);
    series.want(Interval.M1, false, false, clock("12:00:00"));
    series.on(trade("12:00:01", "3", "3"));
    series.on(
        trade(
            clock("12:00:02"), Trade.NO_SEQUENCE, Decimal.of(2, 0), Decimal.of(2, 0), Side.BUY, 3));
    advance(series, "12:01:01");
    Bar bar = sink.bars.getFirst();
    assertThat(bar.trades()).isEqualTo(4);
    assertThat(bar.exchangeTime()).isEqualTo(clock("12:00:02"));
    assertThat(bar.receiveTime()).isEqualTo(clock("12:01:01"));
    return bar.volume() + " " + bar.quoteVolume() + " " + bar.vwap() + " " + bar.buyVolume();
  }

  @Test
  void whatWasBoughtIsNotKnownWhereATakerIsNot() {
    Market.Recorder sink = new Market.Recorder();
    BarSeries series = new BarSeries(Market.SPOT, true, BarSettings.DEFAULT, sink);
    series.want(Interval.M1, false, false, clock("12:00:00"));
    series.on(
        trade(clock("12:00:01"), Trade.NO_SEQUENCE, Decimal.ONE, Decimal.ONE, Side.UNKNOWN, 1));
    advance(series, "12:01:01");
    assertThat(sink.bars.getFirst().buyVolume()).isNull();
    assertThat(sink.bars.getFirst().volume()).isEqualTo(Decimal.ONE);
    series.on(trade(clock("12:01:02"), Trade.NO_SEQUENCE, Decimal.ONE, Decimal.ONE, Side.BUY, 1));
    advance(series, "12:02:01");
    assertThat(sink.bars.getLast().buyVolume()).isEqualTo(Decimal.ONE);
  }

  @Test
  void closedWindowsAreForgottenOnceNothingCanReviseThem() {
    BarSeries series = series(true);
    series.want(Interval.S1, false, true, clock("00:00:00"));
    series.on(trade("00:00:00", "5", "1"));
    for (int second = 1; second < 10_000; second++) {
      long now = clock("00:00:00") + Duration.ofSeconds(second).toNanos();
      series.advance(now, now);
    }

    assertThat(series.windows(Interval.S1)).isLessThan(70);
  }

  @Test
  void aHeldTradeDoesNotBeginAWindowAgainThatWasDropped() {
    ordered.want(Interval.M1, false, true, clock("12:00:00"));
    ordered.on(trade("12:00:30", "5", "1"));
    ordered.on(trade("12:01:30", "6", "1"));
    ordered.on(trade("12:02:30", "7", "1"));
    advance(ordered, "12:10:01");
    sent.take();

    ordered.suspect(clock("12:00:40"));
    ordered.suspect(clock("12:05:40"));
    ordered.confirm(
        List.of(trade("12:00:40", "9", "1"), trade("12:05:40", "8", "1")), clock("12:10:02"));

    assertThat(sent.late).containsExactly("1m 9");
    assertThat(sent.take())
        .contains("1m 12:05:00 8/8/8/8 v1 r1 complete", "1m 12:06:00 8/8/8/8 v0 r1 synthetic")
        .noneMatch(bar -> bar.compareTo("1m 12:05") < 0);
  }

  @Test
  void aPartialWindowIsKeptUntilTheTimeIsToldAfterItsHoleIsFilled() {
    ordered.want(Interval.M1, false, false, clock("12:00:10"));
    ordered.on(trade("12:00:20", "4", "1"));
    ordered.gap(1, clock("12:00:20"), clock("12:00:30"));
    ordered.on(trade("12:00:30", "5", "1"));
    advance(ordered, "12:01:01");
    ordered.on(trade("12:04:30", "6", "1"));
    advance(ordered, "12:05:01");
    sent.take();

    ordered.fill(1, List.of(trade("12:00:25", "3", "1")), true, clock("12:05:01"));

    assertThat(sent.take()).containsExactly("1m 12:00:00 4/5/3/5 v3 r1 partial");
    advance(ordered, "12:05:01.250");
    assertThat(ordered.keeps(Interval.M1, clock("12:00:00"))).isTrue();
    advance(ordered, "12:06:01");
    advance(ordered, "12:07:01");
    assertThat(ordered.keeps(Interval.M1, clock("12:00:00"))).isFalse();
  }

  @Test
  void flatBarsDoNotFollowACloseBeforeWindowsThatAreForgotten() {
    ordered.want(Interval.S30, false, true, clock("00:38:00"));
    ordered.on(trade(clock("00:38:20"), 3, "1.2", "1"));
    ordered.gap(1, clock("00:38:20"), clock("00:59:45"));
    ordered.on(trade(clock("00:59:45"), 3, "1.2", "1"));
    ordered.on(trade(clock("01:11:40"), 1, "1.4", "1"));
    ordered.gap(2, clock("01:11:40"), clock("01:58:20"));
    ordered.on(trade(clock("01:58:20"), 1, "1.5", "1"));
    ordered.fill(2, List.of(trade(clock("01:38:36"), 1, "0.2", "1")), true, clock("01:58:20"));
    ordered.on(trade(clock("02:11:40"), 1, "1.6", "1"));

    ordered.fill(1, List.of(trade(clock("00:38:20"), 3, "1.9", "1")), true, clock("02:11:40"));

    assertThat(sent.latest(Interval.S30, clock("01:37:30"))).isEqualTo("1.4/1.4/1.4/1.4 v0");
    assertThat(sent.latest(Interval.S30, clock("00:40:00"))).isEqualTo("1.9/1.9/1.9/1.9 v0");
  }
}
