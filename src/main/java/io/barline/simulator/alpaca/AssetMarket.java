package io.barline.simulator.alpaca;

import io.barline.market.Decimal;
import io.barline.market.Interval;
import io.barline.market.UtcNanos;
import io.barline.simulator.Candle;
import io.barline.simulator.MarketBook;
import io.barline.simulator.MarketListener;
import io.barline.simulator.MarketTrade;
import io.barline.simulator.SyntheticMarket;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** One asset's market, and what its streams tell. */
final class AssetMarket implements MarketListener {
  static final int BOOK_LEVELS = 50;

  private static final long MINUTE = 60 * UtcNanos.SECOND;

  /** How long after a bar its corrected form comes. */
  private static final long UPDATE_AFTER = 30 * UtcNanos.SECOND;

  /** A leap of the clock is caught up on no further back than this. */
  private static final long LONGEST_CATCH_UP = 60 * MINUTE;

  final SimulatedAsset asset;
  final SyntheticMarket market;
  final AssetEvents events;
  private final Audience audience;
  private final Set<Long> updated = new TreeSet<>();
  private @Nullable MarketBook told;
  private long nextBar;

  /** Who is subscribed. */
  interface Audience {
    /** Tells the subscribers of a channel something at once. */
    void tell(String channel, String symbol, String event);

    /** How long after its end a bar is told. */
    long barDelay();

    /** Every so many minutes a bar is told without its last trade, and corrected; 0 for never. */
    int updateEvery();
  }

  /** What is told at the end of a minute. */
  record Told(String channel, String symbol, String event) {}

  AssetMarket(SimulatedAsset asset, SyntheticMarket market, Audience audience, long now) {
    this.asset = asset;
    this.market = market;
    this.events = new AssetEvents(asset);
    this.audience = audience;
    this.nextBar = Interval.M1.start(now);
    market.addListener(this);
  }

  @Override
  public void traded(MarketTrade trade) {
    audience.tell("trades", asset.symbol(), events.streamed("t", events.trade(trade)));
  }

  @Override
  public void misnamed(MarketTrade trade, boolean listed) {
    String quote = asset.isCrypto() ? "/USD" : "";
    String other = asset.isCrypto() ? "ETH" : "MSFT";
    String another = asset.isCrypto() ? "BTC" : "AAPL";
    String wrong = !listed ? "NOSCH" : asset.symbol().equals(other + quote) ? another : other;
    String fields = events.trade(trade);
    audience.tell("trades", asset.symbol(), AssetEvents.streamed("t", wrong + quote, fields));
  }

  @Override
  public void bookChanged() {
    MarketBook best = market.book(1);
    MarketBook before = told;
    if (before == null
        || !before.bids().equals(best.bids())
        || !before.asks().equals(best.asks())) {
      told = best;
      audience.tell("quotes", asset.symbol(), events.streamed("q", events.quote(best)));
    }
  }

  /** The bars that are due, and the corrections of some. */
  List<Told> due(long now) {
    List<Told> due = new ArrayList<>();
    nextBar = Math.max(nextBar, Interval.M1.start(now - LONGEST_CATCH_UP));
    while (nextBar + MINUTE + audience.barDelay() <= now) {
      Candle bar = bar(nextBar);
      Candle first = bar == null ? null : withoutTheLastTrade(bar);
      if (first != null) {
        updated.add(nextBar);
      }
      if (bar != null) {
        due.add(told("bars", "b", first == null ? bar : first));
      }
      nextBar += MINUTE;
    }
    updated.removeIf(
        start -> {
          boolean over = start + MINUTE + audience.barDelay() + UPDATE_AFTER <= now;
          Candle bar = over ? bar(start) : null;
          if (bar != null) {
            due.add(told("updatedBars", "u", bar));
          }
          return over;
        });
    return due;
  }

  private Told told(String channel, String kind, Candle bar) {
    return new Told(channel, asset.symbol(), events.streamed(kind, events.bar(bar)));
  }

  private @Nullable Candle withoutTheLastTrade(Candle bar) {
    int every = audience.updateEvery();
    if (every == 0 || bar.trades() < 2 || bar.start() / MINUTE % every != 0) {
      return null;
    }
    long last = 0;
    for (MarketTrade trade : market.trades(Integer.MAX_VALUE)) {
      if (trade.time() < bar.end()) {
        last = Math.max(last, trade.time());
      }
    }
    List<Candle> before = market.candles(Interval.M1, bar.start(), last);
    return before.isEmpty() ? null : before.getFirst();
  }

  /** When the oldest known trade was; now where there is none. */
  long firstTrade() {
    List<MarketTrade> all = market.trades(Integer.MAX_VALUE);
    return all.isEmpty() ? market.exchangeTime(market.now()) : all.getFirst().time();
  }

  /** The bar of that minute, as REST tells it; null where there is none. */
  @Nullable Candle bar(long start) {
    List<Candle> traded = market.candles(Interval.M1, start, start + MINUTE);
    if (!traded.isEmpty()) {
      return traded.getFirst();
    }
    return asset.isCrypto() ? Candle.empty(start, start + MINUTE, middle()) : null;
  }

  /** Bars of crypto without a trade stand at the middle of the quote. */
  private Decimal middle() {
    MarketBook best = market.book(1);
    BigDecimal sum =
        best.bids()
            .getFirst()
            .price()
            .toBigDecimal()
            .add(best.asks().getFirst().price().toBigDecimal());
    return Decimal.of(sum.divide(BigDecimal.TWO));
  }

  /** The bar of a minute as it stands: one that will be corrected lacks its last trade so long. */
  Candle asTold(Candle minute) {
    boolean isUncorrected = minute.start() >= nextBar || updated.contains(minute.start());
    Candle first = isUncorrected ? withoutTheLastTrade(minute) : null;
    return first == null ? minute : first;
  }

  /** The newest bar that has been told, as it was told last; null where none ever was. */
  @Nullable Candle latestBar() {
    Candle latest = bar(nextBar - MINUTE);
    if (latest != null) {
      return asTold(latest);
    }
    List<Candle> all = market.candles(Interval.M1, 0, nextBar);
    return all.isEmpty() ? null : all.getLast();
  }
}
