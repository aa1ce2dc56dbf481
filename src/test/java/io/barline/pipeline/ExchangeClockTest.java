package io.barline.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExchangeClockTest {
  private static final long SECOND = 1_000_000_000L;
  private final ExchangeClock clock = new ExchangeClock();

  @Test
  void isTheGatewaysClockUntilSomethingWasSeen() {
    assertThat(clock.isKnown()).isFalse();
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
    for (long second = 2; second < 200; second++) {
      clock.observe(second * SECOND, second * SECOND);
    }
    assertThat(clock.at(200 * SECOND)).isEqualTo(200 * SECOND);
  }
}
