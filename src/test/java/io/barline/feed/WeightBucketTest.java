package io.barline.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
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
      for (long wait = bucket.take(weight, now); wait > 0; wait = bucket.take(weight, now)) {
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

  @Test
  void whatCanWaitGetsHalfOfWhatTheRestLeaves() {
    WeightBucket bucket = new WeightBucket(CAPACITY, PERIOD);
    assertThat(bucket.takeInBackground(40, 0)).isZero();
    assertThat(bucket.takeInBackground(20, 0)).isPositive();
    assertThat(bucket.take(60, 100)).isZero();
    assertThat(bucket.takeInBackground(1, 200)).isPositive();
    // The 60 are still spent: half of the other 40.
    assertThat(bucket.takeInBackground(20, PERIOD)).isZero();
    assertThat(bucket.takeInBackground(1, PERIOD)).isEqualTo(100);
    assertThat(bucket.takeInBackground(1, PERIOD + 100)).isZero();
  }

  @Test
  void evenTheHeaviestRequestHasItsTurnInTheBackground() {
    WeightBucket bucket = new WeightBucket(CAPACITY, PERIOD);
    assertThat(bucket.take(1, 0)).isZero();
    assertThat(bucket.takeInBackground(130, 1)).isEqualTo(PERIOD - 1);
    assertThat(bucket.takeInBackground(130, PERIOD)).isZero();
  }

  @Test
  void theExchangeIsBelievedWhereItCountedMore() {
    WeightBucket bucket = new WeightBucket(CAPACITY, PERIOD);
    assertThat(bucket.take(30, 0)).isZero();
    bucket.told(20, 10);
    assertThat(bucket.take(50, 20)).isZero();
    bucket.told(95, 30);
    bucket.told(95, 40);
    assertThat(bucket.take(10, 50)).isEqualTo(PERIOD - 50);
    assertThat(bucket.take(10, PERIOD)).isZero();
  }
}
