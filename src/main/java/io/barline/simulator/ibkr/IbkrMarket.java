package io.barline.simulator.ibkr;

import io.barline.simulator.Candle;
import io.barline.simulator.Faults;
import io.barline.simulator.MarketListener;
import io.barline.simulator.MarketTotals;
import io.barline.simulator.MarketTrade;
import io.barline.simulator.SimulatorSettings;
import io.barline.simulator.SyntheticMarket;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** One contract's market, who follows it, and what tests have made of it. */
final class IbkrMarket implements MarketListener {
  private static final int BOOK_LEVELS = 50;

  final IbkrInstrument instrument;
  final SyntheticMarket market;
  final Quotes quotes;
  final Bars bars = new Bars(this);

  // Tests set these.
  Entitlement entitlement = Entitlement.LIVE;
  int halted;
  @Nullable String tradingHours;
  @Nullable String liquidHours;
  @Nullable Refusal refusal;
  @Nullable IbkrMarket underlying;

  private final MarketTotals totals;
  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
  private final Deque<MarketTrade> told = new ArrayDeque<>();
  private final int keptTrades;
  private boolean bookChanged = true;

  IbkrMarket(IbkrInstrument instrument, SimulatorSettings settings, Faults faults) {
    this.instrument = instrument;
    this.keptTrades = settings.keptTrades();
    this.market =
        new SyntheticMarket(
            instrument.terms(), settings.seed(), BOOK_LEVELS, settings.keptTrades(), faults);
    this.quotes = new Quotes(market);
    this.totals = new MarketTotals(market);
    market.addListener(this);
  }

  ZoneId zone() {
    return ZoneId.of(instrument.timeZoneId());
  }

  /** When it trades, or where {@code regular} when most do. */
  Hours hours(boolean regular) {
    String set = regular ? liquidHours : tradingHours;
    return set == null ? Hours.ALWAYS : Hours.parse(set, zone());
  }

  /** As contract details have it. */
  String hoursText(boolean regular, long now) {
    String set = regular ? liquidHours : tradingHours;
    return set == null ? Hours.aroundTheClock(now, zone()) : set;
  }

  /** All trades together; null before the first. */
  @Nullable Candle totals() {
    return totals.sums();
  }

  /** Every trade that was told to whoever listened, oldest first. */
  List<MarketTrade> told() {
    return List.copyOf(told);
  }

  /** Whether trades of it are told at all. */
  boolean tellsTrades() {
    return !instrument.isQuotedOnly();
  }

  void add(Subscription subscription) {
    subscriptions.add(subscription);
  }

  void remove(Subscription subscription) {
    subscriptions.remove(subscription);
  }

  List<Subscription> subscriptions() {
    return subscriptions;
  }

  @Override
  public void traded(MarketTrade trade) {
    if (!tellsTrades()) {
      return;
    }
    if (told.size() == keptTrades) {
      told.remove();
    }
    told.add(trade);
    subscriptions.forEach(subscription -> subscription.traded(trade));
  }

  @Override
  public void misnamed(MarketTrade trade, boolean listed) {
    if (tellsTrades()) {
      subscriptions.forEach(subscription -> subscription.misnamed(trade));
    }
  }

  @Override
  public void bookChanged() {
    bookChanged = true;
  }

  @Override
  public void settled() {
    if (bookChanged) {
      bookChanged = false;
      Quotes.Best best = quotes.changed();
      subscriptions.forEach(subscription -> subscription.bookChanged(best));
    }
    subscriptions.forEach(Subscription::settled);
  }
}
