package io.barline.bar;

import static io.barline.bar.Market.clock;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.barline.market.Bar;
import io.barline.market.Decimal;
import io.barline.market.Interval;
import io.barline.market.UtcNanos;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExchangeBarsTest {
  private final Market.Recorder sent = new Market.Recorder();
  private final ExchangeBars bars =
      new ExchangeBars(Market.SPOT, Interval.M1, Duration.ofSeconds(5), BarSettings.DEFAULT, sent);

  /** The exchange's bar of that minute; prices are open, high, low and close. */
  static Bar minute(long start, String prices, int volume, long receiveTime) {
    String[] price = prices.split("/", -1);
    Decimal close = Decimal.parse(price[3]);
    return new Bar(
        Market.SPOT,
        Interval.M1,
        start,
        Decimal.parse(price[0]),
        Decimal.parse(price[1]),
        Decimal.parse(price[2]),
        close,
        Decimal.of(volume, 0),
        Decimal.of(close.toBigDecimal().multiply(BigDecimal.valueOf(volume))),
        volume == 0 ? null : close,
        Decimal.ZERO,
        volume,
        true,
        0,
        Bar.Quality.COMPLETE,
        Bar.Source.EXCHANGE,
        start,
        receiveTime);
  }

  /** The same where the exchange tells neither quote nor buy volume. */
  private static Bar without(Bar told, @Nullable Decimal vwap, long trades) {
    return new Bar(
        told.instrument(),
        told.interval(),
        told.timestamp(),
        told.open(),
        told.high(),
        told.low(),
        told.close(),
        told.volume(),
        null,
        vwap,
        null,
        trades,
        true,
        0,
        told.quality(),
        told.source(),
        told.exchangeTime(),
        told.receiveTime());
  }

  private boolean minute(String start, String prices, int volume, String now) {
    return bars.on(minute(clock(start), prices, volume, clock(now)), clock(now));
  }

  private void want(Interval interval, String now) {
    bars.want(interval, false, false, clock(now));
  }

  @Test
  void publishesTheExchangesBarsAndRollsThemUp() {
    want(Interval.M1, "11:59:30");
    want(Interval.M5, "11:59:30");
    minute("12:00:00", "5/7/4/6", 2, "12:01:00.5");
    minute("12:03:00", "6/9/6/8", 3, "12:04:00.5");
    assertThat(sent.take())
        .containsExactly(
            "1m 12:00:00 5/7/4/6 v2 r0 complete", "1m 12:03:00 6/9/6/8 v3 r0 complete");
    minute("12:04:00", "8/8/3/3", 1, "12:05:00.5");
    Bar five = sent.bars.getLast();
    assertThat(five.source()).isEqualTo(Bar.Source.EXCHANGE);
    assertThat(five.quoteVolume()).isEqualTo(Decimal.parse("39"));
    assertThat(five.vwap()).isEqualTo(Decimal.parse("6.5"));
    assertThat(five.trades()).isEqualTo(6);
    assertThat(sent.take())
        .containsExactly(
            "1m 12:04:00 8/8/3/3 v1 r0 complete", "5m 12:00:00 5/9/3/3 v6 r0 complete");
  }

  @Test
  void whatIsNotKnownOfAPartIsNotKnownOfTheWhole() {
    want(Interval.M5, "11:59:30");
    minute("12:00:00", "5/7/4/6", 2, "12:01:00.5");
    Bar told = minute(clock("12:04:00"), "8/8/3/3", 1, clock("12:05:00.5"));
    bars.on(without(told, null, Bar.UNKNOWN), told.receiveTime());
    Bar five = sent.bars.getLast();
    assertThat(five.volume()).isEqualTo(Decimal.parse("3"));
    assertThat(five.quoteVolume()).isNull();
    assertThat(five.vwap()).isNull();
    assertThat(five.buyVolume()).isNull();
    assertThat(five.trades()).isEqualTo(Bar.UNKNOWN);
  }

  @Test
  void aBarOfOnePartKeepsWhatTheExchangeAveragedItTo() {
    want(Interval.M1, "11:59:30");
    want(Interval.M5, "11:59:30");
    Bar told = minute(clock("12:04:00"), "8/8/3/3", 3, clock("12:05:00.5"));
    bars.on(without(told, Decimal.parse("4.3333"), 2), told.receiveTime());
    assertThat(sent.bars)
        .hasSize(2)
        .allSatisfy(
            bar -> {
              assertThat(bar.vwap()).isEqualTo(Decimal.parse("4.3333"));
              assertThat(bar.quoteVolume()).isNull();
            });
  }

  @Test
  void aRepetitionChangesNothingAndACorrectionRevises() {
    want(Interval.M1, "11:59:30");
    want(Interval.M5, "11:59:30");
    minute("12:03:00", "5/9/5/6", 2, "12:04:00.5");
    minute("12:04:00", "6/6/6/6", 1, "12:05:00.5");
    sent.take();
    assertThat(minute("12:04:00", "6/6/6/6", 1, "12:05:01")).isFalse();
    assertThat(sent.take()).isEmpty();
    assertThat(minute("12:04:00", "6/8/6/7", 3, "12:05:30")).isTrue();
    assertThat(sent.take())
        .containsExactly(
            "1m 12:04:00 6/8/6/7 v3 r1 complete", "5m 12:00:00 5/9/5/7 v5 r1 complete");
  }

  @Test
  void aCorrectionOfWhatIsNotClosedYetIsNotCountedTwice() {
    want(Interval.H1, "11:59:30");
    minute("12:00:00", "5/9/5/6", 2, "12:01:00.5");
    minute("12:00:00", "5/7/5/6", 3, "12:01:30");
    minute("12:30:00", "6/6/6/6", 1, "12:31:00.5");
    minute("12:59:00", "6/6/6/6", 1, "13:00:00.5");
    assertThat(sent.take()).containsExactly("1h 12:00:00 5/7/5/6 v5 r0 complete");
  }

  @Test
  void theClockClosesAWindowWhoseLastMinuteWasQuiet() {
    want(Interval.M5, "11:59:30");
    minute("12:01:00", "5/5/5/5", 2, "12:02:00.5");
    bars.advance(clock("12:05:04.9"), clock("12:05:04.9"));
    assertThat(sent.take()).isEmpty();
    bars.advance(clock("12:05:05"), clock("12:05:05"));
    assertThat(sent.take()).containsExactly("5m 12:00:00 5/5/5/5 v2 r0 complete");
    minute("12:04:00", "6/6/6/6", 1, "12:05:20");
    assertThat(sent.take()).containsExactly("5m 12:00:00 5/6/5/6 v3 r1 complete");
  }

  @Test
  void aLongerBarIsCompleteFromTheFirstWholeMinuteOn() {
    want(Interval.M1, "12:00:20");
    want(Interval.M5, "12:00:20");
    minute("12:00:00", "5/5/5/5", 2, "12:01:00.5");
    minute("12:04:00", "5/5/5/5", 2, "12:05:00.5");
    assertThat(sent.take()).contains("5m 12:00:00 5/5/5/5 v4 r0 complete");
    want(Interval.M15, "12:06:20");
    minute("12:14:00", "6/6/6/6", 1, "12:15:00.5");
    assertThat(sent.take()).contains("15m 12:00:00 5/6/5/6 v3 r0 partial");
  }

  @Test
  void aBarBeyondTheLateLimitIsToldAndLeavesAGap() {
    want(Interval.M1, "11:59:30");
    want(Interval.M5, "11:59:30");
    minute("12:03:00", "5/5/5/5", 2, "12:04:00.5");
    minute("12:00:00", "5/5/5/5", 2, "12:04:01");
    assertThat(sent.late).containsExactly("1m 5", "5m 5");
    minute("12:04:00", "5/5/5/5", 2, "12:05:00.5");
    assertThat(sent.take()).contains("5m 12:00:00 5/5/5/5 v4 r0 gap");
  }

  @Test
  void anOldBarFromBeforeItWasWantedIsNoLoss() {
    want(Interval.M1, "12:00:30");
    assertThat(minute("09:00:00", "5/5/5/5", 2, "12:00:31")).isFalse();
    assertThat(minute("09:00:00", "5/5/5/5", 2, "12:00:41")).isFalse();
    assertThat(sent.late).isEmpty();
    assertThat(sent.take()).isEmpty();
  }

  @Test
  void barsWithoutVolumeAreFlatOnesAtThePreviousClose() {
    bars.want(Interval.M1, false, true, clock("11:59:30"));
    minute("12:00:00", "5/5/5/5", 2, "12:01:00.5");
    minute("12:01:00", "7/7/7/7", 0, "12:02:00.5");
    bars.advance(clock("12:03:06"), clock("12:03:06"));
    assertThat(sent.take())
        .containsExactly(
            "1m 12:00:00 5/5/5/5 v2 r0 complete",
            "1m 12:01:00 5/5/5/5 v0 r0 synthetic",
            "1m 12:02:00 5/5/5/5 v0 r0 synthetic");
    minute("12:02:00", "6/6/6/6", 1, "12:03:10");
    assertThat(sent.take()).containsExactly("1m 12:02:00 6/6/6/6 v1 r1 complete");
  }

  @Test
  void withoutFlatOnesNothingIsSentWhereNothingTraded() {
    want(Interval.M1, "11:59:30");
    minute("12:00:00", "7/7/7/7", 0, "12:01:00.5");
    bars.advance(clock("12:10:00"), clock("12:10:00"));
    assertThat(sent.take()).isEmpty();
  }

  @Test
  void whatMayHaveBeenMissedWhileDownIsAGap() {
    bars.want(Interval.M1, false, true, clock("11:59:30"));
    bars.want(Interval.M5, false, true, clock("11:59:30"));
    minute("12:00:00", "5/5/5/5", 2, "12:01:00.5");
    bars.down(1, clock("12:01:30"));
    bars.advance(clock("12:03:30"), clock("12:03:30"));
    assertThat(sent.take()).containsExactly("1m 12:00:00 5/5/5/5 v2 r0 complete");
    assertThat(bars.up(clock("12:03:30")))
        .isEqualTo(new Hole(1, clock("12:01:00"), clock("12:03:00")));
    minute("12:04:00", "6/6/6/6", 1, "12:05:00.5");
    assertThat(sent.take())
        .containsExactly(
            "1m 12:03:00 5/5/5/5 v0 r0 synthetic",
            "1m 12:04:00 6/6/6/6 v1 r0 complete",
            "5m 12:00:00 5/6/5/6 v3 r0 gap");
  }

  private List<String> afterAHole() {
    bars.want(Interval.M1, false, true, clock("11:59:30"));
    bars.want(Interval.M5, false, true, clock("11:59:30"));
    minute("12:00:00", "5/5/5/5", 2, "12:01:00.5");
    bars.down(1, clock("12:01:30"));
    bars.up(clock("12:04:30"));
    minute("12:04:00", "6/6/6/6", 1, "12:05:00.5");
    return sent.take();
  }

  private int fill(long hole, Bar... found) {
    return bars.fill(hole, List.of(found), clock("12:05:10"));
  }

  private static Bar found(String start, String prices, int volume) {
    return minute(clock(start), prices, volume, clock("12:05:10"));
  }

  @Test
  void whatIsFoundOfAHoleMakesEachBarWhole() {
    assertThat(afterAHole()).contains("5m 12:00:00 5/6/5/6 v3 r0 gap");

    int found = fill(1, found("12:01:00", "7/9/7/8", 4), found("12:03:00", "8/8/3/3", 5));

    assertThat(found).isEqualTo(2);
    assertThat(sent.take())
        .containsExactly(
            "1m 12:01:00 7/9/7/8 v4 r0 complete",
            "1m 12:02:00 8/8/8/8 v0 r0 synthetic",
            "1m 12:03:00 8/8/3/3 v5 r0 complete",
            "5m 12:00:00 5/9/3/6 v12 r1 repaired");
    assertThat(fill(1, found("12:01:00", "7/9/7/8", 4))).isZero();
    assertThat(sent.take()).isEmpty();
  }

  @Test
  void aHoleInWhichNothingTradedIsFilledWithFlatBars() {
    afterAHole();
    assertThat(fill(1, found("12:02:00", "0/0/0/0", 0))).isZero();
    assertThat(sent.take())
        .containsExactly(
            "1m 12:01:00 5/5/5/5 v0 r0 synthetic",
            "1m 12:02:00 5/5/5/5 v0 r0 synthetic",
            "1m 12:03:00 5/5/5/5 v0 r0 synthetic",
            "5m 12:00:00 5/6/5/6 v3 r1 repaired");
  }

  @Test
  void whatIsFoundBesideAHoleOrWasSeenCountsForNothing() {
    want(Interval.M1, "11:59:30");
    want(Interval.M5, "11:59:30");
    minute("12:00:00", "5/5/5/5", 2, "12:01:00.5");
    bars.down(1, clock("12:01:30"));
    bars.up(clock("12:04:30"));
    minute("12:03:00", "7/7/7/7", 1, "12:04:40");
    minute("12:04:00", "6/6/6/6", 1, "12:05:00.5");
    sent.take();
    int found =
        fill(
            1,
            found("12:00:00", "9/9/9/9", 9),
            found("12:03:00", "7/7/7/7", 1),
            found("12:04:00", "9/9/9/9", 9));
    assertThat(found).isZero();
    assertThat(sent.take()).containsExactly("5m 12:00:00 5/7/5/6 v4 r1 repaired");
  }

  @Test
  void whatIsFoundLongAfterwardsIsCountedOnce() {
    afterAHole();
    minute("12:05:00", "6/6/6/6", 1, "12:06:00.5");
    bars.advance(clock("12:30:00"), clock("12:30:00"));
    sent.take();
    assertThat(fill(1, found("12:03:00", "4/4/4/4", 2))).isEqualTo(1);
    assertThat(sent.take())
        .contains("1m 12:03:00 4/4/4/4 v2 r0 complete", "5m 12:00:00 5/6/4/6 v5 r1 repaired");
    minute("12:30:00", "6/6/6/6", 1, "12:31:00.5");
    assertThat(sent.bars).noneMatch(bar -> bar.trades() > 0 && bar.timestamp() < clock("12:30:00"));
  }

  @Test
  void aHoleThatIsGivenUpStaysAGapWhateverComes() {
    afterAHole();
    bars.giveUp(1);
    assertThat(fill(1, found("12:01:00", "7/9/7/8", 4))).isZero();
    assertThat(sent.take()).isEmpty();
    minute("12:03:00", "6/6/6/6", 1, "12:05:20");
    assertThat(sent.take()).isEmpty();
    assertThat(sent.late).containsExactly("1m 6", "5m 6");
  }

  @Test
  void anInterruptionWithinAMinuteCostsNothing() {
    want(Interval.M5, "11:59:30");
    minute("12:00:00", "5/5/5/5", 2, "12:01:00.5");
    bars.down(1, clock("12:01:10"));
    assertThat(bars.up(clock("12:01:50"))).isNull();
    minute("12:04:00", "6/6/6/6", 1, "12:05:00.5");
    assertThat(sent.take()).containsExactly("5m 12:00:00 5/6/5/6 v3 r0 complete");
  }

  @Test
  void theOpenBarIsSentAfterEachPartOfIt() {
    bars.want(Interval.M5, true, false, clock("11:59:30"));
    minute("12:00:00", "5/5/5/5", 2, "12:01:00.5");
    minute("12:01:00", "6/6/6/6", 2, "12:02:00.5");
    assertThat(sent.take())
        .containsExactly(
            "5m 12:00:00 5/5/5/5 v2 open complete", "5m 12:00:00 5/6/5/6 v4 open complete");
  }

  @Test
  void anIntervalThatJoinsLaterKnowsTheLastMinutes() {
    want(Interval.M1, "11:59:30");
    minute("12:00:00", "5/5/5/5", 2, "12:01:00.5");
    want(Interval.M5, "12:01:01");
    bars.advance(clock("12:05:06"), clock("12:05:06"));
    assertThat(sent.take()).contains("5m 12:00:00 5/5/5/5 v2 r0 partial");
    bars.drop(Interval.M5);
    minute("12:09:00", "5/5/5/5", 2, "12:10:00.5");
    assertThat(sent.take()).containsExactly("1m 12:09:00 5/5/5/5 v2 r0 complete");
  }

  @Test
  void refusesIntervalsThatItsBarsCannotMake() {
    assertThatThrownBy(() -> want(Interval.S30, "12:00:00"))
        .hasMessage("bars of 30s can't be made of bars of 1m");
  }

  @Test
  void keepsNoMoreThanCanBeRevised() {
    want(Interval.MONTH, "12:00:00");
    for (int i = 0; i < 10_000; i++) {
      long start = clock("12:00:00") + i * (60 * UtcNanos.SECOND);
      long now = start + 60 * UtcNanos.SECOND;
      bars.on(minute(start, "5/5/5/5", 1, now), now);
      assertThat(bars.kept()).isLessThan(4);
    }
    assertThat(bars.isDown()).isFalse();
  }

  @Test
  void aBarThatIsRevisedToNothingIsSentAgainWithoutVolume() {
    want(Interval.M1, "11:59:30");
    want(Interval.M5, "11:59:30");
    minute("12:03:00", "5/9/5/6", 2, "12:04:00.5");
    minute("12:04:00", "7/8/7/7", 1, "12:05:00.5");
    sent.take();
    assertThat(minute("12:04:00", "7/7/7/7", 0, "12:05:20")).isTrue();
    assertThat(sent.take())
        .containsExactly(
            "1m 12:04:00 6/6/6/6 v0 r1 complete", "5m 12:00:00 5/9/5/6 v2 r1 complete");
    assertThat(minute("12:04:00", "7/7/7/7", 3, "12:05:30")).isTrue();
    assertThat(sent.take())
        .containsExactly(
            "1m 12:04:00 7/7/7/7 v3 r2 complete", "5m 12:00:00 5/9/5/7 v5 r2 complete");
  }

  @Test
  void allThatIsRevisedToNothingLeavesNoOldPrices() {
    want(Interval.M1, "11:59:30");
    want(Interval.M5, "11:59:30");
    minute("12:04:00", "7/9/5/8", 1, "12:05:00.5");
    sent.take();
    minute("12:04:00", "8/8/8/8", 0, "12:05:40");
    assertThat(sent.take())
        .containsExactly(
            "1m 12:04:00 7/7/7/7 v0 r1 complete", "5m 12:00:00 7/7/7/7 v0 r1 complete");
  }

  @Test
  void aWindowThatIsRevisedToNothingBeforeItClosesIsNone() {
    want(Interval.M5, "11:59:30");
    minute("12:01:00", "7/9/5/8", 1, "12:02:00.5");
    minute("12:01:00", "8/8/8/8", 0, "12:02:30");
    bars.advance(clock("12:06:00"), clock("12:06:00"));
    assertThat(sent.take()).isEmpty();
  }
}
