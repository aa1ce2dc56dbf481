package io.barline.exchange.bybit;

import static io.barline.exchange.JsonCursor.ascii;
import static io.barline.exchange.MalformedFrame.present;

import io.barline.exchange.JsonCursor;
import io.barline.exchange.JsonNumber;
import io.barline.exchange.MalformedFrame;
import io.barline.exchange.Millis;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Side;
import io.barline.market.Trade;
import org.jspecify.annotations.Nullable;

/**
 * Trades of the <a
 * href="https://bybit-exchange.github.io/docs/v5/websocket/public/trade">stream</a>, where {@code
 * S} is the taker's side and {@code i} a number on spot and a UUID elsewhere; inverse sizes are
 * dollars:
 *
 * <pre>{@code
 * {"topic":"publicTrade.BTCUSDT","type":"snapshot","ts":1795356000126,"data":[
 *   {"T":1795356000123,"s":"BTCUSDT","S":"Buy","v":"0.012","p":"87250.10","L":"PlusTick",
 *    "i":"5bd1c0a3-9f6d-5f0e-8f3a-2f8f0c5ad8a1","BT":false,"RPI":false,"seq":92410551220}]}
 * }</pre>
 *
 * and of <a href="https://bybit-exchange.github.io/docs/v5/market/recent-trade">REST</a>, newest
 * first:
 *
 * <pre>{@code
 * {"execId":"2290000000950703789","symbol":"BTCUSDT","price":"87250.1","size":"0.0012",
 *   "side":"Sell","time":"1795356000123","isBlockTrade":false,"isRPITrade":false,"seq":"61204"}
 * }</pre>
 */
final class TradeReader {
  private static final byte[] BUY = ascii("Buy");
  private static final byte[] SELL = ascii("Sell");
  private static final byte[] ID = ascii("execId");
  private static final byte[] PRICE = ascii("price");
  private static final byte[] SIZE = ascii("size");
  private static final byte[] SIDE = ascii("side");
  private static final byte[] TIME = ascii("time");

  private final JsonCursor json;
  private final @Nullable Topic topic;
  private @Nullable Decimal price;
  private @Nullable Decimal size;
  private @Nullable Side side;
  private @Nullable String textId;
  private long sequence;
  private long time;

  /** Of REST. */
  TradeReader(JsonCursor json) {
    this(json, null);
  }

  /**
   * @param topic what the stream's trades must be of; null where they are REST's
   */
  TradeReader(JsonCursor json, @Nullable Topic topic) {
    this.json = json;
    this.topic = topic;
  }

  /** Reads one trade of either form. */
  Trade read(Instrument instrument, long receiveTime) {
    price = null;
    size = null;
    side = null;
    textId = null;
    sequence = Trade.NO_SEQUENCE;
    time = -1;
    json.beginObject();
    while (json.nextField()) {
      switch (field()) {
        case 'p' -> price = json.readDecimal();
        case 'v' -> size = json.readDecimal();
        case 'S' -> side = side();
        case 'T' -> time = Millis.read(json);
        case 'i' -> readId();
        case 's' -> checkSymbol();
        default -> json.skip();
      }
    }
    if (time < 0 || (textId == null && sequence == Trade.NO_SEQUENCE)) {
      throw new MalformedFrame("a trade has no time or no id");
    }
    return new Trade(
        instrument,
        sequence,
        textId,
        present(price, "price"),
        present(size, "size"),
        present(side, "side"),
        1,
        time,
        receiveTime);
  }

  /** The stream's letter for the field at hand. */
  private int field() {
    int letter = json.letter();
    if (letter >= 0) {
      return letter;
    }
    return json.textIs(PRICE)
        ? 'p'
        : json.textIs(SIZE)
            ? 'v'
            : json.textIs(SIDE) ? 'S' : json.textIs(TIME) ? 'T' : json.textIs(ID) ? 'i' : -1;
  }

  private Side side() {
    json.readString();
    if (json.textIs(BUY)) {
      return Side.BUY;
    }
    if (json.textIs(SELL)) {
      return Side.SELL;
    }
    throw new MalformedFrame("a side is Buy or Sell");
  }

  private void checkSymbol() {
    json.readString();
    if (topic != null) {
      topic.checkSymbol(json);
    }
  }

  private void readId() {
    json.readString();
    sequence = JsonNumber.inText(json);
    if (sequence == JsonNumber.NONE && json.textFrom() < json.textTo()) {
      textId = json.text();
    }
  }
}
