package io.barline.pipeline;

import static io.barline.pipeline.ListenedPipeline.BTC;
import static io.barline.pipeline.ListenedPipeline.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.barline.bar.ReferenceBars;
import io.barline.market.Bar;
import io.barline.market.Channel;
import io.barline.market.Decimal;
import io.barline.market.Gap;
import io.barline.market.Interval;
import io.barline.market.Side;
import io.barline.market.Trade;
import io.barline.market.UpstreamChannel;
import io.barline.quality.GapRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/**
 * A market that is known, a feed that loses some of it, and an exchange that tells it again. Prices
 * stay so near each other that no trade is held back.
 */
class RepairPropertiesTest {
  private static final UpstreamChannel SOURCE = new UpstreamChannel.Trades();
  private static final List<Interval> INTERVALS = List.of(Interval.S1, Interval.M1, Interval.M5);
  private static final long FAR = 100_000;

  enum Fate {
    SEEN,
    REPEATED,
    LATE,
    LOST,
    CUT,
    UP
  }

  /** How much of what is searched for is told. */
  enum Told {
    NOTHING,
    HALF,
    ALL
  }

  /**
   * A trade happens.
   *
   * @param pause seconds since the one before, in tenths
   * @param answer how much of what is searched for is answered after it
   * @param had whether that can be had
   */
  record Step(int pause, int price, Fate fate, Told answer, boolean had) {}

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.oneOf(
                Arbitraries.integers().between(1, 20), Arbitraries.integers().between(1, 1_500)),
            Arbitraries.integers().between(1, 9),
            Arbitraries.frequency(
                Tuple.of(6, Fate.SEEN),
                Tuple.of(1, Fate.REPEATED),
                Tuple.of(1, Fate.LATE),
                Tuple.of(2, Fate.LOST),
                Tuple.of(1, Fate.CUT),
                Tuple.of(2, Fate.UP)),
            Arbitraries.of(Told.ALL, Told.HALF, Told.NOTHING, Told.NOTHING),
            Arbitraries.of(true, true, true, false))
        .as(Step::new)
        .list()
        .ofMinSize(2)
        .ofMaxSize(60);
  }

  /** Plays it all and keeps what came of it. */
  private static final class Play {
    final Searches searches = new Searches();
    final Map<String, Bar> made = new HashMap<>();
    final List<Trade> truth = new ArrayList<>();
    final ListenedPipeline gateway;
    private final boolean contiguous;
    private final List<Trade> late = new ArrayList<>();
    private double now = 1;
    private boolean down;
    private boolean allHad = true;

    /** What is under way, and what is left of its answer. */
    private @Nullable TradeSearch begun;

    private List<Trade> left = List.of();

    Play(Pipeline.TradeOrder order) {
      contiguous = order == Pipeline.TradeOrder.CONTIGUOUS;
      gateway = new ListenedPipeline(order, null, searches, this::keep);
      gateway.want(new Channel.Trades(), SOURCE, 0);
      INTERVALS.forEach(i -> gateway.want(new Channel.Bars(i), SOURCE, 0));
      gateway.pipeline.confirmed(SOURCE, at(-10));
    }

    private void keep(Bar bar) {
      Bar before = made.put(bar.interval() + "@" + bar.timestamp(), bar);
      assertThat(bar.revision()).isEqualTo(before == null ? 0 : before.revision() + 1);
    }

    void play(List<Step> steps) {
      happen(new Step(1, 5, Fate.SEEN, Told.NOTHING, true));
      steps.forEach(this::happen);
      up();
      happen(new Step(1, 5, Fate.SEEN, Told.NOTHING, true));
      while (begun != null || !searches.trades.isEmpty()) {
        answer(Told.ALL, true);
      }
      gateway.pipeline.advance(at(now + FAR));
      for (Searches.AskedBars asked : List.copyOf(searches.bars)) {
        List<Bar> bars =
            truth().values().stream()
                .filter(bar -> bar.interval() == asked.interval())
                .filter(bar -> bar.timestamp() >= asked.from() && bar.timestamp() < asked.to())
                .toList();
        gateway.pipeline.barsFound(asked.interval(), asked.from(), asked.to(), bars, at(now + FAR));
      }
    }

    private void happen(Step step) {
      now += step.pause() / 10.0;
      gateway.pipeline.advance(at(now));
      Trade trade =
          new Trade(
              BTC,
              truth.size() + 1,
              null,
              Decimal.of(1_000 + step.price(), 0),
              Decimal.of(step.price(), 1),
              Side.BUY,
              1,
              at(now),
              at(now));
      Fate fate =
          contiguous || step.fate() == Fate.CUT || step.fate() == Fate.UP
              ? step.fate()
              : step.fate() == Fate.REPEATED ? Fate.REPEATED : Fate.SEEN;
      if (fate == Fate.CUT && !down) {
        down = true;
        gateway.pipeline.interrupted(
            SOURCE, Gap.Cause.DISCONNECTED, "the connection was lost", at(now));
      }
      if (fate == Fate.UP) {
        up();
      }
      truth.add(trade);
      if (!down) {
        deliver(trade, fate);
      }
      if (step.answer() != Told.NOTHING) {
        answer(step.answer(), step.had());
      }
    }

    private void up() {
      if (down) {
        down = false;
        now += 0.05;
        gateway.pipeline.confirmed(SOURCE, at(now));
        now += 0.05;
      }
    }

    private void deliver(Trade trade, Fate fate) {
      Trade sent =
          new Trade(
              BTC,
              trade.sequence(),
              null,
              trade.price(),
              trade.size(),
              trade.taker(),
              1,
              trade.exchangeTime(),
              at(now));
      switch (fate) {
        case LOST -> {}
        case LATE -> late.add(sent);
        case SEEN, CUT, UP, REPEATED -> {
          gateway.pipeline.on(sent);
          late.forEach(gateway.pipeline::on);
          late.clear();
          if (fate == Fate.REPEATED) {
            gateway.pipeline.on(sent);
          }
        }
      }
    }

    private void answer(Told told, boolean had) {
      TradeSearch search = begun;
      if (search == null) {
        if (searches.trades.isEmpty()) {
          return;
        }
        search = searches.trades.removeFirst();
        left = found(search);
      }
      begun = null;
      allHad &= had;
      if (!had) {
        gateway.pipeline.tradesUnavailable(search.hole(), "too long ago", at(now));
        return;
      }
      int part = left.size() / 2;
      if (told == Told.HALF) {
        gateway.pipeline.tradesComing(search.hole(), left.subList(0, part), at(now));
        left = left.subList(part, left.size());
        begun = search;
      } else {
        gateway.pipeline.tradesFound(search.hole(), left, at(now));
      }
    }

    private List<Trade> found(TradeSearch search) {
      Trade next = search.next();
      return truth.stream()
          .filter(trade -> trade.sequence() >= search.last().sequence())
          .filter(
              trade ->
                  next == null
                      ? trade.exchangeTime() <= search.since()
                      : trade.sequence() <= next.sequence())
          .toList();
    }

    /** The bars of all that was traded, by definition. */
    Map<String, Bar> truth() {
      Map<String, Bar> bars = new HashMap<>();
      for (Interval interval : INTERVALS) {
        ReferenceBars.of(interval, truth)
            .forEach((start, of) -> bars.put(interval + "@" + start, bar(interval, start, of)));
      }
      return bars;
    }

    private Bar bar(Interval interval, long start, ReferenceBars.Figures of) {
      return new Bar(
          BTC,
          interval,
          start,
          of.open(),
          of.high(),
          of.low(),
          of.close(),
          of.volume(),
          of.quoteVolume(),
          of.vwap(),
          of.buyVolume(),
          of.trades(),
          true,
          0,
          Bar.Quality.COMPLETE,
          Bar.Source.EXCHANGE,
          of.lastTime(),
          at(now));
    }
  }

  private static List<Object> figures(Bar bar) {
    return List.of(
        bar.open(),
        bar.high(),
        bar.low(),
        bar.close(),
        bar.volume(),
        bar.trades(),
        "" + bar.vwap());
  }

  @Property(tries = 400, edgeCases = EdgeCasesMode.NONE)
  void nothingIsLostInSilence(
      @ForAll("steps") List<Step> steps, @ForAll("orders") Pipeline.TradeOrder order) {
    Play play = new Play(order);
    play.play(steps);

    List<String> ids =
        play.gateway.heard("trades", "id").stream().filter(id -> !id.isEmpty()).toList();
    assertThat(ids).doesNotHaveDuplicates();
    TreeSet<Long> heard = new TreeSet<>();
    ids.forEach(id -> heard.add(Long.valueOf(id)));
    for (GapRecord record : play.gateway.settings.gaps().find(_ -> true, 1_000)) {
      Gap gap = record.gap();
      if (record.state() == GapRecord.State.FILLED
          && gap.topic().channel() instanceof Channel.Trades) {
        for (Trade trade : play.truth) {
          if (trade.exchangeTime() > gap.from() && trade.exchangeTime() < gap.to()) {
            assertThat(heard).contains(trade.sequence());
          }
        }
      }
      assertThat(record.state()).isNotEqualTo(GapRecord.State.OPEN);
    }
    if (play.allHad) {
      assertThat(heard).hasSize(play.truth.size());
    }

    Map<String, Bar> truth = play.truth();
    truth.forEach(
        (key, expected) -> {
          Bar bar = play.made.get(key);
          boolean whole =
              play.truth.stream()
                  .filter(trade -> trade.exchangeTime() >= expected.timestamp())
                  .filter(trade -> trade.exchangeTime() < expected.end())
                  .allMatch(trade -> heard.contains(trade.sequence()));
          if (bar == null || bar.quality() == Bar.Quality.GAP) {
            assertThat(play.allHad).as("%s", expected).isFalse();
            assertThat(expected.interval()).isEqualTo(Interval.S1);
          } else {
            assertThat(figures(bar)).as("%s", bar).isEqualTo(figures(expected));
            assertThat(whole || bar.source() == Bar.Source.EXCHANGE).isTrue();
          }
        });
    assertThat(truth.keySet()).containsAll(play.made.keySet());
    if (play.allHad) {
      assertThat(play.gateway.counts.lateTrades()).hasValue(0);
    }
  }

  @Provide
  Arbitrary<Pipeline.TradeOrder> orders() {
    return Arbitraries.of(
        Pipeline.TradeOrder.CONTIGUOUS,
        Pipeline.TradeOrder.ASCENDING,
        Pipeline.TradeOrder.CHRONOLOGICAL);
  }
}
