package io.barline.access;

import io.barline.market.Channel;
import io.barline.market.Interval;
import io.barline.market.Topic;
import io.barline.market.TopicPattern;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tells patterns that can match something from those that are a slip of the pen. */
final class TopicGrants {
  private static final String CHANNELS =
      "trades, quotes, book.<levels>, bars.<interval>, ticker, status";

  private TopicGrants() {}

  /**
   * Why a key could have nothing by that pattern; null where it could. Which exchanges there are is
   * not known here.
   */
  static @Nullable String misfit(String text) {
    TopicPattern pattern;
    try {
      pattern = TopicPattern.of(text);
    } catch (IllegalArgumentException wrong) {
      return "a pattern has three parts, <exchange>:<channel>:<symbol>, like binance:trades:* or,"
          + " for"
          + " everything, *:*:*; \"%s\" is none".formatted(text);
    }
    if (channels().noneMatch(channel -> matches(pattern, channel))) {
      return "no channel is matched by \"%s\" in %s: there are %s"
          .formatted(pattern.channel(), text, CHANNELS);
    }
    return null;
  }

  private static boolean matches(TopicPattern pattern, Channel channel) {
    return new TopicPattern("*", pattern.channel(), "*").matches(new Topic("any", channel, "any"));
  }

  private static Stream<Channel> channels() {
    Stream<Channel> plain =
        Stream.of(
            new Channel.Trades(), new Channel.Quotes(), new Channel.Ticker(), new Channel.Status());
    Stream<Channel> bars = Arrays.stream(Interval.values()).map(Channel.Bars::new);
    Stream<Channel> books =
        IntStream.rangeClosed(1, Channel.Book.MAX_DEPTH).mapToObj(Channel.Book::new);
    return Stream.concat(plain, Stream.concat(bars, books));
  }
}
