package io.barline.exchange.ibkr;

import io.barline.exchange.Kline;
import io.barline.exchange.MalformedFrame;
import io.barline.market.Bar;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import org.jspecify.annotations.Nullable;

/**
 * Reads single bars. Where quotes are told and no trades, bars are of the middle between bid and
 * ask: their volume is told as -1, which is 0 here, and their count is not known.
 */
final class BarFields {
  static final Interval INTERVAL = Interval.S5;

  private final Contract contract;
  private final int serverVersion;
  private final Kline kline = new Kline();

  BarFields(Contract contract, int serverVersion) {
    this.contract = contract;
    this.serverVersion = serverVersion;
  }

  /** The rest of message 50: a bar that is over. */
  Bar live(FieldReader fields, Instrument instrument, long receiveTime) {
    kline.clear();
    kline.start = Times.seconds(fields.number());
    kline.open = fields.decimal();
    kline.high = fields.decimal();
    kline.low = fields.decimal();
    kline.close = fields.decimal();
    Decimal volume = fields.decimal();
    kline.volume = volume == null ? null : Units.live(known(volume), contract, serverVersion);
    Decimal average = fields.decimal();
    long count = fields.number();
    return finished(average, count, true, instrument, receiveTime);
  }

  /**
   * The rest of message 90: a bar that may go on, its fields in another order. A count of -1 stands
   * for one in which nothing traded.
   */
  Bar update(FieldReader fields, Instrument instrument, long receiveTime) {
    kline.clear();
    long count = fields.number();
    kline.start = Times.seconds(fields.number());
    kline.open = fields.decimal();
    kline.close = fields.decimal();
    kline.high = fields.decimal();
    kline.low = fields.decimal();
    Decimal average = fields.decimal();
    Decimal volume = fields.decimal();
    kline.volume = volume == null ? null : Units.past(known(volume), contract, serverVersion);
    return finished(average, count, false, instrument, receiveTime);
  }

  private Bar finished(
      @Nullable Decimal average,
      long count,
      boolean closed,
      Instrument instrument,
      long receiveTime) {
    kline.checkStart(INTERVAL);
    kline.vwap = average(average, kline.low, kline.high);
    kline.trades = count(count);
    kline.closed = closed;
    return sized(kline.toBar(instrument, INTERVAL, receiveTime, receiveTime), contract);
  }

  /** That volume, where it is one: -1 stands for none. */
  static Decimal known(Decimal volume) {
    if (volume.signum() >= 0) {
      return volume;
    }
    if (volume.equals(Decimal.of(-1, 0))) {
      return Decimal.ZERO;
    }
    throw new MalformedFrame("a volume is below 0: " + volume);
  }

  /** The average, where it can be one of the bar's prices; null where it can't. */
  static @Nullable Decimal average(
      @Nullable Decimal told, @Nullable Decimal low, @Nullable Decimal high) {
    return told != null
            && low != null
            && high != null
            && told.signum() > 0
            && told.compareTo(low) >= 0
            && told.compareTo(high) <= 0
        ? told
        : null;
  }

  static long count(long told) {
    return told < 0 ? Bar.UNKNOWN : told;
  }

  /**
   * Without a count where the contract's bars tell no sizes: whether something traded is not known.
   */
  static Bar sized(Bar bar, Contract contract) {
    return contract.kind().map(Kind::hasSizes).orElse(true)
        ? bar
        : new Bar(
            bar.instrument(),
            bar.interval(),
            bar.timestamp(),
            bar.open(),
            bar.high(),
            bar.low(),
            bar.close(),
            bar.volume(),
            null,
            bar.vwap(),
            null,
            Bar.UNKNOWN,
            bar.closed(),
            bar.revision(),
            bar.quality(),
            bar.source(),
            Math.clamp(bar.receiveTime(), bar.timestamp(), bar.end() - 1),
            bar.receiveTime());
  }

  /** The same bar, which is over. */
  static Bar over(Bar bar, long receiveTime) {
    return new Bar(
        bar.instrument(),
        bar.interval(),
        bar.timestamp(),
        bar.open(),
        bar.high(),
        bar.low(),
        bar.close(),
        bar.volume(),
        bar.quoteVolume(),
        bar.vwap(),
        bar.buyVolume(),
        bar.trades(),
        true,
        bar.revision(),
        bar.quality(),
        bar.source(),
        bar.exchangeTime(),
        receiveTime);
  }
}
