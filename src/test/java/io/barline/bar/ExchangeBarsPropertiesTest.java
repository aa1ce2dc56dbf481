package io.barline.bar;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.Bar;
import io.barline.market.Decimal;
import io.barline.market.Interval;
import io.barline.market.UtcNanos;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class ExchangeBarsPropertiesTest {
  private static final long MINUTE = 60 * UtcNanos.SECOND;
  private static final long START = Market.at("2026-02-28T23:40:00Z");
  private static final List<Interval> INTERVALS =
      List.of(Interval.M1, Interval.M3, Interval.M5, Interval.M15, Interval.H1, Interval.MONTH);

  /**
   * One minute: how long after the last that came, its prices, and a correction that may follow.
   */
  record Minute(int skipped, int price, int spread, int volume, int corrected) {}

  @Provide
  Arbitrary<List<Minute>> minutes() {
    return Combinators.combine(
            Arbitraries.frequency(Tuple.of(8, 0), Tuple.of(2, 1), Tuple.of(1, 17)),
            Arbitraries.integers().between(10, 20),
            Arbitraries.integers().between(0, 3),
            Arbitraries.integers().between(0, 5),
            Arbitraries.integers().between(0, 5))
        .as(Minute::new)
        .list()
        .ofMaxSize(80);
  }

  private static Bar bar(long start, Minute minute, int volume) {
    String prices =
        "%d/%d/%d/%d"
            .formatted(
                minute.price,
                minute.price + minute.spread,
                minute.price - minute.spread,
                minute.price - (volume % 2 == 0 ? 0 : minute.spread));
    return ExchangeBarsTest.minute(start, prices, volume, start + MINUTE);
  }

  @Property(tries = 300, edgeCases = EdgeCasesMode.NONE)
  void rolledUpBarsEqualAStraightforwardAggregation(@ForAll("minutes") List<Minute> minutes) {
    Market.Recorder sent = new Market.Recorder();
    ExchangeBars bars =
        new ExchangeBars(
            Market.SPOT, Interval.M1, Duration.ofSeconds(5), BarSettings.DEFAULT, sent);
    for (Interval interval : INTERVALS) {
      bars.want(interval, false, false, START);
    }
    NavigableMap<Long, Bar> last = new TreeMap<>();
    long start = START;
    for (Minute minute : minutes) {
      start += (1 + minute.skipped) * MINUTE;
      long now = start + MINUTE + UtcNanos.SECOND / 2;
      bars.advance(now, now);
      Bar first = bar(start, minute, minute.volume);
      bars.on(first, now);
      last.put(start, first);
      if (minute.corrected > minute.volume) { // a correction to nothing is none
        Bar corrected = bar(start, minute, minute.corrected);
        bars.on(corrected, now + 30 * UtcNanos.SECOND);
        last.put(start, corrected);
      }
    }
    long end = Market.at("2026-05-01T00:00:00Z");
    bars.advance(end, end);

    for (Interval interval : INTERVALS) {
      NavigableMap<Long, ReferenceBars.Figures> made = new TreeMap<>();
      for (Bar each : sent.bars) {
        if (each.interval() == interval) {
          made.put(each.timestamp(), ReferenceBars.Figures.of(each));
        }
      }
      assertThat(made).as(interval.code()).isEqualTo(aggregate(interval, last));
    }
  }

  private static NavigableMap<Long, ReferenceBars.Figures> aggregate(
      Interval interval, NavigableMap<Long, Bar> minutes) {
    NavigableMap<Long, List<Bar>> windows = new TreeMap<>();
    for (Bar minute : minutes.values()) {
      if (minute.trades() > 0) {
        windows
            .computeIfAbsent(interval.start(minute.timestamp()), _ -> new ArrayList<>())
            .add(minute);
      }
    }
    NavigableMap<Long, ReferenceBars.Figures> bars = new TreeMap<>();
    windows.forEach((start, parts) -> bars.put(start, figures(parts)));
    return bars;
  }

  private static ReferenceBars.Figures figures(List<Bar> parts) {
    BigDecimal volume = BigDecimal.ZERO;
    BigDecimal turnover = BigDecimal.ZERO;
    Decimal high = parts.getFirst().high();
    Decimal low = parts.getFirst().low();
    long trades = 0;
    for (Bar part : parts) {
      volume = volume.add(part.volume().toBigDecimal());
      turnover = turnover.add(Objects.requireNonNull(part.quoteVolume()).toBigDecimal());
      high = part.high().compareTo(high) > 0 ? part.high() : high;
      low = part.low().compareTo(low) < 0 ? part.low() : low;
      trades += part.trades();
    }
    return new ReferenceBars.Figures(
        parts.getFirst().open(),
        high,
        low,
        parts.getLast().close(),
        Decimal.of(volume),
        Decimal.of(turnover),
        Decimal.of(turnover.divide(volume, new MathContext(18, RoundingMode.HALF_EVEN))),
        Decimal.ZERO,
        trades,
        parts.getLast().exchangeTime());
  }
}
