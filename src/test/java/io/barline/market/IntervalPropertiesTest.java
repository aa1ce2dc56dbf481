package io.barline.market;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class IntervalPropertiesTest {
  private static final long YEAR_1800 = -5_364_662_400_000_000_000L;
  private static final long YEAR_2200 = 7_258_118_400_000_000_000L;

  @Property
  void everyTimeLiesInItsWindow(
      @ForAll Interval interval, @ForAll @LongRange(min = YEAR_1800, max = YEAR_2200) long time) {
    long start = interval.start(time);

    assertThat(start).isLessThanOrEqualTo(time);
    assertThat(interval.end(start)).isGreaterThan(time);
    assertThat(interval.start(start)).isEqualTo(start);
  }

  @Property
  void windowsFollowEachOther(
      @ForAll Interval interval, @ForAll @LongRange(min = YEAR_1800, max = YEAR_2200) long time) {
    long end = interval.end(interval.start(time));

    assertThat(interval.start(end)).isEqualTo(end);
    assertThat(interval.start(end - 1)).isEqualTo(interval.start(time));
  }

  @Property
  void weeksBeginOnMondaysAndMonthsOnTheirFirstDay(
      @ForAll @LongRange(min = YEAR_1800, max = YEAR_2200) long time) {
    ZonedDateTime week = utc(Interval.W1.start(time));
    ZonedDateTime month = utc(Interval.MONTH.start(time));

    assertThat(week.getDayOfWeek()).isEqualTo(DayOfWeek.MONDAY);
    assertThat(week.toLocalTime().toNanoOfDay()).isZero();
    assertThat(month.getDayOfMonth()).isEqualTo(1);
    assertThat(month.toLocalTime().toNanoOfDay()).isZero();
    assertThat(utc(Interval.MONTH.end(Interval.MONTH.start(time)))).isEqualTo(month.plusMonths(1));
  }

  /** Over two hundred windows in a row some border is off wherever the two are not aligned. */
  @Property(tries = 2_000)
  void isMadeOfExactlyWhatItsBordersAlignWith(
      @ForAll Interval longer,
      @ForAll Interval shorter,
      @ForAll @LongRange(min = 0, max = YEAR_2200 / 2) long time) {
    boolean aligned = longer != shorter;
    long start = longer.start(time);
    for (int i = 0; i < 200 && aligned; i++) {
      long end = longer.end(start);
      aligned = shorter.start(start) == start && shorter.end(shorter.start(start)) <= end;
      start = end;
    }

    assertThat(longer.isMadeOf(shorter)).isEqualTo(aligned);
  }

  private static ZonedDateTime utc(long nanos) {
    return UtcNanos.toInstant(nanos).atZone(ZoneOffset.UTC);
  }
}
