package io.barline.history;

import io.barline.market.Bar;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.UtcNanos;
import io.barline.subscription.FakeExchange;

/** Bars of made-up instruments. */
public final class SampleBars {
  /** 2026-11-22T14:20:00Z. */
  public static final long START = 1_795_357_200 * UtcNanos.SECOND;

  private static final long MINUTE = 60 * UtcNanos.SECOND;

  private SampleBars() {}

  /** The closed one-minute bar {@code minute} minutes after {@link #START}. */
  public static Bar minute(String symbol, long minute, int revision) {
    return bar(FakeExchange.instrument(symbol), START + minute * MINUTE, revision, true);
  }

  static Bar open(String symbol, long minute) {
    return bar(FakeExchange.instrument(symbol), START + minute * MINUTE, 0, false);
  }

  private static Bar bar(Instrument instrument, long timestamp, int revision, boolean closed) {
    long end = Interval.M1.end(timestamp);
    return new Bar(
        instrument,
        Interval.M1,
        timestamp,
        Decimal.parse("97000.5"),
        Decimal.parse("97010"),
        Decimal.parse("96990.25"),
        Decimal.parse("97001"),
        Decimal.parse("1.5"),
        Decimal.parse("145501.125"),
        Decimal.parse("97000.75"),
        Decimal.parse("0.5"),
        42,
        closed,
        revision,
        revision == 0 ? Bar.Quality.COMPLETE : Bar.Quality.REPAIRED,
        revision == 0 ? Bar.Source.TRADES : Bar.Source.EXCHANGE,
        end - UtcNanos.MILLISECOND,
        end + 123_456);
  }
}
