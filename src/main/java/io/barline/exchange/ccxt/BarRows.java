package io.barline.exchange.ccxt;

import static io.barline.exchange.JsonCursor.ascii;

import io.barline.exchange.JsonCursor;
import io.barline.exchange.Kline;
import io.barline.exchange.MalformedFrame;
import io.barline.exchange.Millis;
import io.barline.exchange.SymbolTable;
import io.barline.market.Bar;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The exchange's own bars, each a row of the start, open, high, low, close, volume and, in frames,
 * whether it is over: {@code [1795354080000,"1.5","2","1","1.7","30",1]}.
 */
final class BarRows {
  private static final byte[] SYMBOL = ascii("s");
  private static final byte[] INTERVAL = ascii("tf");
  private static final byte[] ROWS = ascii("d");

  private final JsonCursor json;
  private final @Nullable SymbolTable symbols;
  private final Kline kline = new Kline();

  BarRows(JsonCursor json, @Nullable SymbolTable symbols) {
    this.json = json;
    this.symbols = symbols;
  }

  /** The rest of a frame, the symbol and the interval before the rows. */
  List<Bar> read(long receiveTime) {
    Instrument instrument = null;
    Interval interval = null;
    List<Bar> bars = new ArrayList<>();
    while (json.nextField()) {
      if (json.textIs(SYMBOL) && symbols != null) {
        instrument = symbols.readSubscribed(json);
      } else if (json.textIs(INTERVAL)) {
        String code = json.readText();
        interval =
            Interval.of(code)
                .orElseThrow(() -> new MalformedFrame("unknown interval \"" + code + "\""));
      } else if (json.textIs(ROWS) && instrument != null && interval != null) {
        bars = readRows(instrument, interval, receiveTime);
      } else {
        json.skip();
      }
    }
    json.finish();
    if (instrument == null || interval == null) {
      throw new MalformedFrame("bars have no symbol or interval before them");
    }
    return bars;
  }

  /** An array of rows; where none says whether it is over, the time of receipt does. */
  List<Bar> readRows(Instrument instrument, Interval interval, long receiveTime) {
    List<Bar> bars = new ArrayList<>();
    json.beginArray();
    while (json.nextElement()) {
      bars.add(row(instrument, interval, receiveTime));
    }
    return bars;
  }

  private Bar row(Instrument instrument, Interval interval, long receiveTime) {
    kline.clear();
    json.beginArray();
    next();
    kline.start = Millis.read(json);
    next();
    kline.open = json.readDecimal();
    next();
    kline.high = json.readDecimal();
    next();
    kline.low = json.readDecimal();
    next();
    kline.close = json.readDecimal();
    next();
    kline.volume = json.readDecimal();
    kline.checkStart(interval);
    long end = interval.end(kline.start);
    if (json.nextElement()) {
      kline.closed = json.readLong() == 1;
      end();
    } else {
      kline.closed = receiveTime >= end;
    }
    return kline.toBar(instrument, interval, Math.min(receiveTime, end - 1), receiveTime);
  }

  private void end() {
    while (json.nextElement()) {
      json.skip();
    }
  }

  private void next() {
    if (!json.nextElement()) {
      throw new MalformedFrame("a bar has at least 6 parts");
    }
  }
}
