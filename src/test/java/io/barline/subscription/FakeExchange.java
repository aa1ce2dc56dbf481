package io.barline.subscription;

import io.barline.market.Channel;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Topic;
import io.barline.market.TopicPattern;
import io.barline.wire.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Knows one exchange, {@code binance}, with four instruments, all channels but tickers, and books
 * to 100 levels.
 */
public final class FakeExchange implements TopicResolver, Exchanges {
  public static final List<String> SYMBOLS =
      List.of("BTC/USDT", "ETH/USDT", "SOL/USDT", "BTC/USDT:USDT");

  /** A symbol whose instrument cannot be resolved now. */
  public static final String NOT_LOADED = "NOT/LOADED";

  private volatile List<String> listed = SYMBOLS;
  private final AtomicLong generation = new AtomicLong();
  private final AtomicInteger matched = new AtomicInteger();

  public static Instrument instrument(String symbol) {
    boolean linear = symbol.contains(":");
    String pair = linear ? symbol.substring(0, symbol.indexOf(':')) : symbol;
    return new Instrument(
        "binance",
        linear ? "usdm" : "spot",
        symbol,
        pair.replace("/", ""),
        linear ? Instrument.Type.LINEAR : Instrument.Type.SPOT,
        pair.substring(0, pair.indexOf('/')),
        "USDT",
        linear ? "USDT" : null,
        Decimal.parse("0.01"),
        Decimal.parse("0.00001"),
        null,
        true,
        false);
  }

  @Override
  public Resolution resolve(String topic) {
    String[] parts = topic.split(":", 3);
    if (parts.length < 3 || parts[2].isEmpty()) {
      return refused(ErrorCode.BAD_TOPIC, "\"" + topic + "\" is not <exchange>:<channel>:<symbol>");
    }
    if (!parts[0].equals("binance")) {
      return refused(ErrorCode.UNKNOWN_EXCHANGE, "no exchange \"" + parts[0] + "\"", "binance");
    }
    Channel channel = Channel.of(parts[1]).orElse(null);
    if (channel == null) {
      return parts[1].startsWith("bars.")
          ? refused(ErrorCode.UNKNOWN_INTERVAL, "no interval \"" + parts[1] + "\"", "1m", "5m")
          : refused(
              ErrorCode.UNKNOWN_CHANNEL, "no channel \"" + parts[1] + "\"", "trades", "bars.1m");
    }
    if (channel instanceof Channel.Book(int depth) && depth > 100) {
      return refused(
          ErrorCode.UNSUPPORTED_CHANNEL, "up to 100 levels a side; asked for " + depth, "book.100");
    }
    if (channel instanceof Channel.Ticker) {
      return refused(
          ErrorCode.UNSUPPORTED_CHANNEL, "binance has no " + parts[1], "trades", "bars.1m");
    }
    if (parts[2].equals(NOT_LOADED)) {
      return refused(ErrorCode.CATALOGUE_UNAVAILABLE, "the instruments of binance are not loaded");
    }
    String symbol = parts[2].equals("BTCUSDT") ? "BTC/USDT" : parts[2];
    if (!SYMBOLS.contains(symbol)) {
      return refused(ErrorCode.UNKNOWN_SYMBOL, "binance does not list \"" + symbol + "\"");
    }
    Instrument instrument = instrument(symbol);
    return new Resolution.Resolved(Topic.of(instrument, channel), instrument);
  }

  @Override
  public Resolution.Refused suggest(String topic, Resolution.Refused refused) {
    return refused.code() == ErrorCode.UNKNOWN_SYMBOL
        ? new Resolution.Refused(refused.code(), refused.sentence(), List.of("BTC/USDT"))
        : refused;
  }

  @Override
  public Matching match(String text) {
    matched.incrementAndGet();
    TopicPattern pattern = TopicPattern.of(text);
    Channel channel = Channel.of(pattern.channel()).orElseThrow();
    List<Topic> topics =
        listed.stream()
            .filter(pattern::matchesSymbol)
            .map(symbol -> new Topic("binance", channel, symbol))
            .toList();
    return channel instanceof Channel.Ticker && !topics.isEmpty()
        ? new Matching.Refused(
            new Resolution.Refused(
                ErrorCode.UNSUPPORTED_CHANNEL, "nothing that matches has tickers", List.of()))
        : new Matching.Found(pattern, topics);
  }

  /** How often it was asked what a pattern matches. */
  int matched() {
    return matched.get();
  }

  @Override
  public long generation() {
    return generation.get();
  }

  /** Lists these symbols from now on, for patterns. */
  public void list(String... symbols) {
    listed = List.of(symbols);
    generation.incrementAndGet();
  }

  private static Resolution refused(ErrorCode code, String sentence, String... suggestions) {
    return new Resolution.Refused(code, sentence, List.of(suggestions));
  }

  @Override
  public List<ExchangeReport> list() {
    return List.of(
        new ExchangeReport(
            "binance",
            null,
            List.of(
                new ExchangeReport.SegmentReport(
                    "spot", List.of("trades", "book"), List.of("1m"), 100, List.of())),
            new ExchangeReport.CatalogueState("loaded", SYMBOLS.size(), null, 0),
            List.of(
                new ExchangeReport.FeedReport(
                    "spot-1",
                    "streaming",
                    "reconnecting",
                    3,
                    -1,
                    2,
                    0,
                    0,
                    1,
                    1_795_357_200_000_000_000L,
                    "closed by the exchange",
                    new ExchangeReport.FeedLimits(
                        1024, 5, 300, Duration.ofMinutes(5), Duration.ofHours(24))))));
  }

  @Override
  public @Nullable ExchangeReport get(String id) {
    return id.equals("binance") ? list().getFirst() : null;
  }

  @Override
  public List<Instrument> search(
      String query, @Nullable String exchange, Predicate<Instrument> among, int limit) {
    return SYMBOLS.stream()
        .filter(symbol -> symbol.contains(query))
        .map(FakeExchange::instrument)
        .filter(among)
        .limit(limit)
        .toList();
  }

  @Override
  public List<String> missing(@Nullable String exchange) {
    return exchange == null ? List.of("binance:coinm") : List.of();
  }

  @Override
  public Map<String, String> off() {
    return Map.of("alpaca", "it serves nobody without a key");
  }
}
