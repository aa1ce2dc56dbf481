package io.barline.exchange.binance;

import static io.barline.exchange.JsonCursor.ascii;

import io.barline.exchange.JsonCursor;
import io.barline.exchange.LevelReader;
import io.barline.exchange.MalformedFrame;
import io.barline.market.BookDelta;
import io.barline.market.Instrument;
import io.barline.market.Level;
import io.barline.market.Trade;
import java.util.List;

/**
 * Changes of order books, of <a
 * href="https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#diff-depth-stream">spot</a>:
 *
 * <pre>{@code
 * {"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1795356000114,"s":"BTCUSDT",
 *   "U":78120334412,"u":78120334420,"b":[["87250.00000000","4.10200000"]],
 *   "a":[["87250.02000000","0.00000000"]]}}
 * }</pre>
 *
 * <p>and of <a
 * href="https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams/Diff-Book-Depth-Streams">futures</a>,
 * where {@code pu} is the last update of the event before:
 *
 * <pre>{@code
 * {"stream":"btcusdt@depth@100ms","data":{"e":"depthUpdate","E":1795356000103,"T":1795356000098,
 *   "s":"BTCUSDT","ps":"BTCUSDT","U":8531207744712,"u":8531207744910,"pu":8531207744688,
 *   "b":[["87249.90","7.114"]],"a":[],"st":1}}
 * }</pre>
 */
final class Depths {
  private static final byte[] DEPTH = ascii("depth");

  private final JsonCursor json;
  private final LevelReader sides;

  Depths(JsonCursor json) {
    this.json = json;
    this.sides = new LevelReader(json);
  }

  /**
   * Whether the wrapper, read at {@code stream}, names a stream of changes. On futures the streams
   * of the best levels, {@code depth20@100ms}, and of the book with retail orders, {@code
   * rpiDepth@500ms}, send events that look the same.
   */
  boolean isOfChanges(int stream) {
    if (stream < 0) {
      return true;
    }
    json.seek(stream);
    json.readString();
    byte[] name = json.textBytes();
    int at = json.textFrom();
    int end = json.textTo();
    while (at < end && name[at] != '@') {
      at++;
    }
    at++;
    for (byte expected : DEPTH) {
      if (at >= end || name[at] != expected) {
        return false;
      }
      at++;
    }
    return at == end || name[at] == '@';
  }

  BookDelta read(LetterFields event, Instrument instrument, long receiveTime) {
    long first = event.count('U');
    long last = event.count('u');
    if (last < first) {
      throw new MalformedFrame("field u is before U");
    }
    event.goTo('b');
    List<Level> bids = sides.readSide();
    event.goTo('a');
    List<Level> asks = sides.readSide();
    return new BookDelta(
        instrument,
        Market.BOOK_DEPTH,
        first,
        event.previous(Trade.NO_SEQUENCE),
        last,
        bids,
        asks,
        event.time(event.has('T') ? 'T' : 'E'),
        receiveTime);
  }
}
