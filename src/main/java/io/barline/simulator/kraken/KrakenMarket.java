package io.barline.simulator.kraken;

import io.barline.simulator.Faults;
import io.barline.simulator.MarketTotals;
import io.barline.simulator.SimulatorSettings;
import io.barline.simulator.SyntheticMarket;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One pair with its market and all its topics. */
final class KrakenMarket {
  private static final List<Integer> DEPTHS = List.of(10, 25, 100, 500, 1_000);
  private static final int DEEPEST = 1_000;

  final KrakenInstrument instrument;
  final SyntheticMarket market;
  final MarketTotals totals;
  private final Map<String, KrakenTopic> topics = new LinkedHashMap<>();

  KrakenMarket(KrakenInstrument instrument, SimulatorSettings settings, Faults faults) {
    this.instrument = instrument;
    // A level or two that the best thousand uncover are known too.
    this.market =
        new SyntheticMarket(
            instrument.terms(), settings.seed(), DEEPEST + 50, settings.keptTrades(), faults);
    this.totals = new MarketTotals(market);
    topics.put("trade:", new TradeTopic(instrument, market));
    for (String trigger : List.of("trades", "bbo")) {
      topics.put("ticker:" + trigger, new TickerTopic(instrument, market, totals, trigger));
    }
    DEPTHS.forEach(depth -> topics.put("book:" + depth, new BookTopic(instrument, market, depth)));
    OhlcTopic.INTERVALS.forEach(
        (minutes, interval) ->
            topics.put("ohlc:" + minutes, new OhlcTopic(instrument, market, minutes, interval)));
  }

  /** That of {@code channel} with {@code option}: a depth, an interval or a trigger. */
  @Nullable KrakenTopic topic(String channel, String option) {
    return topics.get(channel + ":" + option);
  }

  /** Those of {@code channel}, with any option. */
  List<KrakenTopic> topics(String channel) {
    return topics.values().stream().filter(topic -> topic.channel().equals(channel)).toList();
  }

  /** Whether {@code name} is one of its names in REST. */
  boolean isCalled(String name) {
    return name.equals(instrument.id())
        || name.equals(instrument.altname())
        || name.equals(instrument.wsname());
  }
}
