package io.barline.exchange.ccxt;

import static io.barline.exchange.JsonCursor.ascii;

import io.barline.exchange.JsonCursor;
import io.barline.exchange.JsonNumber;
import io.barline.exchange.MalformedFrame;
import io.barline.exchange.Millis;
import io.barline.exchange.SymbolTable;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Side;
import io.barline.market.Trade;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Trades, each a row of time, price, amount, the taker's side (1 buys, -1 sells, 0 is not told) and
 * the id or null: {@code [1795354099295,"60001","0.01",1,"17"]}. A few exchanges tell no time,
 * which is 0 then: what is streamed happened when it came.
 */
final class TradeRows {
  private static final byte[] SYMBOL = ascii("s");
  private static final byte[] ROWS = ascii("d");

  private final JsonCursor json;
  private final @Nullable SymbolTable symbols;
  private final List<Trade> trades = new ArrayList<>();

  TradeRows(JsonCursor json, @Nullable SymbolTable symbols) {
    this.json = json;
    this.symbols = symbols;
  }

  /** The rest of a frame, the symbol before the rows. The result is overwritten by the next one. */
  List<Trade> read(long receiveTime) {
    Instrument instrument = null;
    trades.clear();
    while (json.nextField()) {
      if (json.textIs(SYMBOL) && symbols != null) {
        instrument = symbols.readSubscribed(json);
      } else if (json.textIs(ROWS) && instrument != null) {
        readRows(instrument, receiveTime);
      } else {
        json.skip();
      }
    }
    json.finish();
    if (instrument == null) {
      throw new MalformedFrame("trades have no symbol before them");
    }
    return trades;
  }

  /** An array of rows. The result is overwritten by the next one. */
  List<Trade> readRows(Instrument instrument, long receiveTime) {
    trades.clear();
    json.beginArray();
    while (json.nextElement()) {
      trades.add(row(instrument, receiveTime));
    }
    return trades;
  }

  private Trade row(Instrument instrument, long receiveTime) {
    json.beginArray();
    next();
    long told = Millis.read(json);
    long time = told == 0 && symbols != null ? receiveTime : told;
    next();
    Decimal price = json.readDecimal();
    next();
    Decimal size = json.readDecimal();
    next();
    Side taker = side(json.readLong());
    next();
    long sequence = Trade.NO_SEQUENCE;
    String text = null;
    if (json.peek() == JsonCursor.Kind.NULL) {
      json.readNull();
    } else {
      json.readString();
      sequence = number();
      text = sequence == Trade.NO_SEQUENCE ? json.text() : null;
    }
    if (json.nextElement()) {
      throw new MalformedFrame("a trade has more than 5 parts");
    }
    return new Trade(instrument, sequence, text, price, size, taker, 1, time, receiveTime);
  }

  /** The id where it is a number as it would be written. */
  private long number() {
    int from = json.textFrom();
    boolean padded = json.textTo() - from > 1 && json.textBytes()[from] == '0';
    return padded ? Trade.NO_SEQUENCE : JsonNumber.inText(json);
  }

  private static Side side(long side) {
    return side == 1 ? Side.BUY : side == -1 ? Side.SELL : Side.UNKNOWN;
  }

  private void next() {
    if (!json.nextElement()) {
      throw new MalformedFrame("a trade has 5 parts");
    }
  }
}
