package io.barline.simulator.bybit;

import io.barline.market.Interval;
import io.barline.simulator.Faults;
import io.barline.simulator.SimulatorSettings;
import io.barline.simulator.SyntheticMarket;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One instrument with its market and all its topics. */
final class BybitMarket {
  /** Bybit's names of intervals. */
  static final Map<String, Interval> INTERVALS =
      Map.ofEntries(
          Map.entry("1", Interval.M1),
          Map.entry("3", Interval.M3),
          Map.entry("5", Interval.M5),
          Map.entry("15", Interval.M15),
          Map.entry("30", Interval.M30),
          Map.entry("60", Interval.H1),
          Map.entry("120", Interval.H2),
          Map.entry("240", Interval.H4),
          Map.entry("360", Interval.H6),
          Map.entry("720", Interval.H12),
          Map.entry("D", Interval.D1),
          Map.entry("W", Interval.W1),
          Map.entry("M", Interval.MONTH));

  private static final int DEEPEST = 1_000;

  /** Depths and how often each is told, in milliseconds. */
  private static final Map<Integer, Integer> DEPTHS = Map.of(1, 10, 50, 20, 200, 100, DEEPEST, 200);

  final BybitInstrument instrument;
  final SyntheticMarket market;
  private final Map<String, BybitTopic> topics = new LinkedHashMap<>();

  BybitMarket(BybitInstrument instrument, SimulatorSettings settings, Faults faults) {
    this.instrument = instrument;
    // A level or two that the best thousand uncover are known too.
    this.market =
        new SyntheticMarket(
            instrument.terms(), settings.seed(), DEEPEST + 50, settings.keptTrades(), faults);
    String symbol = instrument.symbol();
    put(new TradeTopic(instrument, market));
    put(new TickerTopic(instrument, market));
    DEPTHS.forEach((levels, millis) -> put(new BookTopic(symbol, market, levels, millis)));
    INTERVALS.forEach((code, interval) -> put(new KlineTopic(symbol, code, interval, market)));
  }

  private void put(BybitTopic topic) {
    topics.put(topic.name, topic);
  }

  @Nullable BybitTopic topic(String name) {
    return topics.get(name);
  }

  /** Of the book with that many levels. */
  BookTopic book(int levels) {
    if (topics.get("orderbook." + levels + "." + instrument.symbol()) instanceof BookTopic book) {
      return book;
    }
    throw new IllegalArgumentException("no book of " + levels + " levels");
  }

  void tick(long now) {
    topics.values().forEach(topic -> topic.tick(now));
  }
}
