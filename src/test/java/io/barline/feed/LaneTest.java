package io.barline.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LaneTest {
  private final TestLane time = new TestLane();
  private final List<String> done = new ArrayList<>();

  @Test
  void aTaskThatFailsIsToldAndStopsNothingElse() {
    try (LoggedLines log = LoggedLines.of(Lane.class.getName())) {
      var _ = time.lane.after(Duration.ofSeconds(1), this::fail);
      var _ = time.lane.every(Duration.ofSeconds(1), this::fail);
      var _ = time.lane.after(Duration.ofSeconds(2), () -> done.add("after"));
      time.pass(Duration.ofSeconds(4));
      assertThat(done).hasSize(6).contains("after");
      assertThat(log.lines())
          .containsExactly(
              "event=task_failed count=1",
              "event=task_failed count=2",
              "event=task_failed count=4");
    }
  }

  private void fail() {
    done.add("failed");
    throw new IllegalStateException("a bug");
  }

  @Test
  void whatIsCanceledIsNotDone() {
    time.lane.after(Duration.ofSeconds(1), () -> done.add("after")).run();
    time.pass(Duration.ofSeconds(2));
    assertThat(done).isEmpty();
  }
}
