package io.barline.stream;

import io.barline.wire.EmptyBars;
import io.barline.wire.ErrorCode;
import io.barline.wire.Updates;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/** What the query of a stream asks for. */
sealed interface SseRequest {
  /**
   * A stream of topics.
   *
   * @param topics not yet resolved
   * @param subscription the name of a REST subscription; null for none
   */
  record Wanted(List<String> topics, @Nullable String subscription, Subscriptions.Options options)
      implements SseRequest {}

  record Fault(ErrorCode code, String sentence) implements SseRequest {}

  static SseRequest read(MultiValueMap<String, String> query) {
    List<String> topics =
        query.getOrDefault("topics", List.of()).stream()
            .flatMap(value -> value == null ? null : Arrays.stream(value.split(",")))
            .map(String::strip)
            .filter(topic -> !topic.isEmpty())
            .toList();
    String subscription = query.getFirst("subscription");
    if (topics.isEmpty() && subscription == null) {
      return new Fault(
          ErrorCode.BAD_REQUEST,
          "the query needs topics, for example topics=binance:trades:BTC/USDT, or subscription");
    }
    String updates = query.getFirst("updates");
    if (updates != null && !updates.equals("final") && !updates.equals("live")) {
      return new Fault(ErrorCode.BAD_OPTION, "updates is final or live, not \"" + updates + "\"");
    }
    String emptyBars = query.getFirst("emptyBars");
    if (emptyBars != null && !emptyBars.equals("none") && !emptyBars.equals("flat")) {
      return new Fault(
          ErrorCode.BAD_OPTION, "emptyBars is none or flat, not \"" + emptyBars + "\"");
    }
    return new Wanted(
        topics,
        subscription,
        new Subscriptions.Options(
            "live".equals(updates) ? Updates.LIVE : Updates.FINAL,
            "flat".equals(emptyBars) ? EmptyBars.FLAT : EmptyBars.NONE,
            Set.of()));
  }
}
