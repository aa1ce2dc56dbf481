package io.barline.exchange.hyperliquid;

import static io.barline.exchange.JsonCursor.ascii;

import io.barline.exchange.JsonCursor;
import io.barline.exchange.MalformedFrame;
import io.barline.exchange.Millis;
import io.barline.exchange.SymbolTable;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Side;
import io.barline.market.Trade;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * <a
 * href="https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api/websocket/subscriptions#data-formats">WsTrade</a>,
 * which REST tells in the same form. {@code side} is the taker's: B buys, A sells. {@code tid} is a
 * hash: it is unique together with the time only, and does not grow.
 *
 * <pre>{@code
 * {"channel":"trades","data":[{"coin":"BTC","side":"B","px":"87250.0","sz":"0.0012",
 *   "time":1795356000123,"hash":"0x3f0c...","tid":482019377120455,"users":["0x51...","0x9a..."]}]}
 * }</pre>
 */
final class Trades {
  private static final byte[] PRICE = ascii("px");
  private static final byte[] SIZE = ascii("sz");
  private static final byte[] SIDE = ascii("side");
  private static final byte[] ID = ascii("tid");
  private static final Comparator<Trade> BY_TIME = Comparator.comparingLong(Trade::exchangeTime);

  private final JsonCursor json;
  private final SymbolTable symbols;
  private final List<Trade> trades = new ArrayList<>();

  Trades(JsonCursor json, SymbolTable symbols) {
    this.json = json;
    this.symbols = symbols;
  }

  /**
   * The trades of a list, the oldest first: it comes in either order. The result is overwritten by
   * the next one.
   */
  List<Trade> read(long receiveTime) {
    trades.clear();
    json.beginArray();
    while (json.nextElement()) {
      trades.add(trade(receiveTime));
    }
    if (!trades.isEmpty() && trades.getFirst().exchangeTime() > trades.getLast().exchangeTime()) {
      Collections.reverse(trades); // so that those of one time are in their order too
    }
    trades.sort(BY_TIME);
    return trades;
  }

  private Trade trade(long receiveTime) {
    Instrument instrument = null;
    Side taker = null;
    Decimal price = null;
    Decimal size = null;
    long time = -1;
    long id = -1;
    json.beginObject();
    while (json.nextField()) {
      if (json.textIs(HyperliquidDecoder.COIN)) {
        instrument = symbols.readSubscribed(json);
      } else if (json.textIs(SIDE)) {
        taker = side();
      } else if (json.textIs(PRICE)) {
        price = json.readDecimal();
      } else if (json.textIs(SIZE)) {
        size = json.readDecimal();
      } else if (json.textIs(HyperliquidDecoder.TIME)) {
        time = Millis.read(json);
      } else if (json.textIs(ID)) {
        id = json.readCount();
      } else {
        json.skip();
      }
    }
    if (instrument == null
        || taker == null
        || price == null
        || size == null
        || time < 0
        || id < 0) {
      throw new MalformedFrame("a trade lacks coin, side, px, sz, time or tid");
    }
    return new Trade(instrument, id, null, price, size, taker, 1, time, receiveTime);
  }

  private Side side() {
    json.readString();
    return switch (json.letter()) {
      case 'B' -> Side.BUY;
      case 'A' -> Side.SELL;
      default -> throw new MalformedFrame("side is neither B nor A");
    };
  }
}
