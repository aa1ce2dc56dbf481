package io.barline.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RefusalTest {
  private static final TopicAnswer.Refused AWAY =
      new TopicAnswer.Refused(
          "x:trades:A", ErrorCode.CATALOGUE_UNAVAILABLE, "not loaded", List.of());
  private static final TopicAnswer.Refused UNKNOWN =
      new TopicAnswer.Refused("x:trades:B", ErrorCode.UNKNOWN_SYMBOL, "no B", List.of("A"));

  @Test
  void tellsWhatRfc9457KnowsAndWhatProgramsNeed() {
    assertThat(Refusal.ofParameter("limit", "0", "too small").problem("/x", false))
        .containsExactly(
            Map.entry("type", "/problems/bad_option"),
            Map.entry("title", "Bad option"),
            Map.entry("status", 400),
            Map.entry("detail", "too small"),
            Map.entry("instance", "/x"),
            Map.entry("code", "bad_option"),
            Map.entry("number", 103),
            Map.entry("retryable", false),
            Map.entry("parameter", "limit"),
            Map.entry("value", "0"));
    assertThat(new Refusal(ErrorCode.INTERNAL, "broken").problem("/x", true))
        .containsEntry("simulated", true);
  }

  /** What hides or turns around what stands about it is none, nor is half of a pair. */
  @Test
  void repeatsWholeReadableCharactersOnly() {
    String pair = "\ud83d\ude00";
    assertThat(Refusal.shortened("x".repeat(200))).isEqualTo("x".repeat(200));
    assertThat(Refusal.shortened("x".repeat(199) + pair)).isEqualTo("x".repeat(199) + pair);
    assertThat(Refusal.shortened("x".repeat(199) + pair + "y"))
        .isEqualTo("x".repeat(199) + pair + "…");
    assertThat(Refusal.shortened("a\u001b[31m\nb\u202ec\ud83dd é€"))
        .isEqualTo("a\ufffd[31m\ufffdb\ufffdc\ufffdd é€");
  }

  @Test
  void aFaultThatWaitingDoesNotCureGoesFirst() {
    Map<String, Object> problem = Refusal.of(List.of(AWAY, UNKNOWN), 3).problem("/x", false);
    assertThat(problem)
        .containsEntry("code", "unknown_symbol")
        .containsEntry("detail", "2 of 3 topics were refused: no B")
        .doesNotContainKeys("value", "suggestions")
        .containsEntry(
            "errors",
            List.of(
                Map.of(
                    "topic", "x:trades:A",
                    "code", "catalogue_unavailable",
                    "number", 200,
                    "detail", "not loaded"),
                Map.of(
                    "topic", "x:trades:B",
                    "code", "unknown_symbol",
                    "number", 114,
                    "detail", "no B",
                    "suggestions", List.of("A"))));
  }

  @Test
  void theOnlyBadTopicIsTheValue() {
    assertThat(Refusal.of(List.of(UNKNOWN), 3).problem("/x", false))
        .containsEntry("detail", "no B")
        .containsEntry("value", "x:trades:B")
        .containsEntry("suggestions", List.of("A"))
        .containsKey("errors");
  }

  @Test
  void repeatsOnlyTheBeginningOfALongText() {
    assertThat(Refusal.shortened("x".repeat(1_000))).hasSize(201);
  }

  @ParameterizedTest
  @EnumSource
  void aStatusSaysTooWhetherToComeBack(ErrorCode code) {
    boolean later = code.status() >= 500 || code.status() == 429;
    assertThat(later).isEqualTo(code.isRetryable());
  }
}
