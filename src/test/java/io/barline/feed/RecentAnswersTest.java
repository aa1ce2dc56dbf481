package io.barline.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.barline.exchange.Allowance;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RecentAnswersTest {
  private static final long SECOND = 1_000_000_000L;

  /** Far below 0, as a clock of nanoseconds may be. */
  private static final long T = Long.MIN_VALUE / 2;

  private final RecentAnswers answers = new RecentAnswers();

  @Test
  void keepsNothingAndLetsAllPassUnlessItIsTold() {
    answers.put("a", body(1), T);
    assertThat(answers.of("a", T)).isNull();
    for (int i = 0; i < 1_000; i++) {
      assertThat(answers.take(T)).isZero();
    }
  }

  @Test
  void tellsAnAnswerAgainWhileItIsYoung() {
    answers.limits(null, Duration.ofSeconds(15));
    answers.put("a", body(1), T);
    answers.put("b", body(2), T + 5 * SECOND);
    assertThat(answers.of("a", T + 15 * SECOND - 1)).containsExactly(1);
    assertThat(answers.of("c", T)).isNull();
    assertThat(answers.of("a", T + 15 * SECOND)).isNull();
    assertThat(answers.of("b", T + 15 * SECOND)).containsExactly(2);
    assertThat(answers.of("b", T + 20 * SECOND)).isNull();
  }

  @Test
  void aLaterAnswerReplacesTheOneBefore() {
    answers.limits(null, Duration.ofSeconds(15));
    answers.put("a", body(1), T);
    answers.put("b", body(2), T + SECOND);
    answers.put("a", body(3), T + 10 * SECOND);
    assertThat(answers.of("a", T + 16 * SECOND)).containsExactly(3);
    assertThat(answers.of("b", T + 16 * SECOND)).isNull();
  }

  @Test
  void keepsOnlySoMany() {
    answers.limits(null, Duration.ofSeconds(15));
    for (int i = 0; i <= RecentAnswers.MOST; i++) {
      answers.put("question " + i, body(i), T + i);
    }
    assertThat(answers.of("question 0", T + SECOND)).isNull();
    for (int i = 1; i <= RecentAnswers.MOST; i++) {
      assertThat(answers.of("question " + i, T + SECOND)).containsExactly(i);
    }
  }

  /** The window is a tenth longer, since some arrive later than others. */
  @Test
  void letsSoManyPassInAWindow() {
    answers.limits(new Allowance(2, Duration.ofSeconds(2)), Duration.ZERO);
    assertThat(answers.take(T)).isZero();
    assertThat(answers.take(T + SECOND)).isZero();
    assertThat(answers.take(T + SECOND)).isEqualTo(12 * SECOND / 10);
    assertThat(answers.take(T + 22 * SECOND / 10 - 1)).isEqualTo(1);
    assertThat(answers.take(T + 22 * SECOND / 10)).isZero();
    assertThat(answers.take(T + 22 * SECOND / 10)).isEqualTo(SECOND);
  }

  /** Another connection asks the same exchange. */
  @Test
  void whatWasAskedCountsWhereTheLimitsAreToldAgain() {
    answers.limits(new Allowance(1, Duration.ofSeconds(2)), Duration.ofSeconds(15));
    answers.put("a", body(1), T);
    assertThat(answers.take(T)).isZero();
    answers.limits(new Allowance(1, Duration.ofSeconds(2)), Duration.ofSeconds(15));
    assertThat(answers.take(T)).isPositive();
    assertThat(answers.of("a", T)).containsExactly(1);
    answers.limits(new Allowance(2, Duration.ofSeconds(2)), Duration.ofSeconds(15));
    assertThat(answers.take(T)).as("of another limit").isZero();
  }

  private static byte[] body(int only) {
    return new byte[] {(byte) only};
  }
}
