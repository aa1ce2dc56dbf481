package io.barline.wire;

import static io.barline.wire.JsonBuffer.key;

import io.barline.market.BookDelta;
import io.barline.market.BookReset;
import io.barline.market.BookSnapshot;
import io.barline.market.Level;
import io.barline.market.Trade;
import java.util.List;

/** The fields of messages about an order book. */
final class BookJson {
  private static final byte[] KIND = key("kind");
  private static final byte[] PREV_SEQ = key("prevSeq");
  private static final byte[] SYMBOL = key("symbol");
  private static final byte[] UPDATE_ID = key("updateId");
  private static final byte[] BIDS = key("bids");
  private static final byte[] ASKS = key("asks");
  private static final byte[] REASON = key("reason");

  private BookJson() {}

  static void snapshot(BookSnapshot book, JsonBuffer json) {
    json.key(KIND).code(BookKind.SNAPSHOT.code());
    json.key(SYMBOL).string(book.instrument().symbol());
    content(book.sequence(), book.bids(), book.asks(), json);
    times(book.exchangeTime(), book.receiveTime(), json);
  }

  static void delta(BookDelta delta, long previous, JsonBuffer json) {
    json.key(KIND).code(BookKind.DELTA.code());
    json.key(PREV_SEQ).number(previous);
    json.key(SYMBOL).string(delta.instrument().symbol());
    content(delta.sequence(), delta.bids(), delta.asks(), json);
    times(delta.exchangeTime(), delta.receiveTime(), json);
  }

  static void reset(BookReset reset, JsonBuffer json) {
    json.key(KIND).code(BookKind.RESET.code());
    json.key(SYMBOL).string(reset.instrument().symbol());
    json.key(REASON).string(reset.reason());
    times(0, reset.receiveTime(), json);
  }

  private static void content(long updateId, List<Level> bids, List<Level> asks, JsonBuffer json) {
    if (updateId != Trade.NO_SEQUENCE) {
      json.key(UPDATE_ID).number(updateId);
    }
    levels(bids, json.key(BIDS));
    levels(asks, json.key(ASKS));
  }

  private static void levels(List<Level> levels, JsonBuffer json) {
    json.raw('[');
    for (int i = 0; i < levels.size(); i++) { // an iterator would be made for each side
      Level level = levels.get(i);
      json.next().raw('[').decimal(level.price()).raw(',').decimal(level.size()).raw(']');
    }
    json.raw(']');
  }

  private static void times(long exchangeTime, long receiveTime, JsonBuffer json) {
    if (exchangeTime != 0) {
      json.key(EventJson.EXCHANGE_TIME).time(exchangeTime);
    }
    json.key(EventJson.RECEIVE_TIME).time(receiveTime);
  }
}
