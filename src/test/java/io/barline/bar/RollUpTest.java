package io.barline.bar;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.Interval;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class RollUpTest {

  @Test
  void eachIntervalOfTheSpineIsMadeOfTheNext() {
    for (int i = 1; i < RollUp.SPINE.size(); i++) {
      assertThat(RollUp.SPINE.get(i - 1).isMadeOf(RollUp.SPINE.get(i))).isTrue();
    }
  }

  @Test
  void theLongestWantedOneThatDividesFeeds() {
    EnumSet<Interval> all = EnumSet.allOf(Interval.class);

    assertThat(RollUp.feeder(Interval.S1, all)).isNull();
    assertThat(RollUp.feeder(Interval.S10, all)).isEqualTo(Interval.S5);
    assertThat(RollUp.feeder(Interval.M3, all)).isEqualTo(Interval.M1);
    assertThat(RollUp.feeder(Interval.H6, all)).isEqualTo(Interval.H2);
    assertThat(RollUp.feeder(Interval.W1, all)).isEqualTo(Interval.D1);
    assertThat(RollUp.feeder(Interval.MONTH, all)).isEqualTo(Interval.D1);
    assertThat(RollUp.feeder(Interval.D3, EnumSet.of(Interval.S15, Interval.H6)))
        .isEqualTo(Interval.S15);
    assertThat(RollUp.feeder(Interval.S30, EnumSet.of(Interval.S10))).isNull();
  }
}
