package io.barline.bar;

import io.barline.market.Bar;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Side;
import io.barline.market.Trade;
import io.barline.market.UtcNanos;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What tests of bars need of a market: an instrument, its trades, and a record of its bars. */
final class Market {
  static final Instrument SPOT = instrument(Instrument.Type.SPOT, null);

  private Market() {}

  static Instrument instrument(Instrument.Type type, @Nullable String contractSize) {
    return new Instrument(
        "simulated",
        "spot",
        "BTC/USDT",
        "BTCUSDT",
        type,
        "BTC",
        "USDT",
        null,
        null,
        null,
        contractSize == null ? null : Decimal.parse(contractSize),
        true,
        false);
  }

  static long at(String time) {
    return UtcNanos.of(Instant.parse(time));
  }

  /** That time of 2 March 2026, a Monday. */
  static long clock(String timeOfDay) {
    return at("2026-03-02T" + timeOfDay + "Z");
  }

  static Trade trade(String timeOfDay, String price, String size) {
    return trade(clock(timeOfDay), Trade.NO_SEQUENCE, price, size);
  }

  static Trade trade(long time, long sequence, String price, String size) {
    return trade(time, sequence, Decimal.parse(price), Decimal.parse(size), Side.SELL, 1);
  }

  static Trade trade(
      long time, long sequence, Decimal price, Decimal size, Side taker, long count) {
    return new Trade(SPOT, sequence, null, price, size, taker, count, time, time);
  }

  /** Writes down what a series makes. */
  static final class Recorder implements BarSink {
    final List<Bar> bars = new ArrayList<>();
    final List<String> late = new ArrayList<>();

    @Override
    public void bar(Bar bar) {
      bars.add(bar);
    }

    @Override
    public void tooLate(Trade trade, Interval interval) {
      late.add(interval + " " + trade.price());
    }

    @Override
    public void tooLate(Bar part, Interval interval) {
      late.add(interval + " " + part.close());
    }

    /** What came since the last call, in short: {@code 1m 12:00 1/3/1/2 v4 r0 complete}. */
    List<String> take() {
      List<String> text = bars.stream().map(Recorder::text).toList();
      bars.clear();
      return text;
    }

    /** Prices and volume of the last revision of a closed bar. */
    String latest(Interval interval, long start) {
      return bars.stream()
          .filter(bar -> bar.closed() && bar.interval() == interval && bar.timestamp() == start)
          .reduce((_, later) -> later)
          .map(Recorder::figures)
          .orElse("none");
    }

    private static String figures(Bar bar) {
      return "%s/%s/%s/%s v%s"
          .formatted(bar.open(), bar.high(), bar.low(), bar.close(), bar.volume());
    }

    private static String text(Bar bar) {
      return "%s %s %s %s %s"
          .formatted(
              bar.interval(),
              UtcNanos.toInstant(bar.timestamp()).toString().substring(11, 19),
              figures(bar),
              bar.closed() ? "r" + bar.revision() : "open",
              bar.quality().code());
    }
  }
}
