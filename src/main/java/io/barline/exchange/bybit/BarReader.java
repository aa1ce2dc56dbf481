package io.barline.exchange.bybit;

import static io.barline.exchange.JsonCursor.ascii;
import static io.barline.exchange.MalformedFrame.present;

import io.barline.exchange.JsonCursor;
import io.barline.exchange.MalformedFrame;
import io.barline.exchange.Millis;
import io.barline.market.Bar;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.UtcNanos;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * Bybit's own bars, of the <a
 * href="https://bybit-exchange.github.io/docs/v5/websocket/public/kline">stream</a>, where {@code
 * timestamp} is the last trade's time:
 *
 * <pre>{@code
 * {"topic":"kline.1.BTCUSDT","type":"snapshot","ts":1795356060012,"data":[{"start":1795356000000,
 *   "end":1795356059999,"interval":"1","open":"87249.9","close":"87251.1","high":"87260",
 *   "low":"87238.4","volume":"313.944","turnover":"27391504.2286","confirm":true,
 *   "timestamp":1795356059871}]}
 * }</pre>
 *
 * and of <a href="https://bybit-exchange.github.io/docs/v5/market/kline">REST</a>, newest first:
 *
 * <pre>{@code
 * ["1795356000000","87249.9","87260","87238.4","87251.1","313.944","27391504.2286"]
 * }</pre>
 *
 * <p>Volume is in the base coin and turnover in the quote's, but for inverse contracts, where
 * volume is in dollars and turnover in the base coin. Who took and how many trades there were is
 * not told.
 */
final class BarReader {
  private static final MathContext VWAP = new MathContext(18, RoundingMode.HALF_EVEN);
  private static final byte[] START = ascii("start");
  private static final byte[] OPEN = ascii("open");
  private static final byte[] HIGH = ascii("high");
  private static final byte[] LOW = ascii("low");
  private static final byte[] CLOSE = ascii("close");
  private static final byte[] VOLUME = ascii("volume");
  private static final byte[] TURNOVER = ascii("turnover");
  private static final byte[] CONFIRM = ascii("confirm");
  private static final byte[] TIMESTAMP = ascii("timestamp");

  private final JsonCursor json;
  private long start;
  private @Nullable Decimal open;
  private @Nullable Decimal high;
  private @Nullable Decimal low;
  private @Nullable Decimal close;
  private @Nullable Decimal volume;
  private @Nullable Decimal turnover;

  BarReader(JsonCursor json) {
    this.json = json;
  }

  /** Reads a bar of the stream. */
  Bar readObject(Instrument instrument, Interval interval, long receiveTime) {
    clear();
    long lastTrade = -1;
    boolean confirmed = false;
    json.beginObject();
    while (json.nextField()) {
      if (json.textIs(START)) {
        start = Millis.read(json);
      } else if (json.textIs(OPEN)) {
        open = json.readDecimal();
      } else if (json.textIs(HIGH)) {
        high = json.readDecimal();
      } else if (json.textIs(LOW)) {
        low = json.readDecimal();
      } else if (json.textIs(CLOSE)) {
        close = json.readDecimal();
      } else if (json.textIs(VOLUME)) {
        volume = json.readDecimal();
      } else if (json.textIs(TURNOVER)) {
        turnover = json.readDecimal();
      } else if (json.textIs(CONFIRM)) {
        confirmed = json.readBoolean();
      } else if (json.textIs(TIMESTAMP)) {
        lastTrade = Millis.read(json);
      } else {
        json.skip();
      }
    }
    return bar(instrument, interval, confirmed, lastTrade, receiveTime);
  }

  /** Reads a bar of REST. It is closed if it was over at {@code receiveTime}. */
  Bar readRow(Instrument instrument, Interval interval, long receiveTime) {
    clear();
    json.beginArray();
    for (int column = 0; json.nextElement(); column++) {
      switch (column) {
        case 0 -> start = Millis.read(json);
        case 1 -> open = json.readDecimal();
        case 2 -> high = json.readDecimal();
        case 3 -> low = json.readDecimal();
        case 4 -> close = json.readDecimal();
        case 5 -> volume = json.readDecimal();
        case 6 -> turnover = json.readDecimal();
        default -> json.skip();
      }
    }
    boolean over = start >= 0 && interval.end(start) <= receiveTime;
    return bar(instrument, interval, over, receiveTime, receiveTime);
  }

  private void clear() {
    start = -1;
    open = null;
    high = null;
    low = null;
    close = null;
    volume = null;
    turnover = null;
  }

  /** {@code lastTrade} is near the last trade's time, or negative. */
  private Bar bar(
      Instrument instrument, Interval interval, boolean closed, long lastTrade, long receiveTime) {
    if (start < 0 || interval.start(start) != start) {
      throw new MalformedFrame("a bar has no start, or one that is not aligned to " + interval);
    }
    Decimal traded = present(volume, "volume");
    Decimal value = present(turnover, "turnover");
    boolean inverse = instrument.type().isInverse();
    long last = interval.end(start) - UtcNanos.MILLISECOND;
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
          inverse ? traded : value,
          inverse || traded.signum() <= 0
              ? null
              : Decimal.of(value.toBigDecimal().divide(traded.toBigDecimal(), VWAP)),
          Decimal.ZERO,
          0,
          closed,
          0,
          Bar.Quality.COMPLETE,
          Bar.Source.EXCHANGE,
          traded.signum() == 0 ? start : Math.clamp(lastTrade, start, last),
          receiveTime);
    } catch (IllegalArgumentException e) {
      throw new MalformedFrame(String.valueOf(e.getMessage()));
    }
  }
}
