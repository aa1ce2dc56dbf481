package io.barline.exchange.hyperliquid;

import io.barline.exchange.JsonCursor;
import io.barline.exchange.JsonCursor.Kind;
import io.barline.exchange.Kline;
import io.barline.exchange.MalformedFrame;
import io.barline.exchange.Millis;
import io.barline.exchange.SymbolTable;
import io.barline.market.Bar;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import java.util.ArrayList;
import java.util.List;

/**
 * <a
 * href="https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api/websocket/subscriptions#data-formats">Candle</a>,
 * which REST tells in the same form. {@code T} is the last millisecond inside. Neither the value
 * that traded nor what buyers took is told.
 *
 * <p>The stream tells each by itself (a list, says the documentation) and never that one is over.
 *
 * <pre>{@code
 * {"channel":"candle","data":{"t":1795356000000,"T":1795356059999,"s":"BTC","i":"1m",
 *   "o":"87249.0","c":"87261.0","h":"87270.0","l":"87240.0","v":"18.204","n":1885}}
 * }</pre>
 */
final class Candles {
  static final List<Interval> INTERVALS =
      List.of(
          Interval.M1,
          Interval.M3,
          Interval.M5,
          Interval.M15,
          Interval.M30,
          Interval.H1,
          Interval.H2,
          Interval.H4,
          Interval.H8,
          Interval.H12,
          Interval.D1,
          Interval.D3,
          Interval.W1,
          Interval.MONTH);

  private final JsonCursor json;
  private final SymbolTable symbols;
  private final Kline kline = new Kline();

  Candles(JsonCursor json, SymbolTable symbols) {
    this.json = json;
    this.symbols = symbols;
  }

  /** The bar, or the bars of a list, as they come; none is closed. */
  List<Bar> read(long receiveTime) {
    if (json.peek() == Kind.OBJECT) {
      return List.of(bar(receiveTime));
    }
    List<Bar> bars = new ArrayList<>();
    json.beginArray();
    while (json.nextElement()) {
      bars.add(bar(receiveTime));
    }
    return bars;
  }

  private Bar bar(long receiveTime) {
    Instrument instrument = null;
    Interval interval = null;
    kline.clear();
    json.beginObject();
    while (json.nextField()) {
      switch (json.letter()) {
        case 's' -> instrument = symbols.readSubscribed(json);
        case 'i' -> interval = interval();
        case 't' -> kline.start = Millis.read(json);
        case 'n' -> kline.trades = json.readCount();
        case 'o' -> kline.open = json.readDecimal();
        case 'h' -> kline.high = json.readDecimal();
        case 'l' -> kline.low = json.readDecimal();
        case 'c' -> kline.close = json.readDecimal();
        case 'v' -> kline.volume = json.readDecimal();
        default -> json.skip();
      }
    }
    if (instrument == null || interval == null || kline.trades < 0) {
      throw new MalformedFrame("a candle lacks s, i or n");
    }
    kline.checkStart(interval);
    // The time of the last trade is not told: it is before now, and inside the bar.
    return kline.toBar(instrument, interval, receiveTime, receiveTime);
  }

  private Interval interval() {
    json.readString();
    Interval interval = Interval.of(json.text()).orElse(null);
    if (interval == null) {
      throw new MalformedFrame("i is no interval");
    }
    return interval;
  }
}
