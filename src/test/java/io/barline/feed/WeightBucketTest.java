package io.barline.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Queue;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WeightBucketTest {
  private static final int CAPACITY = 100;
  private static final long PERIOD = 1_000;

  private record Spent(long at, int weight) {}

  @Property(tries = 300)
  void neverSpendsMoreThanTheBudgetInAnyPeriodAndAlwaysGoesOn(
      @ForAll @Size(max = 60) List<@IntRange(min = 1, max = 130) Integer> weights,
      @ForAll @Size(min = 60, max = 60) List<@IntRange(max = 400) Integer> pauses) {
    WeightBucket bucket = new WeightBucket(CAPACITY, PERIOD);
    List<Spent> all = new ArrayList<>();
    long now = 0;
    for (int i = 0; i < weights.size(); i++) {
      now += pauses.get(i);
      int weight = weights.get(i);
      for (long wait = spend(bucket, weight, false, now);
          wait > 0;
          wait = spend(bucket, weight, false, now)) {
        assertThat(wait).isLessThanOrEqualTo(PERIOD);
        now += wait;
      }
      all.add(new Spent(now, Math.min(weight, CAPACITY)));
    }
    for (Spent from : all) {
      int sum =
          all.stream()
              .filter(one -> one.at >= from.at && one.at < from.at + PERIOD)
              .mapToInt(Spent::weight)
              .sum();
      assertThat(sum).isLessThanOrEqualTo(CAPACITY);
    }
  }

  /** Asks for what is answered at once. */
  private static long spend(WeightBucket bucket, int weight, boolean background, long now) {
    long wait = bucket.take(weight, background, now);
    if (wait == 0) {
      bucket.ended(weight, background, now);
    }
    return wait;
  }

  /** Something that happens to a request on its way. */
  private record Event(long at, Runnable what) {}

  private static void happen(Queue<Event> events, long until) {
    for (Event next = events.peek(); next != null && next.at <= until; next = events.peek()) {
      events.remove().what.run();
    }
  }

  /**
   * The exchange counts by minutes of its own, whose turns are not known here, what arrives in
   * each, late or at once, and tells its count in answers that come late too.
   */
  @Property(tries = 300)
  void theExchangeCountsNoMoreThanTheBudgetInEachOfItsPeriods(
      @ForAll @Size(min = 40, max = 80) List<@IntRange(min = 1, max = 60) Integer> weights,
      @ForAll @Size(min = 80, max = 80) List<@IntRange(max = 300) Integer> pauses,
      @ForAll @Size(min = 80, max = 80) List<@IntRange(max = 700) Integer> ways,
      @ForAll @IntRange(max = (int) PERIOD - 1) int turn) {
    WeightBucket bucket = new WeightBucket(CAPACITY, PERIOD);
    Map<Long, Integer> counted = new HashMap<>();
    Queue<Event> events = new PriorityQueue<>(Comparator.comparingLong(Event::at));
    long now = 0;
    for (int i = 0; i < weights.size(); i++) {
      now += pauses.get(i);
      happen(events, now);
      int weight = weights.get(i);
      for (long wait = bucket.take(weight, false, now);
          wait > 0;
          wait = bucket.take(weight, false, now)) {
        assertThat(wait).isLessThanOrEqualTo(PERIOD);
        now += wait;
        happen(events, now);
      }
      long arrival = now + ways.get(i);
      long end = arrival + ways.get((i + 1) % ways.size());
      boolean isAnswered = i % 3 != 0;
      events.add(
          new Event(
              arrival,
              () -> {
                int all = counted.merge((arrival + turn) / PERIOD, weight, Integer::sum);
                if (isAnswered) {
                  events.add(new Event(end, () -> bucket.told(all, end)));
                }
                events.add(new Event(end, () -> bucket.ended(weight, false, end)));
              }));
    }
    happen(events, Long.MAX_VALUE);
    assertThat(counted.values()).allMatch(all -> all <= CAPACITY);
  }

  @Test
  void whatIsUnderWayIsSpentHoweverLongItTakes() {
    WeightBucket bucket = new WeightBucket(CAPACITY, PERIOD);
    assertThat(bucket.take(70, false, 0)).isZero();
    assertThat(bucket.take(40, false, 3 * PERIOD)).isEqualTo(PERIOD);
    bucket.ended(70, false, 3 * PERIOD + 10);
    assertThat(bucket.take(40, false, 3 * PERIOD + 20)).isEqualTo(PERIOD - 10);
    assertThat(bucket.take(40, false, 4 * PERIOD + 10)).isZero();
  }

  @Test
  void whatCanWaitGetsHalfOfWhatTheRestLeaves() {
    WeightBucket bucket = new WeightBucket(CAPACITY, PERIOD);
    assertThat(spend(bucket, 40, true, 0)).isZero();
    assertThat(spend(bucket, 20, true, 0)).isPositive();
    assertThat(spend(bucket, 60, false, 100)).isZero();
    assertThat(spend(bucket, 1, true, 200)).isPositive();
    // The 60 are still spent: half of the other 40.
    assertThat(spend(bucket, 20, true, PERIOD)).isZero();
    assertThat(spend(bucket, 1, true, PERIOD)).isEqualTo(100);
    assertThat(spend(bucket, 1, true, PERIOD + 100)).isZero();
  }

  @Test
  void evenTheHeaviestRequestHasItsTurnInTheBackground() {
    WeightBucket bucket = new WeightBucket(CAPACITY, PERIOD);
    assertThat(spend(bucket, 1, false, 0)).isZero();
    assertThat(spend(bucket, 130, true, 1)).isEqualTo(PERIOD - 1);
    assertThat(spend(bucket, 130, true, PERIOD)).isZero();
  }

  @Test
  void theExchangeIsBelievedWhereItCountedMore() {
    WeightBucket bucket = new WeightBucket(CAPACITY, PERIOD);
    assertThat(spend(bucket, 30, false, 0)).isZero();
    bucket.told(20, 10);
    assertThat(spend(bucket, 50, false, 20)).isZero();
    bucket.told(95, 30);
    bucket.told(95, 40);
    assertThat(spend(bucket, 10, false, 50)).isEqualTo(PERIOD - 50);
    assertThat(spend(bucket, 10, false, PERIOD)).isZero();
  }
}
