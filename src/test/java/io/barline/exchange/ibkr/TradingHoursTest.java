package io.barline.exchange.ibkr;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.UtcNanos;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TradingHoursTest {
  private static final TradingHours STOCK =
      TradingHours.parse(
          "20261123:0400-20261123:2000;20261124:CLOSED;20261125:0930-20261125:1300", "US/Eastern");

  @ParameterizedTest
  @CsvSource({
    "2026-11-22T12:00:00Z,true", // not told
    "2026-11-23T05:00:00Z,false",
    "2026-11-23T08:59:59.999999999Z,false",
    "2026-11-23T09:00:00Z,true",
    "2026-11-24T00:59:59.999999999Z,true",
    "2026-11-24T01:00:00Z,false",
    "2026-11-24T15:00:00Z,false",
    "2026-11-25T14:30:00Z,true",
    "2026-11-25T18:00:00Z,true" // not told
  })
  void tellsWhetherItIsOpen(String time, boolean open) {
    assertThat(STOCK.isOpen(nanos(time))).isEqualTo(open);
  }

  @Test
  void tellsWhenItOpensNext() {
    assertThat(STOCK.nextOpen(nanos("2026-11-23T05:00:00Z")))
        .isEqualTo(nanos("2026-11-23T09:00:00Z"));
    assertThat(STOCK.nextOpen(nanos("2026-11-24T05:00:00Z")))
        .isEqualTo(nanos("2026-11-25T14:30:00Z"));
    assertThat(STOCK.nextOpen(nanos("2026-11-25T14:30:00Z"))).isZero();
  }

  @Test
  void readsTheOldForm() {
    TradingHours hours = TradingHours.parse("20180323:0400-2000,2030-2100;20180326:CLOSED", "GMT");
    assertThat(hours.isOpen(nanos("2018-03-23T19:59:59Z"))).isTrue();
    assertThat(hours.isOpen(nanos("2018-03-23T20:15:00Z"))).isFalse();
    assertThat(hours.isOpen(nanos("2018-03-23T20:30:00Z"))).isTrue();
    assertThat(hours.isOpen(nanos("2018-03-26T12:00:00Z"))).isFalse();
    assertThat(hours.isOpen(nanos("2018-03-27T00:00:00Z"))).isTrue();
  }

  @Test
  void sessionsMayBeginTheDayBefore() {
    TradingHours hours =
        TradingHours.parse("20261122:1700-20261123:1600;20261123:1700-20261124:1600", "US/Central");
    assertThat(hours.isOpen(nanos("2026-11-23T03:00:00Z"))).isTrue();
    assertThat(hours.isOpen(nanos("2026-11-23T22:30:00Z"))).isFalse();
    assertThat(hours.nextOpen(nanos("2026-11-23T22:30:00Z")))
        .isEqualTo(nanos("2026-11-23T23:00:00Z"));
  }

  @Test
  void sessionsThatTouchAreOne() {
    TradingHours hours =
        TradingHours.parse("20261123:0000-20261123:2400;20261124:0000-20261124:2400", "GMT");
    assertThat(hours.isOpen(nanos("2026-11-24T00:00:00Z"))).isTrue();
    assertThat(hours.nextOpen(nanos("2026-11-23T10:00:00Z"))).isZero();
  }

  /** Clocks go forward on 2027-03-14 and back on 2026-11-01 in New York. */
  @Test
  void followsDaylightSaving() {
    TradingHours spring =
        TradingHours.parse(
            "20270312:0930-20270312:1600;20270313:CLOSED;20270315:0930-20270315:1600",
            "US/Eastern");
    assertThat(spring.nextOpen(nanos("2027-03-11T00:00:00Z")))
        .isEqualTo(nanos("2027-03-12T14:30:00Z"));
    assertThat(spring.nextOpen(nanos("2027-03-13T00:00:00Z")))
        .isEqualTo(nanos("2027-03-15T13:30:00Z"));
    TradingHours autumn = TradingHours.parse("20261101:0130-20261101:0145", "US/Eastern");
    assertThat(autumn.isOpen(nanos("2026-11-01T05:30:00Z"))).isTrue();
    assertThat(autumn.isOpen(nanos("2026-11-01T06:44:00Z"))).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "US/Eastern,14:30",
    "America/New_York,14:30",
    "EST (Eastern Standard Time),14:30",
    "EST,14:30",
    "CST (Central Standard Time),15:30",
    "MET,08:30",
    "MET (Middle Europe Time),08:30",
    "GMT (Greenwich Mean Time),09:30",
    "GB-Eire,09:30",
    "Japan,00:30",
    "JST (Japan Standard Time),00:30"
  })
  void knowsZonesByManyNames(String zone, String utc) {
    TradingHours hours = TradingHours.parse("20261123:0930-20261123:1600", zone);
    assertThat(hours.nextOpen(nanos("2026-11-22T20:00:00Z")))
        .isEqualTo(nanos("2026-11-23T" + utc + ":00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nonsense",
        "20261123",
        "20261123:",
        "20261123:0400",
        "20261123:0400-",
        "20261123:0400-0300",
        "20261123:0400-20261123:2561",
        "20261123:0460-20261123:2000",
        "20260230:0400-20260230:2000",
        "20261123:OPEN"
      })
  void nothingIsKnownOfHoursThatCannotBeRead(String hours) {
    TradingHours unknown = TradingHours.parse(hours, "US/Eastern");
    assertThat(unknown.isOpen(nanos("2026-11-23T05:00:00Z"))).isTrue();
    assertThat(unknown.nextOpen(nanos("2026-11-23T05:00:00Z"))).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Nowhere/Land", "XYZ (Some Time)", ")("})
  void nothingIsKnownWithoutAZone(String zone) {
    TradingHours unknown = TradingHours.parse("20261123:0400-20261123:2000", zone);
    assertThat(unknown.isOpen(nanos("2026-11-23T03:00:00Z"))).isTrue();
  }

  @Property
  void neverFails(@ForAll @CharRange(from = '-', to = ';') String hours, @ForAll String zone) {
    assertThat(TradingHours.parse(hours, "US/Eastern")).isNotNull();
    assertThat(TradingHours.parse("2026112" + hours, zone)).isNotNull();
  }

  private static long nanos(String time) {
    return UtcNanos.of(Instant.parse(time));
  }
}
