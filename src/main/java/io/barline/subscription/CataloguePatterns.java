package io.barline.subscription;

import io.barline.feed.Catalogues;
import io.barline.market.Channel;
import io.barline.market.Instrument;
import io.barline.market.InstrumentCatalogue;
import io.barline.market.Topic;
import io.barline.market.TopicPattern;
import io.barline.wire.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds what patterns match among the instruments that are listed and trade. */
final class CataloguePatterns {
  /** Most patterns whose matches are remembered. */
  private static final int REMEMBERED = 1_000;

  /** Most topics in all that is remembered, some 50 bytes each. */
  private static final int REMEMBERED_TOPICS = 100_000;

  private final Catalogues catalogues;
  private final RememberedMatches remembered = new RememberedMatches(REMEMBERED, REMEMBERED_TOPICS);

  CataloguePatterns(Catalogues catalogues) {
    this.catalogues = catalogues;
  }

  /** Clients with the same pattern ask at the same time, whenever instruments are listed anew. */
  Matching match(String text) {
    if (text.length() > TopicPattern.MAX_LENGTH) { // is refused, and not worth its memory
      return find(text);
    }
    long now = catalogues.generation();
    Matching known = remembered.get(text, now);
    if (known != null) {
      return known;
    }
    Matching found = find(text);
    remembered.put(text, found, now);
    return found;
  }

  private Matching find(String text) {
    TopicPattern pattern;
    try {
      pattern = TopicPattern.of(text);
    } catch (IllegalArgumentException e) {
      return refused(ErrorCode.BAD_TOPIC, String.valueOf(e.getMessage()), List.of());
    }
    if (TopicPattern.isPattern(pattern.channel())) {
      return refused(
          ErrorCode.UNKNOWN_CHANNEL,
          "\"%s\" is not one channel: a * may stand in the exchange and in the symbol"
              .formatted(pattern.channel()),
          ChannelNames.ALL);
    }
    Optional<Channel> channel = Channel.of(pattern.channel());
    if (channel.isEmpty()) {
      return new Matching.Refused(CatalogueTopicResolver.unknownChannel(pattern.channel()));
    }
    List<String> exchanges =
        catalogues.exchanges().stream().filter(pattern::matchesExchange).toList();
    if (exchanges.isEmpty()) {
      return refused(
          ErrorCode.UNKNOWN_EXCHANGE,
          "no exchange matches \"%s\"".formatted(pattern.exchange()),
          catalogues.exchanges());
    }
    return found(pattern, channel.get(), exchanges);
  }

  private Matching found(TopicPattern pattern, Channel channel, List<String> exchanges) {
    List<Topic> topics = new ArrayList<>();
    boolean withoutChannel = false;
    if (!TopicPattern.isPattern(pattern.exchange())) {
      exchanges.forEach(catalogues::want);
    }
    for (String exchange : exchanges) {
      InstrumentCatalogue listed = catalogues.of(exchange);
      if (listed != null) {
        for (Instrument instrument : listed.trading()) {
          if (!pattern.matchesSymbol(instrument.symbol())) {
            continue;
          }
          if (catalogues.isOffered(instrument, channel)) {
            topics.add(Topic.of(instrument, channel));
          } else {
            withoutChannel = true;
          }
        }
      }
    }
    if (topics.isEmpty() && withoutChannel) {
      return refused(
          ErrorCode.UNSUPPORTED_CHANNEL,
          "%s is offered of nothing that matches %s".formatted(channel.code(), pattern),
          List.of());
    }
    return new Matching.Found(pattern, List.copyOf(topics));
  }

  private static Matching refused(ErrorCode code, String sentence, List<String> supported) {
    return new Matching.Refused(new Resolution.Refused(code, sentence, supported));
  }
}
