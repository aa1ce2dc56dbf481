package io.barline.simulator;

import io.barline.market.Interval;
import io.barline.market.UtcNanos;
import java.util.Arrays;
import java.util.List;

/** The markets that Binance keeps apart: each has its own hosts, symbols and limits. */
public enum Segment {
  SPOT("/api/v3/"),
  /** Linear futures, margined in a stablecoin. */
  USDM("/fapi/v1/"),
  /** Inverse futures, margined in the coin. */
  COINM("/dapi/v1/");

  private final String restPath;

  Segment(String restPath) {
    this.restPath = restPath;
  }

  /** The path below which its REST resources lie. */
  String restPath() {
    return restPath;
  }

  boolean isFutures() {
    return this != SPOT;
  }

  /** The intervals of its klines. Futures have no {@code 1s}. */
  List<Interval> intervals() {
    return Arrays.stream(Interval.values())
        .filter(
            interval ->
                switch (interval) {
                  case S5, S10, S15, S30 -> false;
                  case S1 -> !isFutures();
                  case M1, M3, M5, M15, M30, H1, H2, H4, H6, H8, H12, D1, D3, W1, MONTH -> true;
                })
        .toList();
  }

  /** How often, in nanoseconds, the open bar of a kline stream is told. */
  long klinePeriod(Interval interval) {
    if (isFutures()) {
      return 250 * UtcNanos.MILLISECOND;
    }
    return interval == Interval.S1 ? UtcNanos.SECOND : 2 * UtcNanos.SECOND;
  }

  /** The update periods of depth streams in milliseconds; the first needs no suffix. */
  List<Integer> depthPeriods() {
    return isFutures() ? List.of(250, 500, 100) : List.of(1_000, 100);
  }
}
