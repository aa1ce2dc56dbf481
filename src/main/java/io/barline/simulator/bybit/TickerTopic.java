package io.barline.simulator.bybit;

import io.barline.market.Decimal;
import io.barline.market.Level;
import io.barline.simulator.Candle;
import io.barline.simulator.MarketBook;
import io.barline.simulator.MarketListener;
import io.barline.simulator.MarketTrade;
import io.barline.simulator.SimulatorSession;
import io.barline.simulator.SyntheticMarket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code tickers}: of contracts once whole and then what changed; of spot always whole, without bid
 * and ask. Its 24 hours are those of the trades that are still known.
 */
final class TickerTopic extends BybitTopic implements MarketListener {
  private static final long EIGHT_HOURS = 8 * 3_600_000L;

  private final BybitInstrument instrument;
  private final long period;
  private Map<String, String> told = Map.of();
  private long toldAt;

  /** Of all trades since the oldest that was known to the first listener. */
  private @Nullable Candle day;

  TickerTopic(BybitInstrument instrument, SyntheticMarket market) {
    super("tickers." + instrument.symbol(), market);
    this.instrument = instrument;
    this.period = (isSpot() ? 50 : 100) * 1_000_000L;
    market.addListener(this);
  }

  private boolean isSpot() {
    return instrument.category() == BybitCategory.SPOT;
  }

  @Override
  void greet(SimulatorSession session, long now) {
    tell(now);
    session.publish(frame("snapshot", told, now));
  }

  @Override
  void tick(long now) {
    if (isWanted() && now - toldAt >= period) {
      tell(now);
    }
  }

  private void tell(long now) {
    Map<String, String> values = values(now);
    Map<String, String> changed = new LinkedHashMap<>(values);
    changed.entrySet().removeAll(told.entrySet());
    toldAt = now;
    told = values;
    if (!changed.isEmpty()) {
      publish(isSpot() ? frame("snapshot", values, now) : frame("delta", changed, now));
    }
  }

  private String frame(String type, Map<String, String> values, long now) {
    String fields =
        values.entrySet().stream()
            .map(field -> ",\"" + field.getKey() + "\":\"" + field.getValue() + "\"")
            .collect(Collectors.joining());
    return head(type, now)
        + "{\"symbol\":\"%s\"%s},\"cs\":%d}"
            .formatted(instrument.symbol(), fields, market.book(1).updateId());
  }

  private Map<String, String> values(long now) {
    Map<String, String> values = new LinkedHashMap<>();
    Candle sums = day();
    if (sums != null) {
      values.put("lastPrice", sums.close().toString());
      values.put("prevPrice24h", sums.open().toString());
      values.put("highPrice24h", sums.high().toString());
      values.put("lowPrice24h", sums.low().toString());
      values.put("volume24h", sums.volume().toString());
      values.put("turnover24h", sums.value().toString());
      if (!isSpot()) {
        values.put("markPrice", sums.close().toString());
        values.put("indexPrice", sums.close().toString());
      }
    }
    if (!isSpot()) {
      values.put("openInterest", "50000");
      values.put("fundingRate", "0.0001");
      long next = (now / 1_000_000 / EIGHT_HOURS + 1) * EIGHT_HOURS;
      values.put("nextFundingTime", Long.toString(next));
      addTouch(values);
    }
    return values;
  }

  private @Nullable Candle day() {
    if (day == null) {
      market.trades(Integer.MAX_VALUE).forEach(this::add);
    }
    return day;
  }

  private void add(MarketTrade trade) {
    Candle sums = day == null ? Candle.empty(trade.time(), Long.MAX_VALUE, trade.price()) : day;
    Decimal value = market.terms().value(trade.price(), trade.size());
    day = sums.with(trade.price(), trade.size(), value);
  }

  @Override
  public void happened(MarketTrade trade) {
    if (day != null) {
      add(trade);
    }
  }

  @Override
  public void traded(MarketTrade trade) {}

  @Override
  public void bookChanged() {}

  private void addTouch(Map<String, String> values) {
    MarketBook book = market.book(1);
    Level bid = book.bids().getFirst();
    Level ask = book.asks().getFirst();
    values.put("bid1Price", bid.price().toString());
    values.put("bid1Size", bid.size().toString());
    values.put("ask1Price", ask.price().toString());
    values.put("ask1Size", ask.size().toString());
  }
}
