package io.barline.subscription;

import io.barline.access.Entitlements;
import io.barline.market.Topic;
import io.barline.market.TopicPattern;
import io.barline.wire.ErrorCode;
import java.util.List;
import java.util.function.Supplier;

/**
 * Resolves topics for somebody: what it is not entitled to is refused, and nothing is told of
 * exchanges of which it may have nothing.
 */
public final class EntitledTopics implements TopicResolver {
  private final TopicResolver resolver;
  private final Supplier<Entitlements> entitlements;

  /**
   * @param entitlements those at the moment
   */
  public EntitledTopics(TopicResolver resolver, Supplier<Entitlements> entitlements) {
    this.resolver = resolver;
    this.entitlements = entitlements;
  }

  @Override
  public Resolution resolve(String topic) {
    Entitlements mine = entitlements.get();
    int colon = topic.indexOf(':');
    String exchange = colon < 0 ? "" : topic.substring(0, colon);
    if (!exchange.isEmpty() && !mine.permitsSomethingOf(exchange)) {
      return notEntitled("anything of " + exchange);
    }
    return switch (resolver.resolve(topic)) {
      case Resolution.Resolved found when mine.permits(found.topic()) -> found;
      case Resolution.Resolved found -> notEntitled(found.topic().toString());
      case Resolution.Refused why -> without(mine, why);
    };
  }

  private static Resolution.Refused notEntitled(String what) {
    return new Resolution.Refused(
        ErrorCode.NOT_ENTITLED, "you are not entitled to " + what, List.of());
  }

  /** The same refusal, naming no exchanges of which nothing is permitted. */
  private static Resolution.Refused without(Entitlements mine, Resolution.Refused why) {
    return why.code() == ErrorCode.UNKNOWN_EXCHANGE
        ? new Resolution.Refused(
            why.code(),
            why.sentence(),
            why.suggestions().stream().filter(mine::permitsSomethingOf).toList())
        : why;
  }

  @Override
  public Resolution.Refused suggest(String topic, Resolution.Refused refused) {
    return resolver.suggest(topic, refused);
  }

  @Override
  public Matching match(String pattern) {
    Entitlements mine = entitlements.get();
    return switch (resolver.match(pattern)) {
      case Matching.Found(TopicPattern read, List<Topic> topics) -> {
        List<Topic> permitted = topics.stream().filter(mine::permits).toList();
        yield permitted.isEmpty() && !topics.isEmpty()
            ? new Matching.Refused(notEntitled("anything that matches " + read))
            : new Matching.Found(read, permitted);
      }
      case Matching.Refused(Resolution.Refused why) -> new Matching.Refused(without(mine, why));
    };
  }

  @Override
  public long generation() {
    return resolver.generation();
  }
}
