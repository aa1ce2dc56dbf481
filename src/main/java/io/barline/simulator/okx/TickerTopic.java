package io.barline.simulator.okx;

import io.barline.simulator.Candle;
import io.barline.simulator.MarketTotals;
import io.barline.simulator.MarketTrade;
import io.barline.simulator.SyntheticMarket;

/**
 * {@code tickers}: always whole, after trades and changes of the book, ten times a second at most.
 * There is none before the first trade.
 */
final class TickerTopic extends OkxTopic {
  private static final long PERIOD = 100_000_000L;

  private final MarketTotals totals;
  private boolean due;
  private long toldAt;

  TickerTopic(OkxInstrument instrument, SyntheticMarket market, MarketTotals totals) {
    super("tickers", instrument, market);
    this.totals = totals;
  }

  @Override
  void greet(OkxConversation listener, long now) {
    if (!isWanted()) {
      due = false;
      toldAt = now;
    }
    Candle sums = totals.sums();
    if (sums != null) {
      listener.publish(whole(sums, now));
    }
  }

  @Override
  public void traded(MarketTrade trade) {
    due = true;
  }

  @Override
  public void bookChanged() {
    due = true;
  }

  @Override
  void tick(long now) {
    if (!due || !isWanted() || now - toldAt < PERIOD) {
      return;
    }
    due = false;
    toldAt = now;
    Candle sums = totals.sums();
    if (sums != null) {
      publish(whole(sums, now));
    }
  }

  private String whole(Candle sums, long now) {
    return frame(OkxRows.ticker(instrument, sums, market.book(1), market.exchangeTime(now)));
  }
}
