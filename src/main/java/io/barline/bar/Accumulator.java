package io.barline.bar;

import io.barline.market.Bar;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Trade;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * What trades add up to, whatever their order. First and last are by exchange time, then sequence,
 * then arrival, so that adding and merging commute.
 */
final class Accumulator {
  private static final MathContext VWAP = new MathContext(18, RoundingMode.HALF_EVEN);

  private final ExactSum volume = new ExactSum();
  private final ExactSum buyVolume = new ExactSum();

  /** The sum of price times size, or of the quote volumes of bars. */
  private final ExactSum turnover = new ExactSum();

  private boolean empty = true;

  // What only some exchanges tell is not known of a sum where it is not known of a part.
  private boolean buyVolumeKnown = true;
  private boolean turnoverKnown = true;
  private boolean tradesKnown = true;

  /** How many bars of the exchange were added, and what the only one averages to. */
  private int bars;

  private @Nullable Decimal vwapOfOne;

  private long trades;
  private Decimal open = Decimal.ZERO;
  private Decimal high = Decimal.ZERO;
  private Decimal low = Decimal.ZERO;
  private Decimal close = Decimal.ZERO;
  private long firstTime;
  private long firstSequence;
  private long firstArrival;
  private long lastTime;
  private long lastSequence;
  private long lastArrival;

  void clear() {
    empty = true;
    buyVolumeKnown = true;
    turnoverKnown = true;
    tradesKnown = true;
    bars = 0;
    trades = 0;
    volume.clear();
    buyVolume.clear();
    turnover.clear();
  }

  /** Adds a trade; {@code arrival} counts the trades that came in. */
  void add(Trade trade, long arrival) {
    Decimal price = trade.price();
    Decimal size = trade.size();
    volume.add(size);
    turnover.addProduct(price, size);
    switch (trade.taker()) {
      case BUY -> buyVolume.add(size);
      case SELL -> {}
      case UNKNOWN -> buyVolumeKnown = false;
    }
    trades += trade.count();
    long time = trade.exchangeTime();
    long sequence = trade.sequence();
    boolean none = empty;
    empty = false;
    if (none || isBefore(time, sequence, arrival, firstTime, firstSequence, firstArrival)) {
      open = price;
      firstTime = time;
      firstSequence = sequence;
      firstArrival = arrival;
    }
    if (none || isBefore(lastTime, lastSequence, lastArrival, time, sequence, arrival)) {
      close = price;
      lastTime = time;
      lastSequence = sequence;
      lastArrival = arrival;
    }
    widen(none, price, price);
  }

  /** Adds a bar of the exchange, for {@link #turnover} and {@link #vwapOfBars}. */
  void add(Bar bar) {
    volume.add(bar.volume());
    turnoverKnown &= addIfKnown(turnover, bar.quoteVolume());
    buyVolumeKnown &= addIfKnown(buyVolume, bar.buyVolume());
    tradesKnown &= bar.trades() != Bar.UNKNOWN;
    bars++;
    vwapOfOne = bar.vwap();
    trades += bar.trades();
    long start = bar.timestamp();
    boolean none = empty;
    empty = false;
    if (none || start < firstTime) {
      open = bar.open();
      firstTime = start;
    }
    long time = Math.clamp(bar.exchangeTime(), start, bar.end() - 1);
    if (none || time >= lastTime) {
      close = bar.close();
      lastTime = time;
    }
    widen(none, bar.high(), bar.low());
  }

  private static boolean addIfKnown(ExactSum sum, @Nullable Decimal part) {
    if (part != null) {
      sum.add(part);
    }
    return part != null;
  }

  void merge(Accumulator other) {
    if (other.empty) {
      return;
    }
    volume.add(other.volume);
    turnover.add(other.turnover);
    buyVolume.add(other.buyVolume);
    trades += other.trades;
    turnoverKnown &= other.turnoverKnown;
    buyVolumeKnown &= other.buyVolumeKnown;
    tradesKnown &= other.tradesKnown;
    bars += other.bars;
    vwapOfOne = other.vwapOfOne;
    boolean none = empty;
    empty = false;
    if (none
        || isBefore(
            other.firstTime,
            other.firstSequence,
            other.firstArrival,
            firstTime,
            firstSequence,
            firstArrival)) {
      open = other.open;
      firstTime = other.firstTime;
      firstSequence = other.firstSequence;
      firstArrival = other.firstArrival;
    }
    if (none
        || isBefore(
            lastTime,
            lastSequence,
            lastArrival,
            other.lastTime,
            other.lastSequence,
            other.lastArrival)) {
      close = other.close;
      lastTime = other.lastTime;
      lastSequence = other.lastSequence;
      lastArrival = other.lastArrival;
    }
    widen(none, other.high, other.low);
  }

  private void widen(boolean none, Decimal highest, Decimal lowest) {
    if (none || highest.compareTo(high) > 0) {
      high = highest;
    }
    if (none || lowest.compareTo(low) < 0) {
      low = lowest;
    }
  }

  private static boolean isBefore(
      long time,
      long sequence,
      long arrival,
      long otherTime,
      long otherSequence,
      long otherArrival) {
    if (time != otherTime) {
      return time < otherTime;
    }
    return sequence != otherSequence ? sequence < otherSequence : arrival < otherArrival;
  }

  boolean isEmpty() {
    return empty;
  }

  Decimal open() {
    return open;
  }

  Decimal high() {
    return high;
  }

  Decimal low() {
    return low;
  }

  Decimal close() {
    return close;
  }

  /** How many, or {@link Bar#UNKNOWN}. */
  long trades() {
    return tradesKnown ? trades : Bar.UNKNOWN;
  }

  /** The exchange's time of the last trade. */
  long lastTime() {
    return lastTime;
  }

  Decimal volume() {
    return volume.toDecimal();
  }

  /** Null where it is not known. */
  @Nullable Decimal buyVolume() {
    return buyVolumeKnown ? buyVolume.toDecimal() : null;
  }

  /** As {@link io.barline.market.Bar#quoteVolume} defines it for the kind of instrument. */
  Decimal quoteVolume(Instrument instrument) {
    ExactSum sum = instrument.type().isInverse() ? volume : turnover;
    Decimal contractSize = instrument.contractSize();
    return contractSize == null || contractSize.equals(Decimal.ONE)
        ? sum.toDecimal()
        : Decimal.of(sum.toBigDecimal().multiply(contractSize.toBigDecimal()));
  }

  /** The sum of the quote volumes of the bars that were added; null where it is not known. */
  @Nullable Decimal turnover() {
    return turnoverKnown ? turnover.toDecimal() : null;
  }

  /**
   * What bars of the exchange average to: one, what it says; several, as far as their quote volumes
   * tell: null where volume is zero, and of inverse contracts.
   */
  @Nullable Decimal vwapOfBars(Instrument instrument) {
    if (bars == 1) {
      return vwapOfOne;
    }
    return turnoverKnown
        ? vwapOf(turnover.toBigDecimal(), volume.toBigDecimal(), instrument)
        : null;
  }

  /** What a bar of the exchange averages to by its quote volume; null where that can't be told. */
  static @Nullable Decimal vwapOf(Bar bar, Instrument instrument) {
    Decimal quoteVolume = bar.quoteVolume();
    return quoteVolume == null
        ? null
        : vwapOf(quoteVolume.toBigDecimal(), bar.volume().toBigDecimal(), instrument);
  }

  private static @Nullable Decimal vwapOf(
      BigDecimal quoteVolume, BigDecimal sizes, Instrument instrument) {
    if (sizes.signum() == 0 || instrument.type().isInverse()) {
      return null;
    }
    Decimal contractSize = instrument.contractSize();
    BigDecimal units = contractSize == null ? sizes : sizes.multiply(contractSize.toBigDecimal());
    return Decimal.of(quoteVolume.divide(units, VWAP));
  }

  /** Turnover by volume, rounded half-even to 18 significant digits; null where volume is zero. */
  @Nullable Decimal vwap() {
    BigDecimal sizes = volume.toBigDecimal();
    return sizes.signum() == 0 ? null : Decimal.of(turnover.toBigDecimal().divide(sizes, VWAP));
  }
}
