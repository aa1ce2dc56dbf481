package io.barline.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExchangeClockTest {
  private static final long SECOND = 1_000_000_000L;
  private final ExchangeClock clock = new ExchangeClock();

  /** Events without delay, until {@code end}. */
  private void observeEvery(long pause, long end) {
    for (long now = pause; now <= end; now += pause) {
      clock.observe(now, now);
    }
  }

  @Test
  void isTheGatewaysClockUntilSomethingWasSeen() {
    assertThat(clock.at(42)).isEqualTo(42);
  }

  @Test
  void followsWhatArrivedWithTheLeastDelay() {
    clock.observe(100 * SECOND, 103 * SECOND);
    clock.observe(101 * SECOND, 102 * SECOND);
    clock.observe(102 * SECOND, 104 * SECOND);
    assertThat(clock.at(110 * SECOND)).isEqualTo(109 * SECOND);
  }

  @Test
  void followsAnExchangeYearsAwayFromHere() {
    clock.observe(5 * SECOND, 1_000_000 * SECOND);
    assertThat(clock.at(1_000_007 * SECOND)).isEqualTo(12 * SECOND);
  }

  @Test
  void forgetsASingleWrongTime() {
    clock.observe(1_000 * SECOND, 1 * SECOND);
    observeEvery(SECOND, 199 * SECOND);
    assertThat(clock.at(200 * SECOND)).isEqualTo(200 * SECOND);
  }

  @Test
  void isPutBackWithinSecondsWhereManyAgree() {
    clock.observe(20 * SECOND, 0);
    observeEvery(SECOND / 10, 11 * SECOND);
    assertThat(clock.at(11 * SECOND)).isEqualTo(11 * SECOND);
  }

  @Test
  void isNotPutBackSoonByWhatIsVeryLate() {
    clock.observe(40 * SECOND, 0);
    observeEvery(SECOND / 10, 50 * SECOND);
    assertThat(clock.at(50 * SECOND)).isEqualTo(90 * SECOND);
  }

  @Test
  void isNotPutBackSoonByFew() {
    clock.observe(20 * SECOND, 0);
    observeEvery(5 * SECOND, 55 * SECOND);
    assertThat(clock.at(55 * SECOND)).isEqualTo(75 * SECOND);
  }

  @Test
  void followsManyThatAgreeOnATimeThatWasNotBelieved() {
    clock.observe(10 * SECOND, 10 * SECOND);
    for (int i = 1; i < ExchangeClock.WITNESSES; i++) {
      assertThat(clock.doubt((500 + i) * SECOND, (10 + i) * SECOND)).isFalse();
    }
    assertThat(clock.doubt(530 * SECOND, 40 * SECOND)).isTrue();
    assertThat(clock.at(50 * SECOND)).isEqualTo(540 * SECOND);
  }

  @Test
  void staysWithWhatItKnewWhileTheDoubtfulDontAgreeOrAreInterrupted() {
    clock.observe(10 * SECOND, 10 * SECOND);
    for (int i = 1; i < 100; i++) {
      assertThat(clock.doubt(i * 1_000L * SECOND, (10 + i) * SECOND)).isFalse();
    }
    for (int i = 1; i < 100; i++) {
      assertThat(clock.doubt((500 + i) * SECOND, (110 + i) * SECOND)).isFalse();
      if (i % 10 == 0) {
        clock.observe((110 + i) * SECOND, (110 + i) * SECOND);
      }
    }
  }

  @Test
  void fewEventsFromLongAgoDontPutItBack() {
    clock.observe(10_000 * SECOND, 10_000 * SECOND);
    for (int minute = 1; minute < 60; minute++) {
      clock.observe(3_000 * SECOND, (10_000 + minute * 60) * SECOND);
    }
    assertThat(clock.at(20_000 * SECOND)).isEqualTo(20_000 * SECOND);
  }

  @Test
  void eventsFromLongAgoDontDismissThoseWhoAgree() {
    clock.observe(10 * SECOND, 10 * SECOND);
    boolean believed = false;
    for (int i = 0; i < ExchangeClock.WITNESSES; i++) {
      clock.observe(-1_000 * SECOND, (11 + i) * SECOND);
      believed = clock.doubt((500 + i) * SECOND, (11 + i) * SECOND);
    }
    assertThat(believed).isTrue();
  }
}
