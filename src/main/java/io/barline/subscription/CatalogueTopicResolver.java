package io.barline.subscription;

import io.barline.feed.Catalogues;
import io.barline.feed.Lookup;
import io.barline.market.Channel;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Topic;
import io.barline.market.TopicPattern;
import io.barline.wire.ErrorCode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads topics by the exchanges' catalogues: names and aliases go in, unified topics come out, or
 * what is wrong.
 */
public final class CatalogueTopicResolver implements TopicResolver {
  /** The longest topic that is read; no exchange's symbols come near it. */
  static final int MAX_LENGTH = 200;

  private static final int SUGGESTIONS = 5;

  private final Catalogues catalogues;
  private final CataloguePatterns patterns;
  private final Map<String, String> off;

  /**
   * @param off why exchanges are not served, by their ids
   */
  public CatalogueTopicResolver(Catalogues catalogues, Map<String, String> off) {
    this.catalogues = catalogues;
    this.patterns = new CataloguePatterns(catalogues);
    this.off = Map.copyOf(off);
  }

  @Override
  public Matching match(String pattern) {
    return patterns.match(pattern);
  }

  @Override
  public long generation() {
    return catalogues.generation();
  }

  @Override
  public Resolution.Refused suggest(String text, Resolution.Refused refused) {
    String[] parts = parts(text);
    if (!Suggestions.isOfSymbol(refused.code()) || parts.length < 3) {
      return refused;
    }
    List<String> near = catalogues.nearest(parts[0], parts[2].strip(), SUGGESTIONS);
    return new Resolution.Refused(refused.code(), refused.sentence(), near);
  }

  private static String[] parts(String text) {
    return text.strip().split(":", 3);
  }

  @Override
  public Resolution resolve(String text) {
    if (text.length() > MAX_LENGTH) {
      return refused(
          ErrorCode.BAD_TOPIC,
          "a topic has at most %d characters; this one has %d"
              .formatted(MAX_LENGTH, text.length()));
    }
    String[] parts = parts(text);
    if (parts.length < 3 || parts[0].isEmpty() || parts[1].isEmpty() || parts[2].isEmpty()) {
      return refused(
          ErrorCode.BAD_TOPIC,
          "\"%s\" is not a topic: it must be <exchange>:<channel>:<symbol>, for example binance:bars.1m:BTC/USDT"
              .formatted(text));
    }
    String exchange = parts[0];
    List<String> known = catalogues.exchanges();
    if (!known.contains(exchange)) {
      return new Resolution.Refused(
          ErrorCode.UNKNOWN_EXCHANGE,
          off.containsKey(exchange)
              ? "%s is not served: %s".formatted(exchange, off.get(exchange))
              : "unknown exchange \"%s\"".formatted(exchange),
          known);
    }
    Optional<Channel> channel = Channel.of(parts[1]);
    if (TopicPattern.isPattern(parts[2])) {
      return refused(
          ErrorCode.BAD_TOPIC,
          "\"%s\" stands for several topics: here it must be one".formatted(text));
    }
    return channel.isEmpty()
        ? unknownChannel(parts[1])
        : resolve(exchange, channel.get(), parts[2].strip());
  }

  static Resolution.Refused unknownChannel(String code) {
    if (code.startsWith("bars.")) {
      List<String> intervals = Arrays.stream(Interval.values()).map(Interval::code).toList();
      return new Resolution.Refused(
          ErrorCode.UNKNOWN_INTERVAL,
          "unknown interval \"%s\"; known: %s"
              .formatted(code.substring(5), String.join(" ", intervals)),
          intervals);
    }
    if (code.equals("book") || code.startsWith("book.")) {
      return new Resolution.Refused(
          ErrorCode.UNKNOWN_CHANNEL,
          "\"%s\" has no depth that can be had: it must be book.<depth> with 1 to %d levels a side, for example book.50"
              .formatted(code, Channel.Book.MAX_DEPTH),
          List.of("book.<depth>"));
    }
    return new Resolution.Refused(
        ErrorCode.UNKNOWN_CHANNEL,
        "unknown channel \"%s\"; known: %s".formatted(code, String.join(", ", ChannelNames.ALL)),
        ChannelNames.ALL);
  }

  private Resolution resolve(String exchange, Channel channel, String symbol) {
    return switch (catalogues.lookUp(exchange, symbol)) {
      case Lookup.Found(Instrument instrument) -> offered(exchange, channel, instrument);
      case Lookup.Unknown(String reason) -> unknownSymbol(exchange, symbol, reason);
      case Lookup.Missing(List<String> segments) -> notYetKnown(exchange, symbol, segments);
    };
  }

  private Resolution offered(String exchange, Channel channel, Instrument instrument) {
    if (catalogues.isOffered(instrument, channel)) {
      return new Resolution.Resolved(Topic.of(instrument, channel), instrument);
    }
    Catalogues.Offer offer = catalogues.offer(instrument);
    if (channel instanceof Channel.Book(int depth)
        && 0 < offer.bookDepth()
        && offer.bookDepth() < depth) {
      return new Resolution.Refused(
          ErrorCode.UNSUPPORTED_CHANNEL,
          "%s offers books of %s up to %d levels a side; asked for %d"
              .formatted(exchange, instrument.symbol(), offer.bookDepth(), depth),
          List.of(new Channel.Book(offer.bookDepth()).code()));
    }
    List<String> offered = ChannelNames.of(offer);
    return new Resolution.Refused(
        ErrorCode.UNSUPPORTED_CHANNEL,
        "%s does not offer %s of %s; offered: %s"
            .formatted(exchange, channel.code(), instrument.symbol(), String.join(", ", offered)),
        offered);
  }

  private static Resolution unknownSymbol(String exchange, String symbol, @Nullable String reason) {
    return refused(
        ErrorCode.UNKNOWN_SYMBOL,
        "%s has no symbol \"%s\"%s"
            .formatted(exchange, symbol, reason == null ? "" : ": " + reason));
  }

  private Resolution notYetKnown(String exchange, String symbol, List<String> segments) {
    String errors =
        catalogues.report(exchange).segments().stream()
            .filter(segment -> segments.contains(segment.id()) && segment.lastError() != null)
            .map(segment -> segment.id() + ": " + segment.lastError())
            .collect(Collectors.joining("; "));
    return refused(
        ErrorCode.CATALOGUE_UNAVAILABLE,
        "what \"%s\" means can't be told while the instruments of %s %s are not known%s"
            .formatted(
                symbol,
                exchange,
                String.join(", ", segments),
                errors.isEmpty() ? "" : " (" + errors + ")"));
  }

  private static Resolution refused(ErrorCode code, String sentence) {
    return new Resolution.Refused(code, sentence, List.of());
  }
}
