package io.barline.stream;

import io.barline.wire.DeliveryReader;
import io.barline.wire.EmptyBars;
import io.barline.wire.ErrorCode;
import io.barline.wire.Refusal;
import io.barline.wire.Updates;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/**
 * What the query of a stream asks for.
 *
 * @param topics not yet resolved
 * @param subscription the name of a REST subscription; null for none
 */
record SseRequest(List<String> topics, @Nullable String subscription, TopicOptions options) {

  /**
   * Reads the query.
   *
   * @param deliveries reads which delivery is asked for
   * @throws Refusal where it asks for nothing, or for what there is not
   */
  static SseRequest read(MultiValueMap<String, String> query, DeliveryReader deliveries) {
    ParameterNames.OF_EVENTS.check(query);
    List<String> topics =
        query.getOrDefault("topics", List.of()).stream()
            .flatMap(value -> value == null ? null : Arrays.stream(value.split(",")))
            .map(String::strip)
            .filter(topic -> !topic.isEmpty())
            .toList();
    String subscription = query.getFirst("subscription");
    if (topics.isEmpty() && subscription == null) {
      throw new Refusal(
              ErrorCode.BAD_REQUEST,
              "the query needs topics, for example topics=binance:trades:BTC/USDT, or subscription")
          .with("parameter", "topics");
    }
    boolean live = isSecond(query, "updates", "final", "live");
    boolean flat = isSecond(query, "emptyBars", "none", "flat");
    return new SseRequest(
        topics,
        subscription,
        new TopicOptions(
            live ? Updates.LIVE : Updates.FINAL,
            flat ? EmptyBars.FLAT : EmptyBars.NONE,
            deliveries.read(query::getFirst),
            Map.of()));
  }

  /** Whether a parameter has the second of its two values; the first is the default. */
  private static boolean isSecond(
      MultiValueMap<String, String> query, String name, String first, String second) {
    String value = query.getFirst(name);
    if (value != null && !value.equals(first) && !value.equals(second)) {
      throw Refusal.ofParameter(
          name,
          value,
          "%s is %s or %s, not \"%s\"".formatted(name, first, second, Refusal.shortened(value)));
    }
    return second.equals(value);
  }
}
