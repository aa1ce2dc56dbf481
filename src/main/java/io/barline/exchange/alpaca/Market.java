package io.barline.exchange.alpaca;

import io.barline.book.SequenceRule;
import io.barline.exchange.RestBudget;
import io.barline.exchange.Segment;
import io.barline.exchange.Segment.TradeOrder;
import io.barline.market.Interval;
import io.barline.market.UpstreamChannel;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Alpaca's two markets and how they differ.
 *
 * <p>Bars of a minute and more are Alpaca's own: which trades of a stock count for which of its
 * prices and volumes is a matter of dozens of conditions, which Alpaca weighs.
 */
enum Market {
  STOCKS("stocks", "us_equity", "/v2/stocks"),
  CRYPTO("crypto", "crypto", "/v1beta3/crypto");

  /**
   * Alpaca sends whole books, of a few hundred levels a side, and no more precise bound is
   * documented.
   */
  static final UpstreamChannel.Book BOOK = new UpstreamChannel.Book(1_000);

  /** The interval of the bars that are streamed. */
  static final Interval BARS = Interval.M1;

  private static final UpstreamChannel TRADES = new UpstreamChannel.Trades();
  private static final UpstreamChannel QUOTES = new UpstreamChannel.Quotes();
  private static final UpstreamChannel KLINES = new UpstreamChannel.Klines(BARS);

  final String id;
  final String assetClass;
  final String restPath;

  Market(String id, String assetClass, String restPath) {
    this.id = id;
    this.assetClass = assetClass;
    this.restPath = restPath;
  }

  /** The market whose segment has that id, or null. */
  static @Nullable Market of(String segment) {
    for (Market market : values()) {
      if (market.id.equals(segment)) {
        return market;
      }
    }
    return null;
  }

  /** The market whose segment has that id, which must exist. */
  static Market named(String segment) {
    Market market = of(segment);
    if (market == null) {
      throw new IllegalArgumentException("not a segment of alpaca: " + segment);
    }
    return market;
  }

  String pollRoute() {
    return id + "-polled";
  }

  Segment segment(AlpacaSettings.Limits limits) {
    Duration minute = Duration.ofMinutes(1);
    return switch (this) {
      case STOCKS ->
          new Segment(
              id,
              Set.of(TRADES, QUOTES, KLINES),
              TradeOrder.CHRONOLOGICAL,
              null,
              BARS,
              new RestBudget(limits.requestsPerMinute(), minute, Duration.ZERO).shared());
      case CRYPTO ->
          new Segment(
              id,
              Set.of(TRADES, QUOTES, KLINES, BOOK),
              TradeOrder.CHRONOLOGICAL,
              new SequenceRule(SequenceRule.Origin.STREAM, SequenceRule.Chain.UNNUMBERED),
              BARS,
              new RestBudget(limits.requestsPerMinute(), minute, Duration.ZERO).shared());
    };
  }

  /** What Alpaca calls a channel, or null where it has none such. */
  @Nullable String channel(UpstreamChannel channel) {
    return switch (channel) {
      case UpstreamChannel.Trades _ -> "trades";
      case UpstreamChannel.Quotes _ -> "quotes";
      case UpstreamChannel.Klines klines -> klines.interval() == BARS ? "bars" : null;
      case UpstreamChannel.Book _ -> this == CRYPTO && channel.equals(BOOK) ? "orderbooks" : null;
      case UpstreamChannel.Ticker _ -> null;
    };
  }

  /** All channels by Alpaca's names, in the order in which they are asked for. */
  static List<String> channels() {
    return List.of("trades", "quotes", "bars", "orderbooks");
  }
}
