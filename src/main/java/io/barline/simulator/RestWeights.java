package io.barline.simulator;

import java.util.List;
import java.util.Map;

/** What requests cost, as documented in 2026-11. */
final class RestWeights {
  private static final Map<String, Integer> SPOT =
      Map.of(
          "ping",
          1,
          "time",
          1,
          "exchangeInfo",
          20,
          "klines",
          2,
          "aggTrades",
          4,
          "trades",
          25,
          "historicalTrades",
          25,
          "ticker/bookTicker",
          2);
  private static final Map<String, Integer> FUTURES =
      Map.of(
          "ping",
          1,
          "time",
          1,
          "exchangeInfo",
          1,
          "aggTrades",
          20,
          "trades",
          5,
          "historicalTrades",
          20,
          "ticker/bookTicker",
          2);

  private RestWeights() {}

  /** {@code limit} is the one asked for; 0 where none is. */
  static int of(Segment segment, String resource, int limit, Map<String, List<String>> query) {
    if (resource.equals("depth")) {
      return segment.isFutures() ? futuresDepth(limit) : spotDepth(limit);
    }
    if (segment.isFutures() && resource.equals("klines")) {
      return klines(limit == 0 ? 500 : limit);
    }
    int weight = (segment.isFutures() ? FUTURES : SPOT).getOrDefault(resource, 1);
    boolean allSymbols = resource.equals("ticker/bookTicker") && !query.containsKey("symbol");
    return allSymbols ? 2 * weight : weight;
  }

  private static int spotDepth(int limit) {
    return limit <= 100 ? 5 : limit <= 500 ? 25 : limit <= 1_000 ? 50 : 250;
  }

  private static int futuresDepth(int limit) {
    int asked = limit == 0 ? 500 : limit;
    return asked <= 50 ? 2 : asked <= 100 ? 5 : asked <= 500 ? 10 : 20;
  }

  private static int klines(int limit) {
    return limit < 100 ? 1 : limit < 500 ? 2 : limit <= 1_000 ? 5 : 10;
  }
}
