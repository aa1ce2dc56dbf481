package io.barline.bar;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.Bar;
import io.barline.market.Decimal;
import io.barline.market.Interval;
import io.barline.market.Side;
import io.barline.market.Trade;
import io.barline.market.UtcNanos;
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
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/** Trades that are lost, found again or not, at any time. */
class HolesPropertiesTest {
  private static final long START = Market.at("2026-08-31T23:58:20Z");
  private static final long END = START + 70 * 86_400 * UtcNanos.SECOND;

  /**
   * A trade, and what becomes of it.
   *
   * @param lost whether it is not seen
   * @param told whether the hole that it begins is known before the first trade after it
   * @param after how many trades later the hole that ends with it is settled
   * @param found whether what was lost is found then
   */
  record Fate(Trade trade, boolean lost, boolean told, int after, boolean found) {}

  /**
   * @param flat also in empty windows, of which no more are sent again of a hole than are made in
   *     one go
   * @param replaced whether the exchange's own bars take the place of what was not found
   */
  record Session(
      Set<Interval> intervals,
      boolean ordered,
      boolean clocked,
      boolean flat,
      boolean replaced,
      List<Fate> fates) {}

  @Provide
  Arbitrary<Session> sessions() {
    Arbitrary<Boolean> any = Arbitraries.of(true, false);
    return Combinators.combine(
            Arbitraries.of(Interval.class).set().ofMinSize(1),
            any,
            any,
            any,
            any,
            Arbitraries.of(1L, 20L, 400L, 8_000L, 200_000L),
            Arbitraries.integers().between(0, 4))
        .flatAs(
            (intervals, ordered, clocked, flat, replaced, seconds, sureness) ->
                fate(seconds * UtcNanos.SECOND, sureness)
                    .list()
                    .ofMinSize(1)
                    .ofMaxSize(50)
                    .map(
                        fates ->
                            new Session(
                                intervals, ordered, clocked, flat, replaced, byTime(fates))));
  }

  private static Arbitrary<Fate> fate(long length, int sureness) {
    Arbitrary<Boolean> any = Arbitraries.of(true, false);
    return Combinators.combine(
            Arbitraries.oneOf(
                Arbitraries.longs().between(0, length),
                Arbitraries.longs().between(0, 20).map(step -> step * length / 20)),
            Arbitraries.longs().between(1, 20),
            Arbitraries.longs().between(Trade.NO_SEQUENCE, 3),
            any,
            any,
            Arbitraries.integers().between(0, 12),
            Arbitraries.integers().between(0, sureness))
        .as(
            (time, price, sequence, lost, told, after, found) ->
                new Fate(
                    Market.trade(
                        START + time,
                        sequence,
                        Decimal.of(price, 1),
                        Decimal.of(price, 2),
                        Side.BUY,
                        1),
                    lost,
                    told,
                    after,
                    found > 0 || sureness == 0));
  }

  /** Sorted as they happened, so that those of one time have a known order. */
  private static List<Fate> byTime(List<Fate> fates) {
    return fates.stream()
        .sorted(
            Comparator.<Fate>comparingLong(fate -> fate.trade().exchangeTime())
                .thenComparingLong(fate -> fate.trade().sequence()))
        .toList();
  }

  /** A hole while the session is played. */
  private static final class Lost {
    final long id;
    final long from;
    final List<Trade> trades = new ArrayList<>();
    long to = Long.MAX_VALUE;
    int due = Integer.MAX_VALUE;
    boolean found = true;

    Lost(long id, long from) {
      this.id = id;
      this.from = from;
    }
  }

  /** Plays a session; afterwards {@link #given} has the holes that were not filled. */
  private static final class Play {
    final Market.Recorder sent = new Market.Recorder();
    final List<Lost> given = new ArrayList<>();
    private final List<Lost> open = new ArrayList<>();
    private final List<Lost> all = new ArrayList<>();
    private final BarSeries series;
    private final Session session;
    private @Nullable Lost current;
    private long newest;
    private long lastId;

    Play(Session session) {
      this.session = session;
      series = new BarSeries(Market.SPOT, session.ordered(), BarSettings.DEFAULT, sent);
      session.intervals().forEach(i -> series.want(i, false, session.flat(), START));
    }

    void play() {
      int index = 0;
      for (Fate fate : session.fates()) {
        long time = fate.trade().exchangeTime();
        if (session.clocked()) {
          series.advance(time, time);
        }
        settleDue(index);
        if (fate.lost() && newest != 0) {
          lose(fate);
        } else {
          see(fate, index);
        }
        index++;
      }
      Lost last = current;
      if (last != null) {
        series.down(last.id, last.from);
        last.to = newest = last.trades.getLast().exchangeTime();
        series.end(last.id, last.to);
        open.add(last);
      }
      settleDue(Integer.MAX_VALUE);
      series.advance(END, END);
      if (session.replaced()) {
        given.forEach(this::replace);
        given.clear();
      }
    }

    private void replace(Lost lost) {
      List<Trade> truth = session.fates().stream().map(Fate::trade).toList();
      for (Interval interval : session.intervals()) {
        long from = interval.start(lost.from);
        long to = interval.end(interval.start(lost.to));
        List<Bar> bars = new ArrayList<>();
        ReferenceBars.of(interval, truth)
            .subMap(from, to)
            .forEach((start, figures) -> bars.add(bar(interval, start, figures)));
        assertThat(series.replace(interval, from, to, bars, END)).isTrue();
      }
      series.release(lost.id);
    }

    private void lose(Fate fate) {
      Lost lost = current;
      if (lost == null) {
        lost = current = new Lost(++lastId, newest);
        lost.found = fate.found();
        all.add(lost);
        if (fate.told()) {
          series.down(lost.id, lost.from);
        }
      }
      lost.trades.add(fate.trade());
    }

    private void see(Fate fate, int index) {
      Lost lost = current;
      newest = fate.trade().exchangeTime();
      if (lost != null) {
        current = null;
        lost.to = newest;
        lost.due = index + fate.after();
        series.gap(lost.id, lost.from, lost.to);
        open.add(lost);
      }
      series.on(fate.trade());
    }

    private void settleDue(int index) {
      for (Lost lost : List.copyOf(open)) {
        if (lost.due <= index || index == Integer.MAX_VALUE) {
          open.remove(lost);
          settle(lost);
        }
      }
    }

    private void settle(Lost lost) {
      if (!lost.found) {
        given.add(lost);
        if (!session.replaced()) {
          series.release(lost.id);
        }
        return;
      }
      int before = sent.bars.size();
      series.fill(lost.id, lost.trades, true, newest);
      Set<List<Object>> once = new HashSet<>();
      for (Bar bar : sent.bars.subList(before, sent.bars.size())) {
        assertThat(once.add(List.of(bar.interval(), bar.timestamp()))).as("%s", bar).isTrue();
      }
    }

    /** Whether more windows begin before it in a hole than flat ones are sent again of. */
    boolean isFar(Interval interval, long start) {
      return all.stream()
          .anyMatch(
              lost ->
                  lost.from < start
                      && (start - lost.from) / (interval.end(start) - start)
                          >= IntervalBars.MOST_FLATS);
    }

    boolean isGiven(long start, long end) {
      return given.stream().anyMatch(lost -> start <= lost.to && end > lost.from);
    }
  }

  private static Bar bar(Interval interval, long start, ReferenceBars.Figures of) {
    return new Bar(
        Market.SPOT,
        interval,
        start,
        of.open(),
        of.high(),
        of.low(),
        of.close(),
        of.volume(),
        of.quoteVolume(),
        null,
        of.buyVolume(),
        of.trades(),
        true,
        0,
        Bar.Quality.COMPLETE,
        Bar.Source.EXCHANGE,
        of.lastTime(),
        END);
  }

  @Property(tries = 600, edgeCases = EdgeCasesMode.NONE)
  void eachBarIsExactOrAGap(@ForAll("sessions") Session session) {
    Play play = new Play(session);
    play.play();
    assertThat(play.sent.late).isEmpty();
    List<Trade> truth = session.fates().stream().map(Fate::trade).toList();
    Map<Interval, NavigableMap<Long, Bar>> made = lastRevisions(play.sent.bars);
    for (Interval interval : session.intervals()) {
      NavigableMap<Long, ReferenceBars.Figures> reference = ReferenceBars.of(interval, truth);
      NavigableMap<Long, Bar> bars = Objects.requireNonNull(made.get(interval));
      reference.forEach(
          (start, figures) -> {
            Bar bar = bars.get(start);
            if (play.isGiven(start, interval.end(start))) {
              if (bar != null && (bar.trades() > 0 || !play.isFar(interval, start))) {
                assertThat(bar.quality()).as("%s", bar).isEqualTo(Bar.Quality.GAP);
              }
            } else {
              assertThat(bar).isNotNull();
              assertThat(ReferenceBars.Figures.of(Objects.requireNonNull(bar))).isEqualTo(figures);
              assertThat(bar.quality()).isNotEqualTo(Bar.Quality.GAP);
            }
          });
      for (Bar bar : bars.values()) {
        if (bar.trades() > 0) {
          assertThat(reference).containsKey(bar.timestamp());
        } else if (play.given.isEmpty() && !play.isFar(interval, bar.timestamp())) {
          assertThat(bar.close())
              .as("%s", bar)
              .isEqualTo(
                  Objects.requireNonNull(reference.lowerEntry(bar.timestamp())).getValue().close());
        }
      }
    }
  }

  private static Map<Interval, NavigableMap<Long, Bar>> lastRevisions(List<Bar> bars) {
    Map<Interval, NavigableMap<Long, Bar>> last = new HashMap<>();
    for (Bar bar : bars) {
      Bar before =
          last.computeIfAbsent(bar.interval(), _ -> new TreeMap<>()).put(bar.timestamp(), bar);
      assertThat(bar.revision())
          .as("%s after %s", bar, before)
          .isEqualTo(before == null ? 0 : before.revision() + 1);
    }
    return last;
  }
}
