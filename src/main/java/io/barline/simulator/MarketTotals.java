package io.barline.simulator;

import io.barline.market.Decimal;
import org.jspecify.annotations.Nullable;

/**
 * The sums of a market's trades as its tickers tell them: of all since the oldest that was known
 * when somebody first asked, rather than of 24 hours.
 */
public final class MarketTotals implements MarketListener {
  private final SyntheticMarket market;
  private @Nullable Candle sums;

  public MarketTotals(SyntheticMarket market) {
    this.market = market;
    market.addListener(this);
  }

  /** One candle of them all; null before the first trade. */
  public @Nullable Candle sums() {
    if (sums == null) {
      market.trades(Integer.MAX_VALUE).forEach(this::add);
    }
    return sums;
  }

  private void add(MarketTrade trade) {
    Candle before = sums == null ? Candle.empty(trade.time(), Long.MAX_VALUE, trade.price()) : sums;
    Decimal value = market.terms().value(trade.price(), trade.size());
    sums = before.with(trade.price(), trade.size(), value);
  }

  @Override
  public void happened(MarketTrade trade) {
    if (sums != null) {
      add(trade);
    }
  }

  @Override
  public void traded(MarketTrade trade) {}

  @Override
  public void bookChanged() {}
}
