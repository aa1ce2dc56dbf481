package io.barline.exchange.binance;

import io.barline.book.SequenceRule;
import io.barline.book.SequenceRule.Chain;
import io.barline.book.SequenceRule.Origin;
import io.barline.exchange.RestBudget;
import io.barline.exchange.Segment;
import io.barline.exchange.Segment.TradeOrder;
import io.barline.market.Interval;
import io.barline.market.UpstreamChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Binance's three markets and how they differ. */
enum Market {
  SPOT("spot", "@trade", "spot", "spot", "/api/v3", "?showPermissionSets=false", 20),
  USDM("usdm", "@aggTrade", "usdm-public", "usdm-market", "/fapi/v1", "", 1),
  COINM("coinm", "@aggTrade", "coinm", "coinm", "/dapi/v1", "", 1);

  /**
   * How many levels a side are told of books: fewer than a snapshot has, so that another one is
   * needed only when the price has moved far.
   */
  static final int BOOK_DEPTH = 500;

  /** What the stream of trades is called after the symbol. */
  final String tradeStream;

  /** The route of quotes and books. */
  final String quoteRoute;

  /** The route of trades, klines and tickers. */
  final String route;

  /** Where the REST interface begins. */
  final String restPath;

  final String catalogueQuery;
  final int catalogueWeight;

  @SuppressWarnings("ImmutableEnumChecker") // a record of immutable values
  final Segment segment;

  Market(
      String id,
      String tradeStream,
      String quoteRoute,
      String route,
      String restPath,
      String catalogueQuery,
      int catalogueWeight) {
    this.tradeStream = tradeStream;
    this.quoteRoute = quoteRoute;
    this.route = route;
    this.restPath = restPath;
    this.catalogueQuery = catalogueQuery;
    this.catalogueWeight = catalogueWeight;
    this.segment =
        new Segment(
            id,
            channels(id.equals("spot")),
            TradeOrder.CONTIGUOUS,
            new SequenceRule(Origin.REQUEST, id.equals("spot") ? Chain.OVERLAPPING : Chain.LINKED),
            null,
            new RestBudget(
                    id.equals("spot") ? 4_800 : 1_920, // four fifths of what is documented
                    Duration.ofMinutes(1),
                    Duration.ofMinutes(5))
                .toldIn("X-MBX-USED-WEIGHT-1M"));
  }

  /** The market whose segment has that id, or null. */
  static @Nullable Market of(String segment) {
    for (Market market : values()) {
      if (market.segment.id().equals(segment)) {
        return market;
      }
    }
    return null;
  }

  /** The market whose segment has that id. */
  static Market named(String segment) {
    Market market = of(segment);
    if (market == null) {
      throw new IllegalArgumentException("not a segment of binance: " + segment);
    }
    return market;
  }

  private static Set<UpstreamChannel> channels(boolean seconds) {
    Set<UpstreamChannel> channels = new HashSet<>();
    channels.add(new UpstreamChannel.Trades());
    channels.add(new UpstreamChannel.Quotes());
    channels.add(new UpstreamChannel.Book(BOOK_DEPTH));
    channels.add(new UpstreamChannel.Ticker());
    for (Interval interval : Interval.values()) {
      switch (interval) {
        case S5, S10, S15, S30 -> {} // Binance has none of these
        case S1 -> {
          if (seconds) {
            channels.add(new UpstreamChannel.Klines(interval));
          }
        }
        case M1, M3, M5, M15, M30, H1, H2, H4, H6, H8, H12, D1, D3, W1, MONTH ->
            channels.add(new UpstreamChannel.Klines(interval));
      }
    }
    return channels;
  }
}
