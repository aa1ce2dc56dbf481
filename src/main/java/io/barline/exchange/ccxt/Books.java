package io.barline.exchange.ccxt;

import static io.barline.exchange.JsonCursor.ascii;

import io.barline.exchange.JsonCursor;
import io.barline.exchange.LevelReader;
import io.barline.exchange.MalformedFrame;
import io.barline.exchange.Millis;
import io.barline.exchange.SymbolTable;
import io.barline.market.BookDelta;
import io.barline.market.BookReset;
import io.barline.market.BookSnapshot;
import io.barline.market.Instrument;
import io.barline.market.Level;
import io.barline.market.MarketEvent;
import io.barline.market.Trade;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Order books: a snapshot, then what changed, numbered without holes.
 *
 * <pre>{@code
 * {"t":"book","s":"BTC/USD","n":2,"snap":false,"ts":1795354099295,"b":[["60000","0.5"]],"a":[]}
 * }</pre>
 */
final class Books {
  private static final byte[] SYMBOL = ascii("s");
  private static final byte[] NUMBER = ascii("n");
  private static final byte[] SNAPSHOT = ascii("snap");
  private static final byte[] TIME = ascii("ts");
  private static final byte[] BIDS = ascii("b");
  private static final byte[] ASKS = ascii("a");
  private static final byte[] MESSAGE = ascii("message");

  private final JsonCursor json;
  private final SymbolTable symbols;
  private final LevelReader levels;

  Books(JsonCursor json, SymbolTable symbols) {
    this.json = json;
    this.symbols = symbols;
    this.levels = new LevelReader(json);
  }

  /** The rest of a frame. */
  MarketEvent read(long receiveTime) {
    Instrument instrument = null;
    long number = -1;
    boolean snapshot = false;
    long time = 0;
    List<Level> bids = null;
    List<Level> asks = null;
    while (json.nextField()) {
      if (json.textIs(SYMBOL)) {
        instrument = symbols.readSubscribed(json);
      } else if (json.textIs(NUMBER)) {
        number = json.readCount();
      } else if (json.textIs(SNAPSHOT)) {
        snapshot = json.readBoolean();
      } else if (json.textIs(TIME)) {
        time = Millis.read(json);
      } else if (json.textIs(BIDS)) {
        bids = levels.readSide();
      } else if (json.textIs(ASKS)) {
        asks = levels.readSide();
      } else {
        json.skip();
      }
    }
    json.finish();
    if (instrument == null || number < 0 || bids == null || asks == null) {
      throw new MalformedFrame("a book lacks s, n, b or a");
    }
    return snapshot
        ? new BookSnapshot(instrument, Ccxt.DEPTH, number, bids, asks, time, receiveTime)
        : new BookDelta(
            instrument,
            Ccxt.DEPTH,
            number,
            Trade.NO_SEQUENCE,
            number,
            bids,
            asks,
            time,
            receiveTime);
  }

  /** The rest of a frame that takes a book back. */
  BookReset reset(long receiveTime) {
    Instrument instrument = null;
    String message = null;
    while (json.nextField()) {
      if (json.textIs(SYMBOL)) {
        instrument = symbols.readSubscribed(json);
      } else if (json.textIs(MESSAGE)) {
        message = json.readText();
      } else {
        json.skip();
      }
    }
    json.finish();
    if (instrument == null) {
      throw new MalformedFrame("a reset lacks s");
    }
    return new BookReset(instrument, Ccxt.DEPTH, reason(message), receiveTime);
  }

  private static String reason(@Nullable String message) {
    return "CCXT found the book wrong" + (message == null ? "" : ": " + message);
  }
}
