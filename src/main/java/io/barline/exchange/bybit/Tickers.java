package io.barline.exchange.bybit;

import static io.barline.exchange.JsonCursor.ascii;

import io.barline.exchange.JsonCursor;
import io.barline.exchange.MalformedFrame;
import io.barline.exchange.Millis;
import io.barline.exchange.NativeSymbols;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Ticker;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * <a href="https://bybit-exchange.github.io/docs/v5/websocket/public/ticker">Tickers</a>. Contracts
 * send one whole and then only what changed, which is merged here; spot sends all of its fewer
 * fields each time. An empty text says that there is no value.
 *
 * <pre>{@code
 * {"topic":"tickers.BTCUSDT","type":"delta","cs":92410551230,"ts":1795356000200,"data":{
 *   "symbol":"BTCUSDT","bid1Price":"87249.90","bid1Size":"3.021","ask1Size":"1.5"}}
 * }</pre>
 *
 * <p>Of inverse contracts, volume is in dollars and turnover in the base coin.
 */
final class Tickers {
  private static final int LAST = 0;
  private static final int OPEN = 1;
  private static final int HIGH = 2;
  private static final int LOW = 3;
  private static final int VOLUME = 4;
  private static final int TURNOVER = 5;
  private static final int BID = 6;
  private static final int BID_SIZE = 7;
  private static final int ASK = 8;
  private static final int ASK_SIZE = 9;
  private static final int MARK = 10;
  private static final int INDEX = 11;
  private static final int FUNDING = 12;
  private static final int INTEREST = 13;
  private static final int NEXT_FUNDING = 14;

  private static final byte[] SYMBOL = ascii("symbol");

  /** By the constants above. */
  private static final byte[][] NAMES = {
    ascii("lastPrice"),
    ascii("prevPrice24h"),
    ascii("highPrice24h"),
    ascii("lowPrice24h"),
    ascii("volume24h"),
    ascii("turnover24h"),
    ascii("bid1Price"),
    ascii("bid1Size"),
    ascii("ask1Price"),
    ascii("ask1Size"),
    ascii("markPrice"),
    ascii("indexPrice"),
    ascii("fundingRate"),
    ascii("openInterest"),
    ascii("nextFundingTime"),
  };

  private final JsonCursor json;
  private final Topic topic;
  private final NativeSymbols symbols;

  /** By the exchange's names; those that are not subscribed any more go when names change. */
  private final Map<String, @Nullable Decimal[]> known = new HashMap<>();

  private int version;

  /**
   * @param topic what the tickers must be of
   */
  Tickers(JsonCursor json, Topic topic, NativeSymbols symbols) {
    this.json = json;
    this.topic = topic;
    this.symbols = symbols;
    this.version = symbols.version();
  }

  /** Reads {@code data}; what is known changes only if all of it makes sense. */
  Ticker read(Instrument instrument, boolean snapshot, long exchangeTime, long receiveTime) {
    if (version != symbols.version()) {
      version = symbols.version();
      known.keySet().removeIf(name -> symbols.find(name) == null);
    }
    String name = instrument.nativeSymbol();
    @Nullable Decimal[] values = snapshot ? new @Nullable Decimal[NAMES.length] : known.get(name);
    if (values == null) {
      throw new MalformedFrame("a ticker changes that was never told");
    }
    if (!snapshot) {
      values = Arrays.copyOf(values, NAMES.length);
    }
    json.beginObject();
    while (json.nextField()) {
      int field = field();
      if (field >= 0) {
        values[field] = json.readDecimalOrNull();
      } else if (json.textIs(SYMBOL)) {
        json.readString();
        topic.checkSymbol(json);
      } else {
        json.skip();
      }
    }
    Ticker ticker = ticker(instrument, values, exchangeTime, receiveTime);
    known.put(name, values);
    return ticker;
  }

  private int field() {
    for (int i = 0; i < NAMES.length; i++) {
      if (json.textIs(NAMES[i])) {
        return i;
      }
    }
    return -1;
  }

  private static Ticker ticker(
      Instrument instrument, @Nullable Decimal[] values, long exchangeTime, long receiveTime) {
    return new Ticker(
        instrument,
        values[LAST],
        values[OPEN],
        values[HIGH],
        values[LOW],
        values[VOLUME],
        values[instrument.type().isInverse() ? VOLUME : TURNOVER],
        values[BID],
        values[BID_SIZE],
        values[ASK],
        values[ASK_SIZE],
        values[MARK],
        values[INDEX],
        values[FUNDING],
        time(values[NEXT_FUNDING]),
        values[INTEREST],
        exchangeTime,
        receiveTime);
  }

  /** Milliseconds as nanoseconds; 0 where there are none. */
  static long time(@Nullable Decimal millis) {
    if (millis == null) {
      return 0;
    }
    return Millis.nanos(millis.isNarrow() && millis.scale() == 0 ? millis.unscaled() : -1);
  }
}
