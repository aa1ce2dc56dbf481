package io.barline.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.exchange.Limits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void allowsItsCapacityAndThenWaitsForTheOldestToReturn() {
    TokenBucket bucket = new TokenBucket(2, Duration.ofSeconds(1));
    assertThat(bucket.take(0)).isTrue();
    assertThat(bucket.take(SECOND / 2)).isTrue();
    assertThat(bucket.take(SECOND - 1)).isFalse();
    assertThat(bucket.waitFrom(SECOND - 1)).isEqualTo(1);
    assertThat(bucket.take(SECOND)).isTrue();
    assertThat(bucket.waitFrom(SECOND)).isEqualTo(SECOND / 2);
  }

  @Property
  void neverAllowsMoreThanItsCapacityInAnyPeriod(
      @ForAll @IntRange(min = 1, max = 5) int capacity,
      @ForAll @Size(max = 200) List<@IntRange(max = 400) Integer> stepsInMillis) {
    TokenBucket bucket = new TokenBucket(capacity, Duration.ofSeconds(1));
    ArrayDeque<Long> taken = new ArrayDeque<>();
    long now = 0;
    for (int step : stepsInMillis) {
      now += step * 1_000_000L;
      long wait = bucket.waitFrom(now);
      boolean allowed = bucket.take(now);
      assertThat(allowed).isEqualTo(wait == 0);
      if (allowed) {
        taken.add(now);
        long since = now - SECOND;
        assertThat(taken.stream().filter(t -> t > since).count()).isLessThanOrEqualTo(capacity);
      }
    }
  }

  @Property
  void messagesStayWithinTheLimitOfASecondThoughSomeTravelLonger(
      @ForAll @Size(min = 30, max = 30) List<@IntRange(max = 500) Integer> delaysInMillis) {
    int perSecond = 4;
    TokenBucket budget =
        MessageBudget.of(
            new Limits(
                1, 1, Limits.UNLIMITED, perSecond, Limits.UNLIMITED, 1, Duration.ofSeconds(1)));
    List<Long> arrivals = new ArrayList<>();
    long now = 0;
    for (int delay : delaysInMillis) {
      now += budget.waitFrom(now);
      assertThat(budget.take(now)).isTrue();
      arrivals.add(now + delay * 1_000_000L);
    }
    for (long from : arrivals) {
      assertThat(arrivals.stream().filter(at -> at >= from && at < from + SECOND).count())
          .isLessThanOrEqualTo(perSecond);
    }
  }
}
