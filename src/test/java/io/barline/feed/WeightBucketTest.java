package io.barline.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

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
}
