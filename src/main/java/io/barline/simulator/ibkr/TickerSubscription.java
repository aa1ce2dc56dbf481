package io.barline.simulator.ibkr;

import io.barline.market.Level;
import io.barline.market.UtcNanos;
import io.barline.simulator.Candle;
import io.barline.simulator.MarketTrade;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Market data: the best prices and the last trade, price by price and size by size, live or
 * delayed, and with the generic tick 233 each trade with its time.
 */
final class TickerSubscription extends Subscription {
  private static final int VWAP_SCALE = 8;

  private static final int BID = 1;
  private static final int ASK = 2;
  private static final int LAST = 4;

  private final boolean delayed;
  private final List<String> generic;
  private Quotes.@Nullable Best told;

  TickerSubscription(
      IbkrConnection connection,
      int reqId,
      IbkrMarket market,
      boolean delayed,
      List<String> generic) {
    super(connection, reqId, RequestKind.MARKET_DATA, market);
    this.delayed = delayed;
    this.generic = generic;
  }

  @Override
  void begin() {
    IbkrInstrument instrument = market.instrument;
    publish(81, reqId, instrument.terms().tickSize(), "9c0001", 3);
    tellType();
    told = null;
    tellQuote(market.quotes.now());
    MarketTrade last = market.market.lastTrade();
    if (last != null && market.tellsTrades()) {
      tellLast(last);
    }
    tellHalted();
  }

  void tellHalted() {
    publish(45, 6, reqId, delayed ? 90 : 49, market.halted);
  }

  /** Told at first and when the client asks for another one. */
  void tellType() {
    publish(58, 1, reqId, delayed ? connection.marketDataType() : 1);
  }

  boolean isDelayed() {
    return delayed;
  }

  @Override
  void traded(MarketTrade trade) {
    tellLast(trade);
    if (!delayed && generic.contains("233")) {
      publish(46, 6, reqId, 48, volume(trade));
    }
    if (!delayed && generic.contains("375")) {
      publish(46, 6, reqId, 77, volume(trade));
    }
  }

  @Override
  void misnamed(MarketTrade trade) {
    publish(1, 6, strayId(), delayed ? 68 : LAST, trade.price(), size(trade.size()), 0);
    if (generic.contains("233")) {
      publish(46, 6, strayId(), 48, volume(trade));
    }
  }

  /** {@code price;size;timeMs;totalVolume;vwap;singleTradeFlag}. */
  private String volume(MarketTrade trade) {
    Candle totals = market.totals();
    if (totals == null) {
      totals = Candle.empty(0, 1, trade.price()).with(trade.price(), trade.size(), trade.size());
    }
    return "%s;%s;%d;%s;%s;true"
        .formatted(
            trade.price(),
            size(trade.size()),
            trade.time() / UtcNanos.MILLISECOND,
            size(totals.volume()),
            totals
                .value()
                .toBigDecimal()
                .divide(totals.volume().toBigDecimal(), VWAP_SCALE, RoundingMode.HALF_EVEN)
                .toPlainString());
  }

  private void tellLast(MarketTrade trade) {
    String size = market.instrument.isIndex() ? "0" : size(trade.size());
    publish(46, 6, reqId, delayed ? 88 : 45, trade.time() / UtcNanos.SECOND);
    publish(1, 6, reqId, delayed ? 68 : LAST, trade.price(), size, 0);
    publish(2, 6, reqId, delayed ? 70 : 5, size);
    Candle totals = market.totals();
    if (totals != null && !market.instrument.isIndex()) {
      publish(2, 6, reqId, delayed ? 74 : 8, size(totals.volume()));
    }
  }

  @Override
  void bookChanged(Quotes.@Nullable Best best) {
    if (best != null) {
      tellQuote(best);
    }
  }

  private void tellQuote(Quotes.Best best) {
    if (market.instrument.isIndex()) {
      if (told == null) {
        publish(1, 6, reqId, BID, -1, 0, 0);
        publish(1, 6, reqId, ASK, -1, 0, 0);
      }
    } else {
      tell(BID, 0, told == null ? null : told.bid(), best.bid());
      tell(ASK, 3, told == null ? null : told.ask(), best.ask());
    }
    told = best;
  }

  private void tell(int price, int size, @Nullable Level before, Level now) {
    if (now.equals(before)) {
      return;
    }
    String amount = size(now.size());
    if (before == null || !before.price().equals(now.price())) {
      publish(1, 6, reqId, delayed ? price + 65 : price, now.price(), amount, 1);
    }
    int type = delayed ? price + 68 : size;
    publish(2, 6, reqId, type, amount);
  }
}
