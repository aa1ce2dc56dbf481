package io.barline.exchange.hyperliquid;

import io.barline.exchange.JsonCursor;
import io.barline.exchange.MalformedFrame;
import io.barline.exchange.SymbolTable;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.UtcNanos;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The kinds of value that fields of several messages hold. */
final class Fields {
  static final byte[] COIN = ascii("coin");
  static final byte[] TIME = ascii("time");
  static final byte[] PRICE = ascii("px");
  static final byte[] SIZE = ascii("sz");

  final JsonCursor json;
  private final SymbolTable symbols;

  Fields(JsonCursor json, SymbolTable symbols) {
    this.json = json;
    this.symbols = symbols;
  }

  Instrument instrument() {
    json.readString();
    Instrument instrument = symbols.find(json);
    if (instrument == null) {
      throw new MalformedFrame("the coin was not subscribed");
    }
    return instrument;
  }

  /** Nanoseconds, where milliseconds are sent. */
  long time() {
    long millis = count();
    if (millis > Long.MAX_VALUE / UtcNanos.MILLISECOND) {
      throw new MalformedFrame("no time: " + millis);
    }
    return millis * UtcNanos.MILLISECOND;
  }

  long count() {
    long value = json.readLong();
    if (value < 0) {
      throw new MalformedFrame("negative: " + value);
    }
    return value;
  }

  @Nullable Decimal decimalOrNull() {
    if (json.peek() == JsonCursor.Kind.NULL) {
      json.readNull();
      return null;
    }
    return json.readDecimal();
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
