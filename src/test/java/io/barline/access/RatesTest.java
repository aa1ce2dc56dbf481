package io.barline.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RatesTest {
  private static final long SECOND = 1_000_000_000;

  private final Rates rates = new Rates();

  @Test
  void anotherRateCountsFromTheNextRequestOn() {
    assertThat(rates.take("a", 60, 1, 0)).isZero();
    assertThat(rates.take("a", 60, 1, 0)).isEqualTo(1);
    assertThat(rates.take("a", 600, 10, SECOND)).isZero();
    for (int i = 0; i < 10; i++) {
      assertThat(rates.take("a", 600, 10, 3 * SECOND)).isZero();
    }
    assertThat(rates.take("a", 600, 10, 3 * SECOND)).isEqualTo(1);
  }

  @Test
  void changingBetweenTwoRatesFillsNothing() {
    assertThat(rates.take("a", 60, 2, 0)).isZero();
    assertThat(rates.take("a", 120, 4, 0)).isZero();
    assertThat(rates.take("a", 60, 2, 0)).isEqualTo(1);
    assertThat(rates.take("a", 120, 4, 0)).isEqualTo(1);
  }
}
