package io.barline.quality;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.Channel;
import io.barline.market.Gap;
import io.barline.market.GapFilled;
import io.barline.market.Topic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The ledger holds what a list would that is searched for the one to leave. */
class GapLedgerPropertiesTest {
  private static final int MAX = 7;
  private static final int PER_TOPIC = 4;
  private static final int IDS = 12;

  /**
   * Something that is told.
   *
   * @param what 0: a hole; 1: it was filled; 2: it won't be
   */
  record Step(int what, int topic, long id) {}

  private static final class Listed {
    final List<GapRecord> records = new ArrayList<>();
    int dropped;

    void apply(Step step) {
      int at = find(topic(step.topic), step.id);
      switch (step.what) {
        case 0 -> told(step, at);
        case 1 -> {
          if (at >= 0) {
            records.set(at, filledRecord(records.get(at)));
          }
        }
        default -> {
          if (at >= 0 && records.get(at).state() != GapRecord.State.FILLED) {
            Gap gap = records.get(at).gap();
            records.set(at, new GapRecord(gap, GapRecord.State.UNFILLED, null, "gone"));
          }
        }
      }
    }

    private void told(Step step, int at) {
      Gap gap = gap(step);
      GapRecord open = new GapRecord(gap, GapRecord.State.OPEN, null, null);
      if (at >= 0) {
        records.set(at, open);
        return;
      }
      Predicate<GapRecord> ofTopic = record -> record.gap().topic().equals(gap.topic());
      if (records.stream().filter(ofTopic).count() == PER_TOPIC) {
        drop(ofTopic);
      } else if (records.size() == MAX) {
        drop(_ -> true);
      }
      records.add(open);
    }

    private void drop(Predicate<GapRecord> among) {
      List<GapRecord.State> order =
          List.of(GapRecord.State.FILLED, GapRecord.State.UNFILLED, GapRecord.State.OPEN);
      GapRecord first =
          records.stream()
              .filter(among)
              .min(Comparator.comparingInt(record -> order.indexOf(record.state())))
              .orElseThrow();
      records.remove(first);
      dropped++;
    }

    private int find(Topic topic, long id) {
      for (int i = 0; i < records.size(); i++) {
        Gap gap = records.get(i).gap();
        if (gap.topic().equals(topic) && gap.id() == id) {
          return i;
        }
      }
      return -1;
    }
  }

  private static Topic topic(int number) {
    return new Topic("binance", new Channel.Trades(), "A" + number + "/USDT");
  }

  private static Gap gap(Step step) {
    return new Gap(
        step.id, topic(step.topic), 10, 20, Gap.Cause.DISCONNECTED, Gap.UNKNOWN, "lost", 30);
  }

  private static GapFilled filled(Gap gap) {
    return new GapFilled(gap.id(), gap.topic(), 10, 20, GapFilled.By.TRADES, 2, 40);
  }

  private static GapRecord filledRecord(GapRecord record) {
    return new GapRecord(record.gap(), GapRecord.State.FILLED, filled(record.gap()), null);
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 2),
            Arbitraries.integers().between(0, 3),
            Arbitraries.longs().between(1, IDS))
        .as(Step::new)
        .list()
        .ofMaxSize(80);
  }

  @Property(tries = 500)
  void holdsWhatShouldBeKnownForLongest(@ForAll("steps") List<Step> steps) {
    GapLedger ledger = new GapLedger(new GapSettings(MAX, PER_TOPIC));
    Listed listed = new Listed();
    for (Step step : steps) {
      switch (step.what) {
        case 0 -> ledger.told(gap(step));
        case 1 -> ledger.filled(filled(gap(step)));
        default -> ledger.unfilled(topic(step.topic), step.id, "gone");
      }
      listed.apply(step);
      List<GapRecord> newestFirst = listed.records.reversed();
      assertThat(ledger.find(_ -> true, 100)).isEqualTo(newestFirst);
      for (int topic = 0; topic <= 3; topic++) {
        Topic one = topic(topic);
        assertThat(ledger.find(one, _ -> true, 100))
            .isEqualTo(newestFirst.stream().filter(r -> r.gap().topic().equals(one)).toList());
      }
      for (GapRecord.State state : GapRecord.State.values()) {
        assertThat(ledger.held(state))
            .isEqualTo((int) listed.records.stream().filter(r -> r.state() == state).count());
      }
      assertThat(ledger.dropped()).isEqualTo(listed.dropped);
    }
  }
}
