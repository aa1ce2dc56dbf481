package io.barline.simulator.ibkr;

import io.barline.market.Decimal;
import io.barline.simulator.MarketTrade;
import org.jspecify.annotations.Nullable;

/** What one client is told of one market, under the number of its request. */
abstract class Subscription {
  /** Data of a wrong number have one that no client gives. */
  private static final int STRAY = 1_000_000_000;

  final IbkrConnection connection;
  final int reqId;
  final RequestKind kind;
  final IbkrMarket market;
  private final boolean silent;

  Subscription(IbkrConnection connection, int reqId, RequestKind kind, IbkrMarket market) {
    this.connection = connection;
    this.reqId = reqId;
    this.kind = kind;
    this.market = market;
    this.silent = connection.exchange.isAckOnly();
  }

  /** Tells what a client is told at once. */
  abstract void begin();

  void traded(MarketTrade trade) {}

  /** A trade is to be told to the wrong request. */
  void misnamed(MarketTrade trade) {}

  /** The book has changed; {@code best} is null where its best prices and sizes are as before. */
  void bookChanged(Quotes.@Nullable Best best) {}

  void settled() {}

  /** Time has passed, by the exchange's clock. */
  void ticked(long now) {}

  /** Tells what was told at first anew. */
  final void repeat() {
    begin();
  }

  final int strayId() {
    return STRAY + reqId;
  }

  final void publish(Object... fields) {
    if (!silent && connection.exchange.isTelling(kind)) {
      connection.publish(Frame.of(fields));
    }
  }

  final String size(Decimal size) {
    return connection.size(market, size.toBigDecimal());
  }
}
