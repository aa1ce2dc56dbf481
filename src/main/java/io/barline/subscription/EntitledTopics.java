package io.barline.subscription;

import io.barline.access.Entitlements;
import io.barline.market.Channel;
import io.barline.market.Topic;
import io.barline.market.TopicPattern;
import io.barline.wire.ErrorCode;
import io.barline.wire.Refusal;
import java.util.List;
import java.util.function.Supplier;

/**
 * Resolves topics for somebody: what it is not entitled to is refused, by whichever name it was
 * asked for. Nothing is told of exchanges of which it may have nothing, not even whether they are
 * there. Within the others a symbol that is not listed is told as unknown, also where it would not
 * be permitted: exchanges publish their symbols, and typing errors should be found.
 */
public final class EntitledTopics implements TopicResolver {
  private static final String ANY_CHANNEL = new Channel.Status().code();

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
    String exchange = exchangeOf(topic);
    if (!exchange.isEmpty() && !mine.permitsSomethingOf(exchange)) {
      return notEntitled("anything of " + exchange);
    }
    return switch (resolver.resolve(topic)) {
      case Resolution.Resolved found when mine.permits(found.topic()) -> found;
      case Resolution.Resolved _ -> notEntitled(topic);
      case Resolution.Refused why ->
          why.code() == ErrorCode.UNSUPPORTED_CHANNEL && isOfAnother(mine, topic)
              ? notEntitled(topic)
              : without(mine, why);
    };
  }

  private static String exchangeOf(String topic) {
    String text = topic.strip();
    return text.substring(0, Math.max(0, text.indexOf(':')));
  }

  /** Whether a topic's symbol is one of which nothing is permitted. */
  private boolean isOfAnother(Entitlements mine, String topic) {
    String exchange = exchangeOf(topic);
    String symbol = topic.strip().split(":", 3)[2];
    return resolver.resolve(exchange + ":" + ANY_CHANNEL + ":" + symbol)
            instanceof Resolution.Resolved(Topic any, _)
        && !mine.permitsSomethingOf(exchange, any.symbol());
  }

  /**
   * @param what as it was asked for: by which name it is listed is not told
   */
  private static Resolution.Refused notEntitled(String what) {
    return new Resolution.Refused(
        ErrorCode.NOT_ENTITLED, "you are not entitled to " + Refusal.shortened(what), List.of());
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
    if (!Suggestions.isOfSymbol(refused.code())) {
      return refused;
    }
    Entitlements mine = entitlements.get();
    String exchange = exchangeOf(topic);
    Resolution.Refused suggested = resolver.suggest(topic, refused);
    return new Resolution.Refused(
        suggested.code(),
        suggested.sentence(),
        suggested.suggestions().stream()
            .filter(symbol -> mine.permitsSomethingOf(exchange, symbol))
            .toList());
  }

  @Override
  public Matching match(String pattern) {
    Entitlements mine = entitlements.get();
    String exchange = exchangeOf(pattern);
    if (!exchange.isEmpty() && !mine.permitsSomethingLike(exchange)) {
      return nothingThatMatches(pattern);
    }
    Entitlements within = within(mine, pattern);
    if (within.patterns().isEmpty()) {
      return nothingThatMatches(pattern);
    }
    return switch (resolver.match(pattern)) {
      case Matching.Found(TopicPattern read, List<Topic> topics) ->
          new Matching.Found(read, topics.stream().filter(within::permits).toList());
      case Matching.Refused(Resolution.Refused why) -> refused(mine, pattern, why);
    };
  }

  /**
   * That nothing listed has the channel is told to whoever may have all of it. To others it would
   * tell what else is listed, and so for them nothing matches yet.
   */
  private static Matching refused(Entitlements mine, String text, Resolution.Refused why) {
    if (why.code() == ErrorCode.UNSUPPORTED_CHANNEL) {
      TopicPattern pattern = TopicPattern.of(text);
      if (!mine.permitsAllOf(pattern)) {
        return new Matching.Found(pattern, List.of());
      }
    }
    return new Matching.Refused(without(mine, why));
  }

  /**
   * Those entitlements by which a pattern may come to match something, whatever is listed today;
   * all of them where it is no pattern of a channel, as the resolver says what is wrong with it.
   */
  private static Entitlements within(Entitlements mine, String text) {
    TopicPattern pattern;
    try {
      pattern = TopicPattern.of(text);
    } catch (IllegalArgumentException e) {
      return mine;
    }
    return Channel.of(pattern.channel()).isPresent()
        ? new Entitlements(mine.patterns().stream().filter(pattern::overlaps).toList())
        : mine;
  }

  private static Matching nothingThatMatches(String pattern) {
    return new Matching.Refused(notEntitled("anything that matches " + pattern));
  }

  @Override
  public long generation() {
    return resolver.generation();
  }
}
