package io.barline.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.market.Channel;
import io.barline.market.Topic;
import io.barline.market.TopicPattern;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RememberedMatchesTest {
  private final RememberedMatches matches = new RememberedMatches(3, 10);

  private static Matching of(int topics) {
    return new Matching.Found(
        TopicPattern.of("x:trades:*"),
        IntStream.range(0, topics)
            .mapToObj(i -> new Topic("x", new Channel.Trades(), "S" + i))
            .toList());
  }

  private void remember(String text, int topics) {
    matches.put(text, of(topics), 0);
  }

  private List<String> known(String... texts) {
    return List.of(texts).stream().filter(text -> matches.get(text, 0) != null).toList();
  }

  @Test
  void forgetsWhatWasNotAskedForTheLongestWhereItIsTooManyTopics() {
    remember("a", 4);
    remember("b", 4);
    assertThat(matches.get("a", 0)).isEqualTo(of(4));
    remember("c", 6);
    assertThat(matches.topics()).isEqualTo(10);
    assertThat(known("a", "b", "c")).containsExactly("a", "c");
    remember("c", 1);
    assertThat(matches.topics()).isEqualTo(5);
  }

  @Test
  void keepsNothingThatIsTooLargeAlone() {
    remember("a", 4);
    remember("all", 11);
    assertThat(matches.topics()).isZero();
    assertThat(known("a", "all")).isEmpty();
  }

  @Test
  void boundsThoseThatMatchNothingToo() {
    for (String text : List.of("a", "b", "c", "d")) {
      remember(text, 0);
    }
    assertThat(known("a", "b", "c", "d")).containsExactly("b", "c", "d");
  }

  @Test
  void knowsNothingOfAnotherGeneration() {
    remember("a", 4);
    assertThat(matches.get("a", 1)).isNull();
    matches.put("a", of(4), 0);
    assertThat(matches.get("a", 1)).isNull();
    assertThat(matches.topics()).isZero();
  }
}
