package io.barline.exchange.binance;

import static io.barline.exchange.JsonCursor.ascii;
import static io.barline.exchange.MalformedFrame.present;

import io.barline.exchange.JsonCursor;
import io.barline.exchange.MalformedFrame;
import io.barline.exchange.Millis;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Side;
import io.barline.market.Trade;
import org.jspecify.annotations.Nullable;

/**
 * Trades of the past, of spot <a
 * href="https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#old-trade-lookup">one
 * by one</a>:
 *
 * <pre>{@code
 * {"id":5391284120,"price":"87250.01000000","qty":"0.00120000","quoteQty":"104.70001200",
 *   "time":1795356000123,"isBuyerMaker":false,"isBestMatch":true}
 * }</pre>
 *
 * <p>and of futures <a
 * href="https://developers.binance.com/docs/derivatives/usds-margined-futures/market-data/rest-api/Compressed-Aggregate-Trades-List">aggregated</a>
 * as the stream has them, under the same ids:
 *
 * <pre>{@code
 * {"a":2904417745,"p":"87249.90","q":"0.314","f":6530118201,"l":6530118204,"T":1795356000101,
 *   "m":true}
 * }</pre>
 */
final class PastTrades {
  private static final byte[] ID = ascii("id");
  private static final byte[] PRICE = ascii("price");
  private static final byte[] SIZE = ascii("qty");
  private static final byte[] TIME = ascii("time");
  private static final byte[] BUYER_MADE = ascii("isBuyerMaker");

  private final JsonCursor json;
  private long id;
  private long first;
  private long last;
  private long time;
  private @Nullable Decimal price;
  private @Nullable Decimal size;
  private @Nullable Side taker;

  PastTrades(JsonCursor json) {
    this.json = json;
  }

  /** Reads a trade of either form. */
  Trade read(Instrument instrument, long receiveTime) {
    id = -1;
    first = 0;
    last = 0;
    time = -1;
    price = null;
    size = null;
    taker = null;
    json.beginObject();
    while (json.nextField()) {
      switch (field()) {
        case 'a' -> id = json.readCount();
        case 'p' -> price = json.readDecimal();
        case 'q' -> size = json.readDecimal();
        case 'f' -> first = json.readCount();
        case 'l' -> last = json.readCount();
        case 'T' -> time = Millis.read(json);
        case 'm' -> taker = json.readBoolean() ? Side.SELL : Side.BUY;
        default -> json.skip();
      }
    }
    if (id < 0 || time < 0 || last < first) {
      throw new MalformedFrame("a trade has no id or no time, or ends before it begins");
    }
    return new Trade(
        instrument,
        id,
        null,
        present(price, "price"),
        present(size, "qty"),
        present(taker, "isBuyerMaker"),
        last - first + 1,
        time,
        receiveTime);
  }

  /** The letter that futures have for the field at hand. */
  private int field() {
    int letter = json.letter();
    if (letter >= 0) {
      return letter;
    }
    return json.textIs(ID)
        ? 'a'
        : json.textIs(PRICE)
            ? 'p'
            : json.textIs(SIZE)
                ? 'q'
                : json.textIs(TIME) ? 'T' : json.textIs(BUYER_MADE) ? 'm' : -1;
  }
}
