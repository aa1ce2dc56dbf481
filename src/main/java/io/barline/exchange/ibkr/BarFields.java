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
    prices(fields, INTERVAL);
    Decimal volume = fields.decimal();
    kline.volume = volume == null ? null : Units.live(known(volume), contract, serverVersion);
    Decimal average = fields.decimal();
    return finished(average, fields.number(), true, instrument, INTERVAL, receiveTime);
  }

  /** One of the bars of message 17, which is over where its time is. */
  Bar past(FieldReader fields, Instrument instrument, Interval interval, long receiveTime) {
    prices(fields, interval);
    Decimal volume = fields.decimal();
    kline.volume = volume == null ? null : Units.past(known(volume), contract, serverVersion);
    Decimal average = fields.decimal();
    boolean closed = interval.end(kline.start) <= receiveTime;
    return finished(average, fields.number(), closed, instrument, interval, receiveTime);
  }

  private void prices(FieldReader fields, Interval interval) {
    kline.clear();
    kline.start = Times.seconds(fields.number());
    kline.checkStart(interval);
    kline.open = fields.decimal();
    kline.high = fields.decimal();
    kline.low = fields.decimal();
    kline.close = fields.decimal();
  }

  /**
   * The rest of message 90: a bar that may go on, its fields in another order. A count of -1 stands
   * for one in which nothing traded.
   */
  Bar update(FieldReader fields, Instrument instrument, long receiveTime) {
    kline.clear();
    long count = fields.number();
    kline.start = Times.seconds(fields.number());
    kline.checkStart(INTERVAL);
    kline.open = fields.decimal();
    kline.close = fields.decimal();
    kline.high = fields.decimal();
    kline.low = fields.decimal();
    Decimal average = fields.decimal();
    Decimal volume = fields.decimal();
    kline.volume = volume == null ? null : Units.past(known(volume), contract, serverVersion);
    return finished(average, count, false, instrument, INTERVAL, receiveTime);
  }

  private Bar finished(
      @Nullable Decimal average,
      long count,
      boolean closed,
      Instrument instrument,
      Interval interval,
      long receiveTime) {
    kline.vwap = average(average, kline.low, kline.high);
    kline.trades = count < 0 ? Bar.UNKNOWN : count;
    kline.closed = closed;
    return sized(kline.toBar(instrument, interval, receiveTime, receiveTime));
  }

  /** That volume, where it is one: -1 stands for none. */
  private static Decimal known(Decimal volume) {
    if (volume.signum() >= 0) {
      return volume;
    }
    if (volume.equals(Decimal.of(-1, 0))) {
      return Decimal.ZERO;
    }
    throw new MalformedFrame("a volume is below 0: " + volume);
  }

  /** The average, where it can be one of the bar's prices; null where it can't. */
  private static @Nullable Decimal average(
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

  /**
   * Without a count where the contract's bars tell no sizes: whether something traded is not known.
   */
  private Bar sized(Bar bar) {
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
}
