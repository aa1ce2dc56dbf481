package io.barline.exchange.bybit;

import io.barline.exchange.JsonCursor;
import io.barline.exchange.LevelReader;
import io.barline.exchange.MalformedFrame;
import io.barline.market.BookDelta;
import io.barline.market.BookSnapshot;
import io.barline.market.Instrument;
import io.barline.market.Level;
import io.barline.market.MarketEvent;
import io.barline.market.Trade;
import java.util.List;

/**
 * Messages of the <a
 * href="https://bybit-exchange.github.io/docs/v5/websocket/public/orderbook">order book</a>. {@code
 * u} counts a topic's messages; {@code seq} orders them across depths and skips. {@code cts}, where
 * it is told, is the matching engine's time, which the times of trades are comparable with.
 *
 * <pre>{@code
 * {"topic":"orderbook.50.BTCUSDT","type":"delta","ts":1795356000144,"data":{"s":"BTCUSDT",
 *   "b":[["87249.9","1.204"],["87240.1","0"]],"a":[],"u":40718226,"seq":92410551224},
 *   "cts":1795356000139}
 * }</pre>
 */
final class BookReader {
  private final JsonCursor json;
  private final Topic topic;
  private final LevelReader sides;

  /**
   * @param topic what the books must be of
   */
  BookReader(JsonCursor json, Topic topic) {
    this.json = json;
    this.topic = topic;
    this.sides = new LevelReader(json);
  }

  /** Reads {@code data}. An update number of 1 begins a new book, whatever the message's type. */
  MarketEvent read(
      Instrument instrument, int depth, boolean snapshot, long exchangeTime, long receiveTime) {
    List<Level> bids = null;
    List<Level> asks = null;
    long update = -1;
    json.beginObject();
    while (json.nextField()) {
      switch (json.letter()) {
        case 'b' -> bids = sides.readSide();
        case 'a' -> asks = sides.readSide();
        case 'u' -> update = json.readLong();
        case 's' -> {
          json.readString();
          topic.checkSymbol(json);
        }
        default -> json.skip();
      }
    }
    if (update < 0 || bids == null || asks == null) {
      throw new MalformedFrame("a book has no update number, no bids or no asks");
    }
    if (snapshot || update == 1) {
      return new BookSnapshot(instrument, depth, update, bids, asks, exchangeTime, receiveTime);
    }
    return new BookDelta(
        instrument,
        depth,
        Trade.NO_SEQUENCE,
        Trade.NO_SEQUENCE,
        update,
        bids,
        asks,
        exchangeTime,
        receiveTime);
  }
}
