package io.barline.exchange.ibkr;

import io.barline.exchange.Kline;
import io.barline.exchange.MalformedFrame;
import io.barline.market.Bar;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.UtcNanos;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Message 17, which holds all bars of an answer. Of a bar of quotes the volume, the average and the
 * count are -1.
 *
 * <pre>{@code
 * 17 | 4 | 20261123  14:00:00 | 20261123  14:02:00 | 1
 *    | 1795442400 | 231.1 | 231.4 | 231 | 231.25 | 1250 | 231.187 | 98
 * }</pre>
 */
final class HistoricalBars {
  private static final int ID = 17;

  /** Before it, volumes of stocks are in round lots. */
  private static final int VOLUMES_IN_SHARES = 175;

  private static final BigDecimal ROUND_LOT = BigDecimal.valueOf(100);
  private static final long LATEST = Long.MAX_VALUE / UtcNanos.SECOND - 86_400;

  private final FieldReader fields;
  private final boolean inLots;
  private final Kline kline = new Kline();

  HistoricalBars(FieldReader fields, int serverVersion) {
    this.fields = fields;
    this.inLots = serverVersion < VOLUMES_IN_SHARES;
  }

  /**
   * The bars, the oldest first.
   *
   * @throws MalformedFrame if the message is another one, or a bar is not one of {@code interval}
   */
  List<Bar> read(Instrument instrument, Interval interval, long receiveTime) {
    int id = fields.integer();
    if (id != ID) {
      throw new MalformedFrame("message " + id + " where bars, message 17, are expected");
    }
    fields.skip(3); // the request's id, its start and its end
    int count = fields.integer();
    if (count < 0) {
      throw new MalformedFrame("it tells " + count + " bars");
    }
    boolean lots = inLots && instrument.type() == Instrument.Type.STOCK;
    List<Bar> bars = new ArrayList<>();
    long last = -1;
    for (int i = 0; i < count; i++) {
      Bar bar = readBar(instrument, interval, lots, receiveTime);
      if (bar.timestamp() <= last) {
        throw new MalformedFrame("the bars are not in order");
      }
      last = bar.timestamp();
      bars.add(bar);
    }
    return bars;
  }

  private Bar readBar(Instrument instrument, Interval interval, boolean lots, long receiveTime) {
    kline.clear();
    long seconds = fields.number();
    if (seconds < 0 || seconds > LATEST) {
      throw new MalformedFrame("no time of a bar: " + seconds);
    }
    kline.start = seconds * UtcNanos.SECOND;
    kline.checkStart(interval);
    kline.open = fields.decimal();
    kline.high = fields.decimal();
    kline.low = fields.decimal();
    kline.close = fields.decimal();
    kline.volume = volume(fields.decimal(), lots);
    kline.vwap = average(fields.decimal(), kline.low, kline.high);
    kline.trades = count(fields.number());
    kline.closed = interval.end(kline.start) <= receiveTime;
    return kline.toBar(instrument, interval, receiveTime, receiveTime);
  }

  private static @Nullable Decimal volume(@Nullable Decimal told, boolean lots) {
    if (told == null) {
      return null;
    }
    if (told.signum() < 0) {
      if (!told.equals(Decimal.of(-1, 0))) {
        throw new MalformedFrame("a volume is below 0: " + told);
      }
      return Decimal.ZERO;
    }
    return lots ? Decimal.of(told.toBigDecimal().multiply(ROUND_LOT)) : told;
  }

  /** Null where it can't be an average of the bar's prices. */
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

  private static long count(long told) {
    return told < 0 ? Bar.UNKNOWN : told;
  }
}
