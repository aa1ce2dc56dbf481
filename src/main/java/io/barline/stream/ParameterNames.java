package io.barline.stream;

import io.barline.market.NearMiss;
import io.barline.wire.ErrorCode;
import io.barline.wire.Refusal;
import java.util.List;
import java.util.Set;
import org.springframework.util.MultiValueMap;

/** The parameters that a door reads. Others are ignored, unless one of these must be meant. */
record ParameterNames(Set<String> known) {
  static final ParameterNames OF_WEBSOCKET =
      new ParameterNames(Set.of("flush", "queue", "compression", "ticket"));
  static final ParameterNames OF_EVENTS =
      new ParameterNames(
          Set.of(
              "topics",
              "subscription",
              "updates",
              "emptyBars",
              "delivery",
              "every",
              "count",
              "topicQueue",
              "lastEventId",
              "flush",
              "queue",
              "compression",
              "ticket"));

  /**
   * Looks at the names of a query; what its values are is nothing to be told of, as they may be
   * secrets.
   *
   * @throws Refusal where one is misspelt: what it was to do would not be done
   */
  void check(MultiValueMap<String, String> query) {
    for (String name : query.keySet()) {
      String near = known.contains(name) ? null : NearMiss.of(name, known);
      if (near != null) {
        String told = Refusal.shortened(name);
        throw new Refusal(
                ErrorCode.BAD_REQUEST,
                "there is no parameter \"%s\"; did you mean \"%s\"?".formatted(told, near))
            .with("parameter", told)
            .with("suggestions", List.of(near));
      }
    }
  }
}
