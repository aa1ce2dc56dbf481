package io.barline.exchange.binance;

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
  SPOT("spot", "@trade", "spot", "spot", "/api/v3/exchangeInfo?showPermissionSets=false", 20),
  USDM("usdm", "@aggTrade", "usdm-public", "usdm-market", "/fapi/v1/exchangeInfo", 1),
  COINM("coinm", "@aggTrade", "coinm", "coinm", "/dapi/v1/exchangeInfo", 1);

  /** What the stream of trades is called after the symbol. */
  final String tradeStream;

  final String quoteRoute;

  /** The route of trades and klines. */
  final String route;

  final String cataloguePath;
  final int catalogueWeight;

  @SuppressWarnings("ImmutableEnumChecker") // a record of immutable values
  final Segment segment;

  Market(
      String id,
      String tradeStream,
      String quoteRoute,
      String route,
      String cataloguePath,
      int catalogueWeight) {
    this.tradeStream = tradeStream;
    this.quoteRoute = quoteRoute;
    this.route = route;
    this.cataloguePath = cataloguePath;
    this.catalogueWeight = catalogueWeight;
    this.segment =
        new Segment(
            id,
            channels(id.equals("spot")),
            TradeOrder.CONTIGUOUS,
            null,
            null,
            new RestBudget(id.equals("spot") ? 6_000 : 2_400, Duration.ofMinutes(1)));
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

  private static Set<UpstreamChannel> channels(boolean seconds) {
    Set<UpstreamChannel> channels = new HashSet<>();
    channels.add(new UpstreamChannel.Trades());
    channels.add(new UpstreamChannel.Quotes());
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
