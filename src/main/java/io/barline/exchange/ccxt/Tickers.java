package io.barline.exchange.ccxt;

import static io.barline.exchange.JsonCursor.ascii;

import io.barline.exchange.JsonCursor;
import io.barline.exchange.MalformedFrame;
import io.barline.exchange.Millis;
import io.barline.exchange.SymbolTable;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Ticker;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Statistics of 24 hours; what CCXT does not tell is left out. */
final class Tickers {
  private static final byte[] SYMBOL = ascii("s");
  private static final byte[] FIELDS = ascii("d");
  private static final byte[] TIME = ascii("ts");

  /** In the order of {@link #values}. */
  private static final byte[][] NAMES = {
    ascii("last"),
    ascii("open"),
    ascii("high"),
    ascii("low"),
    ascii("volume"),
    ascii("quoteVolume"),
    ascii("bid"),
    ascii("bidSize"),
    ascii("ask"),
    ascii("askSize"),
    ascii("mark"),
    ascii("index")
  };

  private final JsonCursor json;
  private final SymbolTable symbols;
  private final @Nullable Decimal[] values = new @Nullable Decimal[NAMES.length];
  private long time;

  Tickers(JsonCursor json, SymbolTable symbols) {
    this.json = json;
    this.symbols = symbols;
  }

  /** The rest of a frame. */
  Ticker read(long receiveTime) {
    Instrument instrument = null;
    Arrays.fill(values, null);
    time = 0;
    while (json.nextField()) {
      if (json.textIs(SYMBOL)) {
        instrument = symbols.readSubscribed(json);
      } else if (json.textIs(FIELDS)) {
        fields();
      } else {
        json.skip();
      }
    }
    json.finish();
    if (instrument == null) {
      throw new MalformedFrame("a ticker lacks s");
    }
    return new Ticker(
        instrument,
        values[0],
        values[1],
        values[2],
        values[3],
        values[4],
        values[5],
        values[6],
        values[7],
        values[8],
        values[9],
        values[10],
        values[11],
        null,
        0,
        null,
        time,
        receiveTime);
  }

  private void fields() {
    json.beginObject();
    while (json.nextField()) {
      if (json.textIs(TIME)) {
        time = Millis.read(json);
      } else {
        value();
      }
    }
  }

  private void value() {
    for (int i = 0; i < NAMES.length; i++) {
      if (json.textIs(NAMES[i])) {
        values[i] = json.readDecimalOrNull();
        return;
      }
    }
    json.skip();
  }
}
