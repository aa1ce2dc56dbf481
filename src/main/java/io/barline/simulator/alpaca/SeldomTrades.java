package io.barline.simulator.alpaca;

import io.barline.market.Level;
import io.barline.market.Side;
import io.barline.market.UtcNanos;
import io.barline.simulator.MarketBook;
import io.barline.simulator.MarketControl;

/** Trades a market now and then, in turn at its best ask and at its best bid. */
final class SeldomTrades {
  private final SimulatedAsset asset;
  private final MarketControl market;
  private long next;
  private boolean sell;

  SeldomTrades(SimulatedAsset asset, MarketControl market, long first) {
    this.asset = asset;
    this.market = market;
    this.next = first;
  }

  void ticked(long now) {
    if (now < next) {
      return;
    }
    next = now + asset.seldom().toNanos();
    sell = !sell;
    MarketBook book = market.book(1);
    Level best = (sell ? book.bids() : book.asks()).getFirst();
    market.trade(
        best.price().toString(),
        asset.terms().typicalSize().toString(),
        sell ? Side.SELL : Side.BUY,
        UtcNanos.toInstant(now));
  }
}
