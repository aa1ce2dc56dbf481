package io.barline.api;

import io.barline.access.Principal;
import io.barline.market.Channel;
import io.barline.market.Topic;
import io.barline.subscription.EntitledTopics;
import io.barline.subscription.Resolution;
import io.barline.subscription.TopicResolver;
import io.barline.wire.ErrorCode;
import io.barline.wire.Refusal;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Finds the topic that a request names, whole or in parts, or refuses with what is wrong. */
@Component
final class RequestedTopic {
  private final TopicResolver resolver;
  private final KnownExchanges known;

  RequestedTopic(TopicResolver resolver, KnownExchanges known) {
    this.resolver = resolver;
    this.known = known;
  }

  Topic of(Principal principal, String text) {
    TopicResolver mine = mine(principal);
    return switch (mine.resolve(text)) {
      case Resolution.Resolved resolved -> resolved.topic();
      case Resolution.Refused why -> throw Refusal.of(mine.suggest(text, why).answer(text));
    };
  }

  private TopicResolver mine(Principal principal) {
    return new EntitledTopics(resolver, principal::entitlements);
  }

  /**
   * The topic of an exchange.
   *
   * @param topic the whole topic, which must be of that exchange; null where {@code symbol} tells
   * @param channel the channel that goes with {@code symbol}
   */
  Topic of(
      Principal principal,
      String exchange,
      @Nullable String topic,
      String channel,
      @Nullable String symbol) {
    String id = known.get(principal, exchange).id();
    if (topic == null) {
      return of(principal, id, channel, Parameters.required("symbol", symbol, "BTC/USDT"));
    }
    if (!topic.startsWith(id + ":")) {
      throw Refusal.ofParameter(
          "topic",
          topic,
          "topic must be one of %s, not \"%s\"".formatted(id, Refusal.shortened(topic)));
    }
    return of(principal, topic);
  }

  /**
   * The unified name of a symbol of which the principal may have something.
   *
   * @param exchange one of which it may have something
   */
  String unified(Principal principal, String exchange, String symbol) {
    String text = exchange + ":" + new Channel.Status().code() + ":" + symbol;
    return switch (resolver.resolve(text)) {
      case Resolution.Resolved(Topic topic, _)
          when principal.entitlements().permitsSomethingOf(exchange, topic.symbol()) ->
          topic.symbol();
      case Resolution.Resolved _ ->
          throw new Refusal(
                  ErrorCode.NOT_ENTITLED,
                  "you are not entitled to anything of %s %s"
                      .formatted(exchange, Refusal.shortened(symbol)))
              .value(symbol);
      case Resolution.Refused why ->
          throw Refusal.of(mine(principal).suggest(text, why).answer(symbol));
    };
  }

  private Topic of(Principal principal, String exchange, String channel, String symbol) {
    TopicResolver mine = mine(principal);
    String text = exchange + ":" + channel + ":" + symbol;
    return switch (mine.resolve(text)) {
      case Resolution.Resolved resolved -> resolved.topic();
      case Resolution.Refused why ->
          throw Refusal.of(
              mine.suggest(text, why).answer(isOfChannel(why.code()) ? channel : symbol));
    };
  }

  private static boolean isOfChannel(ErrorCode code) {
    return code == ErrorCode.UNKNOWN_CHANNEL
        || code == ErrorCode.UNKNOWN_INTERVAL
        || code == ErrorCode.UNSUPPORTED_CHANNEL;
  }
}
