package io.barline;

import io.barline.RecordingClient.Hole;
import io.barline.Truth.Market;
import io.barline.Truth.TrueBar;
import io.barline.market.Interval;
import io.barline.market.UtcNanos;
import io.barline.simulator.MarketTrade;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Compares what a client recorded with what happened: nothing may be lost in silence, nothing told
 * twice or made up, and a bar that says that it is exact has to be.
 */
final class Comparison {
  private static final Logger LOG = LoggerFactory.getLogger(Comparison.class);

  /** So long windows may be those in which the subscription began. */
  private static final long BEGIN = 3 * UtcNanos.SECOND;

  private final RecordingClient client;
  private final long from;
  private final long until;
  private final long closed;
  private final List<String> complaints = new ArrayList<>();

  /** The share of trades that was told to be missing, by topic. */
  private final Map<String, Double> missing = new TreeMap<>();

  /** How many bars were compared, by interval. */
  private final Map<Interval, Integer> compared = new EnumMap<>(Interval.class);

  /**
   * @param from when the client was sure to hear of everything, nanoseconds since the epoch
   * @param until when nothing traded any more
   * @param closed until when windows are closed and told
   */
  Comparison(RecordingClient client, long from, long until, long closed) {
    this.client = client;
    this.from = from;
    this.until = until;
    this.closed = closed;
  }

  /** What is wrong, thirty things at most. */
  List<String> complaints() {
    return complaints;
  }

  /** Which share of a market's trades was told to be missing, from 0 to 1. */
  double missing(Market market) {
    return missing.getOrDefault(market.topic("trades"), 0.0);
  }

  /** How many bars of that interval that were told were compared. */
  int compared(Interval interval) {
    return compared.getOrDefault(interval, 0);
  }

  /** Whether the client knows the best prices and the book as they are now. */
  static boolean isCurrent(RecordingClient client, Market market) {
    IntFunction<Truth.Book> book = market.book();
    if (book == null) {
      return true;
    }
    Truth.Book best = book.apply(1);
    Truth.Book levels = book.apply(market.depth());
    return client.look(market.topic("quotes"), record -> best.equals(record.quote))
        && client.look(
            market.topic("book." + market.depth()),
            record ->
                levels.bids().equals(record.book.bids())
                    && levels.asks().equals(record.book.asks()));
  }

  /** Whether it was told that something of that time is missing. */
  static boolean isMissing(Iterable<Hole> holes, long time) {
    for (Hole hole : holes) {
      if (!hole.filled() && hole.holds(time)) {
        return true;
      }
    }
    return false;
  }

  /** Compares all that was recorded of a market. */
  void compare(Market market) {
    List<MarketTrade> truth =
        market.trades().get().stream().filter(t -> t.time() >= from && t.time() <= until).toList();
    client.look(market.topic("trades"), record -> compareTrades(market, record, truth));
    for (Interval interval : market.bars()) {
      String topic = market.topic("bars." + interval.code());
      client.look(topic, record -> compareBars(topic, record, market, interval));
    }
  }

  private boolean compareTrades(
      Market market, RecordingClient.Heard record, List<MarketTrade> truth) {
    Map<String, Integer> left = new HashMap<>(record.trades);
    int absent = 0;
    List<MarketTrade> lost = new ArrayList<>();
    for (MarketTrade trade : truth) {
      boolean seen = left.merge(Truth.key(trade), -1, Integer::sum) >= 0;
      absent += seen ? 0 : 1;
      if (!seen && !isMissing(record.holes.values(), trade.time())) {
        lost.add(trade);
      } else {
        complain(market, record, lost);
      }
    }
    complain(market, record, lost);
    missing.put(market.topic("trades"), (double) absent / Math.max(1, truth.size()));
    Map<String, Integer> before = new HashMap<>();
    for (MarketTrade trade : market.trades().get()) {
      if (trade.time() < from) {
        before.merge(Truth.key(trade), 1, Integer::sum);
      }
    }
    left.forEach(
        (key, count) -> {
          if (count > before.getOrDefault(key, 0)) {
            complain(market.topic("trades") + " never happened: " + count + " x " + key);
          }
        });
    LOG.info(
        "topic={} trades={} repaired={} missing={} holes={} unfilled={} statuses={} quarantines={}",
        market.topic("trades"),
        truth.size(),
        record.repaired,
        absent,
        record.holes.size(),
        record.holes.values().stream().filter(hole -> !hole.filled()).count(),
        record.statuses,
        record.quarantines);
    return true;
  }

  private boolean compareBars(
      String topic, RecordingClient.Heard record, Market market, Interval interval) {
    Map<Long, TrueBar> truth = Truth.bars(market.trades().get(), interval);
    Map<String, Integer> qualities = new TreeMap<>();
    for (Map.Entry<Long, TrueBar> window : truth.entrySet()) {
      long start = window.getKey();
      long end = interval.end(start);
      if (start < from || end > closed) {
        continue;
      }
      JsonNode bar = record.bars.get(start);
      String quality = bar == null ? "none" : bar.path("quality").asString();
      qualities.merge(quality, 1, Integer::sum);
      boolean exact = quality.equals("complete") || quality.equals("repaired");
      boolean first = quality.equals("partial") && start < from + BEGIN;
      compared.merge(interval, bar == null ? 0 : 1, Integer::sum);
      if (bar != null && exact && !isTrue(bar, window.getValue())) {
        complain("%s is not %s: %s".formatted(topic, window.getValue(), bar));
      } else if (!exact && !first && !isMissingIn(record, start, end)) {
        complain(
            "%s of %s is %s, and no hole was told: %s"
                .formatted(topic, UtcNanos.format(start), quality, bar));
      }
    }
    record.bars.forEach(
        (start, bar) -> {
          if (start >= from && !truth.containsKey(start)) {
            complain(topic + " never was: " + bar);
          }
        });
    LOG.info("topic={} bars={}", topic, qualities);
    return true;
  }

  /** Complains of trades that were lost one after the other. */
  private void complain(Market market, RecordingClient.Heard record, List<MarketTrade> lost) {
    if (!lost.isEmpty()) {
      long first = lost.getFirst().time();
      complain(
          "%s lost in silence: %d trades from %s to %s; told: %s"
              .formatted(
                  market.topic("trades"),
                  lost.size(),
                  UtcNanos.format(first),
                  UtcNanos.format(lost.getLast().time()),
                  near(record, first)));
      lost.clear();
    }
  }

  private static List<Hole> near(RecordingClient.Heard record, long time) {
    long far = 10 * UtcNanos.SECOND;
    return record.holes.values().stream()
        .filter(hole -> hole.from() - far < time && time < hole.to() + far)
        .toList();
  }

  private static boolean isMissingIn(RecordingClient.Heard record, long start, long end) {
    return record.holes.values().stream()
        .anyMatch(hole -> !hole.filled() && hole.from() < end && hole.to() >= start);
  }

  private static boolean isTrue(JsonNode bar, TrueBar truth) {
    return truth.open().contains(bar.path("open").asString())
        && truth.high().equals(bar.path("high").asString())
        && truth.low().equals(bar.path("low").asString())
        && truth.close().contains(bar.path("close").asString())
        && truth.volume().equals(bar.path("volume").asString());
  }

  private void complain(String what) {
    if (complaints.size() < 30) {
      complaints.add(what);
    }
  }
}
