package io.barline.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private final Backoff backoff =
      new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), new Random(1));

  @Test
  void doublesFromTheMinimumToTheMaximumAndStaysThere() {
    for (long ceiling : new long[] {1, 2, 4, 8, 16, 32, 60, 60, 60}) {
      assertThat(backoff.next())
          .isBetween(Duration.ofSeconds(ceiling).dividedBy(2), Duration.ofSeconds(ceiling));
    }
  }

  @Test
  void neverGivesUpNorOverflows() {
    IntStream.range(0, 1_000)
        .forEach(
            _ ->
                assertThat(backoff.next())
                    .isBetween(Duration.ofMillis(500), Duration.ofSeconds(60)));
    assertThat(backoff.attempt()).isEqualTo(1_000);
  }

  @Test
  void drawsDifferentWaitsForConnectionsLostTogether() {
    Backoff other = new Backoff(Duration.ofSeconds(1), Duration.ofSeconds(60), new Random(2));
    assertThat(backoff.next()).isNotEqualTo(other.next());
  }

  @Test
  void beginsAnewAfterReset() {
    IntStream.range(0, 10).forEach(_ -> backoff.next());
    backoff.reset();
    assertThat(backoff.next()).isLessThanOrEqualTo(Duration.ofSeconds(1));
  }
}
