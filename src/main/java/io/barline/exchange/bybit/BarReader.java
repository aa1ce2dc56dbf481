package io.barline.exchange.bybit;

import static io.barline.exchange.JsonCursor.ascii;
import static io.barline.exchange.MalformedFrame.present;

import io.barline.exchange.JsonCursor;
import io.barline.exchange.Kline;
import io.barline.exchange.Millis;
import io.barline.market.Bar;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.UtcNanos;

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
  private final Kline kline = new Kline();

  BarReader(JsonCursor json) {
    this.json = json;
  }

  /** Reads a bar of the stream. */
  Bar readObject(Instrument instrument, Interval interval, long receiveTime) {
    kline.clear();
    long lastTrade = -1;
    json.beginObject();
    while (json.nextField()) {
      if (json.textIs(START)) {
        kline.start = Millis.read(json);
      } else if (json.textIs(OPEN)) {
        kline.open = json.readDecimal();
      } else if (json.textIs(HIGH)) {
        kline.high = json.readDecimal();
      } else if (json.textIs(LOW)) {
        kline.low = json.readDecimal();
      } else if (json.textIs(CLOSE)) {
        kline.close = json.readDecimal();
      } else if (json.textIs(VOLUME)) {
        kline.volume = json.readDecimal();
      } else if (json.textIs(TURNOVER)) {
        kline.quoteVolume = json.readDecimal();
      } else if (json.textIs(CONFIRM)) {
        kline.closed = json.readBoolean();
      } else if (json.textIs(TIMESTAMP)) {
        lastTrade = Millis.read(json);
      } else {
        json.skip();
      }
    }
    return bar(instrument, interval, lastTrade, receiveTime);
  }

  /** Reads a bar of REST. It is closed if it was over at {@code receiveTime}. */
  Bar readRow(Instrument instrument, Interval interval, long receiveTime) {
    kline.clear();
    json.beginArray();
    for (int column = 0; json.nextElement(); column++) {
      switch (column) {
        case 0 -> kline.start = Millis.read(json);
        case 1 -> kline.open = json.readDecimal();
        case 2 -> kline.high = json.readDecimal();
        case 3 -> kline.low = json.readDecimal();
        case 4 -> kline.close = json.readDecimal();
        case 5 -> kline.volume = json.readDecimal();
        case 6 -> kline.quoteVolume = json.readDecimal();
        default -> json.skip();
      }
    }
    kline.closed = kline.start >= 0 && interval.end(kline.start) <= receiveTime;
    return bar(instrument, interval, receiveTime, receiveTime);
  }

  /** {@code lastTrade} is near the last trade's time, or negative. */
  private Bar bar(Instrument instrument, Interval interval, long lastTrade, long receiveTime) {
    kline.checkStart(interval);
    present(kline.quoteVolume, "turnover");
    long last = interval.end(kline.start) - UtcNanos.MILLISECOND;
    return kline.toBar(instrument, interval, Math.min(lastTrade, last), receiveTime);
  }
}
