package io.barline.exchange;

import static io.barline.exchange.MalformedFrame.present;

import io.barline.market.Bar;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * What an exchange tells of a bar of its own, gathered field by field in any order; in the units of
 * {@link Bar}. One reader fills it again and again, each time after {@link #clear}.
 */
public final class Kline {
  private static final MathContext VWAP = new MathContext(18, RoundingMode.HALF_EVEN);
  private static final long NO_START = -1;

  public long start;
  public @Nullable Decimal open;
  public @Nullable Decimal high;
  public @Nullable Decimal low;
  public @Nullable Decimal close;
  public @Nullable Decimal volume;

  /** Null where it is not told; of inverse contracts it follows from the volume. */
  public @Nullable Decimal quoteVolume;

  /** Null where it is not told: it follows from the volumes, but for inverse contracts. */
  public @Nullable Decimal vwap;

  /** Null where it is not told. */
  public @Nullable Decimal buyVolume;

  /** {@link Bar#UNKNOWN} where they are not told. */
  public long trades;

  public boolean closed;
  public int revision;

  public Kline() {
    clear();
  }

  public void clear() {
    start = NO_START;
    open = null;
    high = null;
    low = null;
    close = null;
    volume = null;
    quoteVolume = null;
    vwap = null;
    buyVolume = null;
    trades = Bar.UNKNOWN;
    closed = false;
    revision = 0;
  }

  /**
   * The bar. Of one in which nothing traded, what is not told is 0.
   *
   * @param lastTrade near the time of the last trade, which need not be inside the bar
   * @throws MalformedFrame if start, a price or the volume is missing, or they contradict each
   *     other
   */
  public Bar toBar(Instrument instrument, Interval interval, long lastTrade, long receiveTime) {
    Decimal traded = present(volume, "volume");
    if (start < 0) {
      throw new MalformedFrame("a bar has no start");
    }
    boolean inverse = instrument.type().isInverse();
    long last = interval.end(start) - 1;
    Decimal none = traded.signum() == 0 ? Decimal.ZERO : null;
    try {
      return new Bar(
          instrument,
          interval,
          start,
          present(open, "open"),
          present(high, "high"),
          present(low, "low"),
          present(close, "close"),
          traded,
          inverse ? inverseValue(instrument, traded) : quoteVolume == null ? none : quoteVolume,
          inverse || traded.signum() <= 0 ? null : vwap(traded),
          buyVolume == null ? none : buyVolume,
          trades == Bar.UNKNOWN && none != null ? 0 : trades,
          closed,
          revision,
          Bar.Quality.COMPLETE,
          Bar.Source.EXCHANGE,
          traded.signum() == 0 ? start : Math.clamp(lastTrade, start, last),
          receiveTime);
    } catch (IllegalArgumentException e) {
      throw new MalformedFrame(String.valueOf(e.getMessage()));
    }
  }

  private @Nullable Decimal vwap(Decimal traded) {
    return vwap != null || quoteVolume == null
        ? vwap
        : Decimal.of(quoteVolume.toBigDecimal().divide(traded.toBigDecimal(), VWAP));
  }

  private static Decimal inverseValue(Instrument instrument, Decimal contracts) {
    Decimal contractSize = instrument.contractSize();
    if (contractSize == null) {
      throw new MalformedFrame("the contract size of " + instrument.symbol() + " is not known yet");
    }
    return Decimal.of(contracts.toBigDecimal().multiply(contractSize.toBigDecimal()));
  }

  /**
   * Checks that a bar of {@code interval} begins at {@link #start}.
   *
   * @throws MalformedFrame if none does
   */
  public void checkStart(Interval interval) {
    if (start < 0 || interval.start(start) != start) {
      throw new MalformedFrame("a bar has no start, or one that is not aligned to " + interval);
    }
  }
}
