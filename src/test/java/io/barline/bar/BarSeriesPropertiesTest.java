package io.barline.bar;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.Bar;
import io.barline.market.Decimal;
import io.barline.market.Interval;
import io.barline.market.Side;
import io.barline.market.Trade;
import io.barline.market.UtcNanos;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class BarSeriesPropertiesTest {
  /**
   * The end of a day, of a week and of a month; of a year; of February; of the time before 1970.
   */
  private static final List<String> BORDERS =
      List.of(
          "2026-08-31T00:00:00Z",
          "2026-06-01T00:00:00Z",
          "2025-01-01T00:00:00Z",
          "2024-03-01T00:00:00Z",
          "1970-01-01T00:00:00Z",
          "2026-03-04T13:37:00Z");

  private static final long LATE_LIMIT = 60 * UtcNanos.SECOND;
  private static final long END = 70 * 86_400 * UtcNanos.SECOND;

  /** A trade and when it arrives, by the exchange's clock. */
  record Arrival(Trade trade, long time) {}

  /** What a series is asked for, and what it is told. */
  record Session(
      long start,
      Set<Interval> intervals,
      boolean ordered,
      boolean clocked,
      List<Arrival> arrivals) {

    List<Trade> trades() {
      return arrivals.stream().map(Arrival::trade).toList();
    }
  }

  @Provide
  Arbitrary<Session> sessions() {
    return sessions(LATE_LIMIT);
  }

  @Provide
  Arbitrary<Session> promptSessions() {
    return sessions(0);
  }

  private static Arbitrary<Session> sessions(long maxDelay) {
    Arbitrary<Long> starts =
        Combinators.combine(
                Arbitraries.of(BORDERS), Arbitraries.of(0L, 1L, 10L, 100L, 4_000L, 100_000L))
            .as((border, seconds) -> Market.at(border) - seconds * UtcNanos.SECOND);
    return Combinators.combine(
            starts,
            Arbitraries.of(Interval.class).set().ofMinSize(1),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false),
            Arbitraries.of(1L, 20L, 200L, 8_000L, 200_000L))
        .flatAs(
            (start, intervals, ordered, clocked, seconds) ->
                arrival(start, seconds * UtcNanos.SECOND, maxDelay)
                    .list()
                    .ofMinSize(1)
                    .ofMaxSize(60)
                    .map(
                        arrivals ->
                            new Session(start, intervals, ordered, clocked, byTime(arrivals))));
  }

  private static Arbitrary<Arrival> arrival(long start, long length, long maxDelay) {
    Arbitrary<Decimal> prices =
        Arbitraries.oneOf(
            Arbitraries.longs().between(1, 20).map(units -> Decimal.of(units, 2)),
            Arbitraries.longs().between(1, Long.MAX_VALUE).map(units -> Decimal.of(units, 12)),
            Arbitraries.bigIntegers()
                .between(BigInteger.ONE, BigInteger.TEN.pow(30))
                .map(units -> Decimal.of(units, 18)));
    Arbitrary<Long> times =
        Arbitraries.oneOf(
            Arbitraries.longs().between(0, length),
            Arbitraries.longs().between(0, 20).map(step -> step * length / 20));
    return Combinators.combine(
            times,
            Arbitraries.longs().between(0, maxDelay),
            prices,
            prices,
            Arbitraries.of(Side.class),
            Arbitraries.longs().between(Trade.NO_SEQUENCE, 5))
        .as(
            (time, delay, price, size, taker, sequence) ->
                new Arrival(
                    Market.trade(
                        start + time, sequence, price, size, taker, 1 + Math.abs(sequence) % 2),
                    start + time + delay));
  }

  private static List<Arrival> byTime(List<Arrival> arrivals) {
    return arrivals.stream().sorted(Comparator.comparingLong(Arrival::time)).toList();
  }

  /** Plays the session; where it is not clocked, the clock only tells the time at the end. */
  private static List<Bar> play(Session session, boolean live, boolean flat) {
    Market.Recorder sent = new Market.Recorder();
    BarSeries series = new BarSeries(Market.SPOT, session.ordered(), BarSettings.DEFAULT, sent);
    for (Interval interval : session.intervals()) {
      series.want(interval, live, flat, session.start());
    }
    for (Arrival arrival : session.arrivals()) {
      if (session.clocked()) {
        series.advance(arrival.time(), arrival.time());
      }
      series.on(arrival.trade());
    }
    series.advance(session.start() + END, session.start() + END);
    assertThat(sent.late).isEmpty();
    return sent.bars;
  }

  private static Map<Interval, NavigableMap<Long, Bar>> lastRevisions(List<Bar> bars) {
    Map<Interval, NavigableMap<Long, Bar>> last = new HashMap<>();
    for (Bar bar : bars) {
      if (bar.closed()) {
        Bar before =
            last.computeIfAbsent(bar.interval(), _ -> new TreeMap<>()).put(bar.timestamp(), bar);
        assertThat(bar.revision()).isEqualTo(before == null ? 0 : before.revision() + 1);
      }
    }
    return last;
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void theLastRevisionOfEachBarIsExact(@ForAll("sessions") Session session) {
    Map<Interval, NavigableMap<Long, Bar>> bars = lastRevisions(play(session, false, false));

    for (Interval interval : session.intervals()) {
      NavigableMap<Long, Bar> made = Objects.requireNonNull(bars.get(interval));
      TreeMap<Long, ReferenceBars.Figures> figures = new TreeMap<>();
      made.forEach((start, bar) -> figures.put(start, ReferenceBars.Figures.of(bar)));
      assertThat(figures).isEqualTo(ReferenceBars.of(interval, session.trades()));
      made.forEach(
          (start, bar) ->
              assertThat(bar.quality())
                  .isEqualTo(start < session.start() ? Bar.Quality.PARTIAL : Bar.Quality.COMPLETE));
    }
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void liveUpdatesAndFlatBarsChangeNoRealBar(@ForAll("sessions") Session session) {
    List<Bar> plain = play(session, false, false);
    List<Bar> full = play(session, true, true);

    Map<Interval, NavigableMap<Long, Bar>> expected = lastRevisions(plain);
    lastRevisions(full)
        .forEach(
            (interval, bars) -> {
              bars.values().removeIf(bar -> bar.trades() == 0);
              assertThat(bars.values().stream().map(ReferenceBars.Figures::of))
                  .containsExactlyElementsOf(
                      Objects.requireNonNull(expected.get(interval)).values().stream()
                          .map(ReferenceBars.Figures::of)
                          .toList());
            });
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void aLiveUpdateHoldsAllTradesOfItsWindowSoFar(@ForAll("sessions") Session session) {
    Market.Recorder sent = new Market.Recorder();
    BarSeries series = new BarSeries(Market.SPOT, session.ordered(), BarSettings.DEFAULT, sent);
    session.intervals().forEach(i -> series.want(i, false, false, session.start()));
    List<Trade> sofar = new ArrayList<>();
    for (Arrival arrival : session.arrivals()) {
      series.on(arrival.trade());
      sofar.add(arrival.trade());
      for (Interval interval : session.intervals()) {
        Bar current = series.current(interval);
        if (current != null) {
          assertThat(ReferenceBars.Figures.of(current))
              .isEqualTo(ReferenceBars.of(interval, sofar).get(current.timestamp()));
        }
      }
    }
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void aFlatBarHasThePriceOfTheCloseBeforeIt(@ForAll("sessions") Session session) {
    Map<Interval, NavigableMap<Long, Bar>> bars = lastRevisions(play(session, false, true));

    bars.forEach(
        (interval, made) -> {
          NavigableMap<Long, ReferenceBars.Figures> real =
              ReferenceBars.of(interval, session.trades());
          for (Bar bar : made.values()) {
            if (bar.trades() == 0) {
              Decimal close =
                  Objects.requireNonNull(real.lowerEntry(bar.timestamp())).getValue().close();
              assertThat(List.of(bar.open(), bar.high(), bar.low(), bar.close()))
                  .containsOnly(close);
              assertThat(bar.quality()).isEqualTo(Bar.Quality.SYNTHETIC);
              assertThat(bar.volume()).isEqualTo(Decimal.ZERO);
              assertThat(bar.vwap()).isNull();
            }
          }
        });
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void withFlatBarsNoWindowIsMissing(@ForAll("promptSessions") Session session) {
    Map<Interval, NavigableMap<Long, Bar>> bars = lastRevisions(play(session, false, true));

    bars.forEach(
        (interval, made) -> {
          long start = made.firstKey();
          int count = 0;
          while (start < session.start() + END && count < IntervalBars.MOST_FLATS) {
            if (interval.end(start) <= session.start() + END - UtcNanos.SECOND) {
              assertThat(made).containsKey(start);
            }
            start = interval.end(start);
            count++;
          }
        });
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void aGapMarksExactlyTheWindowsThatItTouches(
      @ForAll("sessions") Session session, @ForAll("fractions") List<Integer> fractions) {
    List<Arrival> arrivals = session.arrivals();
    int at = arrivals.size() * fractions.get(0) / 100;
    long now = arrivals.get(Math.min(at, arrivals.size() - 1)).time();
    long from = now - fractions.get(1) * UtcNanos.SECOND / 4;
    long to = Math.min(now, from + fractions.get(2) * UtcNanos.SECOND / 4);
    Market.Recorder sent = new Market.Recorder();
    BarSeries series = new BarSeries(Market.SPOT, session.ordered(), BarSettings.DEFAULT, sent);
    session.intervals().forEach(i -> series.want(i, false, false, session.start()));
    for (int i = 0; i < arrivals.size(); i++) {
      if (i == at) {
        series.gap(1, from, to);
      }
      if (session.clocked()) {
        series.advance(arrivals.get(i).time(), 0);
      }
      series.on(arrivals.get(i).trade());
    }
    series.advance(session.start() + END, 0);

    lastRevisions(sent.bars)
        .forEach(
            (_, made) -> {
              for (Bar bar : made.values()) {
                boolean touched = bar.timestamp() <= to && bar.end() > from;
                assertThat(bar.quality() == Bar.Quality.GAP).isEqualTo(touched);
              }
            });
  }

  /** A share of the session in percent, then quarters of a second within the late limit. */
  @Provide
  Arbitrary<List<Integer>> fractions() {
    return Arbitraries.integers().between(0, 99).list().ofSize(3);
  }

  @Property(tries = 200, edgeCases = EdgeCasesMode.NONE)
  void wantingAndDroppingShorterIntervalsLosesNothingOfTheLonger(
      @ForAll("sessions") Session session, @ForAll("changes") List<Interval> changes) {
    Market.Recorder sent = new Market.Recorder();
    BarSeries series = new BarSeries(Market.SPOT, session.ordered(), BarSettings.DEFAULT, sent);
    session.intervals().forEach(i -> series.want(i, false, false, session.start()));
    Set<Interval> extra = new HashSet<>();
    int next = 0;
    for (Arrival arrival : session.arrivals()) {
      if (session.clocked()) {
        series.advance(arrival.time(), 0);
      }
      Interval change = changes.get(next++ % changes.size());
      if (!session.intervals().contains(change)) {
        if (extra.add(change)) {
          series.want(change, true, false, arrival.time());
        } else {
          extra.remove(change);
          series.drop(change);
        }
      }
      series.on(arrival.trade());
    }
    series.advance(session.start() + END, 0);

    List<Bar> kept =
        sent.bars.stream()
            .filter(bar -> session.intervals().contains(bar.interval()))
            .collect(Collectors.toList());
    lastRevisions(kept)
        .forEach(
            (interval, made) -> {
              TreeMap<Long, ReferenceBars.Figures> figures = new TreeMap<>();
              made.forEach((start, bar) -> figures.put(start, ReferenceBars.Figures.of(bar)));
              assertThat(figures).isEqualTo(ReferenceBars.of(interval, session.trades()));
            });
  }

  @Provide
  Arbitrary<List<Interval>> changes() {
    return Arbitraries.of(Interval.class).list().ofMinSize(1).ofMaxSize(30);
  }
}
