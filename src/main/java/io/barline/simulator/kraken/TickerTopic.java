package io.barline.simulator.kraken;

import io.barline.market.Decimal;
import io.barline.market.Level;
import io.barline.simulator.Candle;
import io.barline.simulator.MarketBook;
import io.barline.simulator.MarketTotals;
import io.barline.simulator.MarketTrade;
import io.barline.simulator.SyntheticMarket;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * {@code ticker}: always whole, after trades or, with the trigger {@code bbo}, after changes of the
 * best prices. Its 24 hours are those of the trades that are still known.
 *
 * @see <a href="https://docs.kraken.com/api/docs/websocket-v2/ticker">Ticker</a>
 */
final class TickerTopic extends KrakenTopic {
  private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

  private final MarketTotals totals;
  private final boolean trades;
  private boolean due;

  /** {@code trigger} is {@code trades} or {@code bbo}. */
  TickerTopic(
      KrakenInstrument instrument, SyntheticMarket market, MarketTotals totals, String trigger) {
    super("ticker", "\"event_trigger\":\"" + trigger + "\",", instrument, market);
    this.totals = totals;
    this.trades = trigger.equals("trades");
  }

  @Override
  @Nullable String snapshot() {
    return whole("snapshot");
  }

  @Override
  public void traded(MarketTrade trade) {
    due |= trades;
  }

  @Override
  public void bookChanged() {
    due |= !trades;
  }

  @Override
  public void settled() {
    if (due && isWanted()) {
      String frame = whole("update");
      if (frame != null) {
        publish(frame);
      }
    }
    due = false;
  }

  /** Null before the first trade. */
  private @Nullable String whole(String type) {
    Candle sums = totals.sums();
    return sums == null ? null : frame(type, entry(sums));
  }

  private String entry(Candle sums) {
    MarketBook book = market.book(1);
    Level bid = book.bids().getFirst();
    Level ask = book.asks().getFirst();
    BigDecimal open = sums.open().toBigDecimal();
    BigDecimal change = sums.close().toBigDecimal().subtract(open);
    return "{\"symbol\":\"%s\",\"bid\":%s,\"bid_qty\":%s,\"ask\":%s,\"ask_qty\":%s,\"last\":%s,\"volume\":%s,\"vwap\":%s,\"low\":%s,\"high\":%s,\"change\":%s,\"change_pct\":%s}"
        .formatted(
            symbol(),
            instrument.price(bid.price()),
            instrument.size(bid.size()),
            instrument.price(ask.price()),
            instrument.size(ask.size()),
            instrument.price(sums.close()),
            instrument.size(sums.volume()),
            instrument.average(sums.value(), sums.volume()),
            instrument.price(sums.low()),
            instrument.price(sums.high()),
            instrument.price(Decimal.of(change)),
            change.multiply(HUNDRED).divide(open, 2, RoundingMode.HALF_EVEN).toPlainString());
  }
}
