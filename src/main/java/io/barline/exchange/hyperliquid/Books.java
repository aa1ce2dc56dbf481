package io.barline.exchange.hyperliquid;

import static io.barline.exchange.JsonCursor.ascii;

import io.barline.exchange.JsonCursor;
import io.barline.exchange.JsonCursor.Kind;
import io.barline.exchange.LevelReader;
import io.barline.exchange.MalformedFrame;
import io.barline.exchange.Millis;
import io.barline.exchange.SymbolTable;
import io.barline.market.BookSnapshot;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Level;
import io.barline.market.Quote;
import io.barline.market.Trade;
import java.util.List;

/**
 * <a
 * href="https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api/websocket/subscriptions#data-formats">WsBook
 * and WsBbo</a>. A book is always whole, bids before asks, each side from the best level on. It is
 * sent again, with a new time, when nothing changed.
 *
 * <pre>{@code
 * {"channel":"l2Book","data":{"coin":"BTC","time":1795356000123,"levels":[
 *   [{"px":"87249.0","sz":"1.2","n":3}],[{"px":"87250.0","sz":"0.4","n":2}]]}}
 * }</pre>
 */
final class Books {
  private static final byte[] LEVELS = ascii("levels");
  private static final byte[] BEST = ascii("bbo");
  private static final Level NOTHING = new Level(Decimal.ZERO, Decimal.ZERO);

  private final JsonCursor json;
  private final SymbolTable symbols;
  private final LevelReader reader;
  private final int depth;
  private long time;

  Books(JsonCursor json, SymbolTable symbols, int depth) {
    this.json = json;
    this.symbols = symbols;
    this.reader = LevelReader.ofObjects(json, "px", "sz");
    this.depth = depth;
  }

  BookSnapshot book(long receiveTime) {
    Instrument found = header(LEVELS);
    json.beginArray();
    List<Level> bids = side();
    List<Level> asks = side();
    if (json.nextElement()) {
      throw new MalformedFrame("levels has more than two sides");
    }
    return new BookSnapshot(found, depth, Trade.NO_SEQUENCE, bids, asks, time, receiveTime);
  }

  /** A side of the book that is empty, null or left out, has the price and the size 0. */
  Quote quote(long receiveTime) {
    Instrument found = header(BEST);
    Level bid = NOTHING;
    Level ask = NOTHING;
    json.beginArray();
    for (int side = 0; json.nextElement(); side++) {
      Level level = levelOrNothing();
      switch (side) {
        case 0 -> bid = level;
        case 1 -> ask = level;
        default -> throw new MalformedFrame("bbo has more than two sides");
      }
    }
    return new Quote(
        found,
        Trade.NO_SEQUENCE,
        bid.price(),
        bid.size(),
        ask.price(),
        ask.size(),
        time,
        receiveTime);
  }

  /** Reads the coin and the time, and goes to the value of {@code content}. */
  private Instrument header(byte[] content) {
    Instrument instrument = null;
    int start = -1;
    time = -1;
    json.beginObject();
    while (json.nextField()) {
      if (json.textIs(HyperliquidDecoder.COIN)) {
        instrument = symbols.readSubscribed(json);
      } else if (json.textIs(HyperliquidDecoder.TIME)) {
        time = Millis.read(json);
      } else {
        start = json.textIs(content) ? json.position() : start;
        json.skip();
      }
    }
    if (instrument == null || time < 0 || start < 0) {
      throw new MalformedFrame("a book lacks coin, time or its sides");
    }
    json.seek(start);
    return instrument;
  }

  private List<Level> side() {
    if (!json.nextElement()) {
      throw new MalformedFrame("levels has less than two sides");
    }
    List<Level> levels = reader.readSide();
    return levels.size() > depth ? levels.subList(0, depth) : levels;
  }

  private Level levelOrNothing() {
    if (json.peek() == Kind.NULL) {
      json.readNull();
      return NOTHING;
    }
    return reader.readLevel();
  }
}
