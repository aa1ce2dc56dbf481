package io.barline.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnreadableFramesTest {
  private final TestLane time = new TestLane();
  private final List<String> told = new ArrayList<>();
  private final UnreadableFrames frames = new UnreadableFrames(time.lane, told::add);

  @Test
  void theFirstIsToldAtOnceAndTheOthersAtTheEndOfTheSecond() {
    frames.add("a");
    assertThat(told).containsExactly("a");
    frames.add("b");
    frames.add("c");
    time.pass(Duration.ofMillis(990));
    assertThat(told).hasSize(1);
    time.pass(Duration.ofMillis(10));
    assertThat(told).containsExactly("a", "b; and 1 more within a second");
  }

  @Test
  void isToldOnceASecondHoweverManyThereAre() {
    for (int i = 0; i < 500; i++) {
      frames.add("bad");
      time.pass(Duration.ofMillis(10));
    }
    assertThat(told).hasSize(5 + 1);
  }

  @Test
  void nothingIsToldOfAConnectionThatIsLost() {
    frames.add("a");
    frames.add("b");
    frames.end();
    time.pass(Duration.ofSeconds(2));
    assertThat(told).containsExactly("a");
    frames.add("c");
    assertThat(told).containsExactly("a", "c");
  }
}
