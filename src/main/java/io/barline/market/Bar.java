package io.barline.market;

import org.jspecify.annotations.Nullable;

/**
 * Open, high, low, close and volume of one window {@code [timestamp, end)} of an instrument.
 *
 * @param timestamp the window's start
 * @param volume the sum of sizes, in the unit of {@link Trade#size}
 * @param quoteVolume the sum of price times size (times the contract size where there is one); for
 *     inverse contracts the sum of size times contract size; null where the exchange made the bar
 *     and does not tell it
 * @param vwap price weighted by size, rounded half-even to 18 significant digits; null where
 *     nothing traded or it is not known
 * @param buyVolume the part of {@code volume} that a buyer took; null where the exchange does not
 *     tell who did
 * @param trades how many executions, or {@link #UNKNOWN}
 * @param closed whether the window is over: {@code final} on the wire
 * @param revision 0 when first closed, one more each time that the closed bar is sent again
 * @param exchangeTime the exchange's time of the last trade in the bar, or of the window's start
 *     where nothing traded
 * @param receiveTime when the gateway received what caused this version of the bar
 */
public record Bar(
    Instrument instrument,
    Interval interval,
    long timestamp,
    Decimal open,
    Decimal high,
    Decimal low,
    Decimal close,
    Decimal volume,
    @Nullable Decimal quoteVolume,
    @Nullable Decimal vwap,
    @Nullable Decimal buyVolume,
    long trades,
    boolean closed,
    int revision,
    Quality quality,
    Source source,
    long exchangeTime,
    long receiveTime)
    implements MarketEvent {

  /** For {@link #trades} where the exchange made the bar and does not tell it. */
  public static final long UNKNOWN = -1;

  /** How far a bar can be trusted. */
  public enum Quality {
    /** Every trade of the window is in it. */
    COMPLETE("complete"),
    /** The subscription began inside the window. */
    PARTIAL("partial"),
    /** Data was or may have been missed inside the window. */
    GAP("gap"),
    /** Rebuilt from the exchange's REST interface. */
    REPAIRED("repaired"),
    /** Nothing traded: all prices are the previous close. */
    SYNTHETIC("synthetic"),
    /** The price circuit breaker is not yet satisfied. */
    SUSPECT("suspect");

    private final String code;

    Quality(String code) {
      this.code = code;
    }

    public String code() {
      return code;
    }
  }

  /** What a bar was made from. */
  public enum Source {
    TRADES("trades"),
    /** The exchange's own kline. */
    EXCHANGE("exchange");

    private final String code;

    Source(String code) {
      this.code = code;
    }

    public String code() {
      return code;
    }
  }

  public Bar {
    if (low.compareTo(high) > 0
        || open.compareTo(low) < 0
        || open.compareTo(high) > 0
        || close.compareTo(low) < 0
        || close.compareTo(high) > 0) {
      throw new IllegalArgumentException(
          "open and close must lie between low and high: o=%s h=%s l=%s c=%s"
              .formatted(open, high, low, close));
    }
  }

  /**
   * Whether anything was traded in it, or may have been: else its prices are made up. Where prices
   * are told and no trades, volume is 0 and {@link #trades} unknown.
   */
  public boolean isTraded() {
    return volume.signum() != 0 || trades != 0;
  }

  /** The same bar, which is over, as was seen at {@code receiveTime}. */
  public Bar over(long receiveTime) {
    return new Bar(
        instrument,
        interval,
        timestamp,
        open,
        high,
        low,
        close,
        volume,
        quoteVolume,
        vwap,
        buyVolume,
        trades,
        true,
        revision,
        quality,
        source,
        exchangeTime,
        receiveTime);
  }

  /** The window's end, exclusive. */
  public long end() {
    return interval.end(timestamp);
  }
}
