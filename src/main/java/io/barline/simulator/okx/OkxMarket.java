package io.barline.simulator.okx;

import io.barline.simulator.Faults;
import io.barline.simulator.MarketTotals;
import io.barline.simulator.SimulatorSettings;
import io.barline.simulator.SyntheticMarket;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One instrument with its market and all its topics. */
final class OkxMarket {
  private static final int DEEPEST = 5_000;

  final OkxInstrument instrument;
  final SyntheticMarket market;
  final MarketTotals totals;
  final BookTopic book;
  private final Map<String, OkxTopic> topics = new LinkedHashMap<>();

  OkxMarket(OkxInstrument instrument, SimulatorSettings settings, Faults faults) {
    this.instrument = instrument;
    this.market =
        new SyntheticMarket(
            instrument.terms(), settings.seed(), DEEPEST, settings.keptTrades(), faults);
    this.totals = new MarketTotals(market);
    this.book = new BookTopic(instrument, market);
    put(new TradeTopic(instrument, market));
    put(new TickerTopic(instrument, market, totals));
    put(book);
    put(new BestTopic("books5", instrument, market, 5, 100));
    put(new BestTopic("bbo-tbt", instrument, market, 1, 10));
    CandleTopic.INTERVALS.forEach(
        (code, interval) -> put(new CandleTopic(code, interval, instrument, market)));
  }

  private void put(OkxTopic topic) {
    topics.put(topic.channel, topic);
  }

  @Nullable OkxTopic topic(String channel) {
    return topics.get(channel);
  }

  void tick(long now) {
    topics.values().forEach(topic -> topic.tick(now));
  }
}
