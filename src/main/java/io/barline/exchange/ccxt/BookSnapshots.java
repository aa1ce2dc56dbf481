package io.barline.exchange.ccxt;

import static io.barline.exchange.JsonCursor.ascii;

import io.barline.exchange.BookRequests;
import io.barline.exchange.JsonCursor;
import io.barline.exchange.LevelReader;
import io.barline.exchange.MalformedFrame;
import io.barline.exchange.Millis;
import io.barline.exchange.RestBody;
import io.barline.exchange.RestRequest;
import io.barline.market.BookSnapshot;
import io.barline.market.Instrument;
import io.barline.market.Level;
import io.barline.market.Trade;
import java.util.List;
import java.util.Map;

/** Order books by REST, to see whether a stream withholds something. */
final class BookSnapshots implements BookRequests {
  private static final byte[] TIME = ascii("ts");
  private static final byte[] BIDS = ascii("b");
  private static final byte[] ASKS = ascii("a");

  private final BridgeRequests bridge;

  BookSnapshots(BridgeRequests bridge) {
    this.bridge = bridge;
  }

  @Override
  public RestRequest request(Instrument instrument, int depth) {
    return bridge.get("book", Map.of("symbol", instrument.symbol()));
  }

  @Override
  public BookSnapshot read(Instrument instrument, int depth, byte[] body, long receiveTime) {
    return RestBody.read(
        "the book of " + instrument, body, json -> snapshot(instrument, json, receiveTime));
  }

  private static BookSnapshot snapshot(Instrument instrument, JsonCursor json, long receiveTime) {
    LevelReader levels = new LevelReader(json);
    long time = 0;
    List<Level> bids = null;
    List<Level> asks = null;
    json.beginObject();
    while (json.nextField()) {
      if (json.textIs(TIME)) {
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
    if (bids == null || asks == null) {
      throw new MalformedFrame("a book lacks b or a");
    }
    int levelsAsked = Math.max(1, Math.max(bids.size(), asks.size()));
    return new BookSnapshot(
        instrument, levelsAsked, Trade.NO_SEQUENCE, bids, asks, time, receiveTime);
  }
}
