package io.barline.simulator.ibkr;

import io.barline.market.UtcNanos;
import io.barline.simulator.MarketTrade;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every trade, or every change of the best prices. */
final class TickByTick extends Subscription {
  /** Their places are their numbers in messages, less one. */
  static final List<String> TYPES = List.of("Last", "AllLast", "BidAsk", "MidPoint");

  private static final int BID_ASK = 3;
  private static final int MIDPOINT = 4;

  private final int type;
  private final boolean ignoreSize;
  private Quotes.@Nullable Best told;

  TickByTick(
      IbkrConnection connection, int reqId, IbkrMarket market, String type, boolean ignoreSize) {
    super(connection, reqId, RequestKind.TICK_BY_TICK, market);
    this.type = TYPES.indexOf(type) + 1;
    this.ignoreSize = ignoreSize;
  }

  /** Whether these are trades. */
  static boolean isTrades(String type) {
    return TYPES.indexOf(type) + 1 < BID_ASK;
  }

  @Override
  void begin() {
    told = null;
    if (type >= BID_ASK) {
      bookChanged(market.quotes.now());
    }
  }

  @Override
  void traded(MarketTrade trade) {
    tell(trade, reqId);
  }

  @Override
  void misnamed(MarketTrade trade) {
    tell(trade, strayId());
  }

  private void tell(MarketTrade trade, int id) {
    if (type < BID_ASK) {
      publish(
          99,
          id,
          type,
          trade.time() / UtcNanos.SECOND,
          trade.price(),
          size(trade.size()),
          0,
          market.instrument.primaryExchange(),
          "");
    }
  }

  @Override
  void bookChanged(Quotes.@Nullable Best best) {
    if (best == null || type < BID_ASK || isUnchanged(best)) {
      return;
    }
    told = best;
    long time = best.time() / UtcNanos.SECOND;
    if (type == MIDPOINT) {
      publish(99, reqId, type, time, best.price(Show.MIDPOINT).toPlainString());
    } else {
      publish(
          99,
          reqId,
          type,
          time,
          best.bid().price(),
          best.ask().price(),
          size(best.bid().size()),
          size(best.ask().size()),
          0);
    }
  }

  private boolean isUnchanged(Quotes.Best best) {
    Quotes.Best before = told;
    if (before == null) {
      return false;
    }
    return type == MIDPOINT
        ? before.price(Show.MIDPOINT).compareTo(best.price(Show.MIDPOINT)) == 0
        : ignoreSize
            && before.price(Show.BID).compareTo(best.price(Show.BID)) == 0
            && before.price(Show.ASK).compareTo(best.price(Show.ASK)) == 0;
  }
}
