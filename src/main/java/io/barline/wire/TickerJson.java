package io.barline.wire;

import static io.barline.wire.JsonBuffer.key;

import io.barline.market.Decimal;
import io.barline.market.Ticker;
import org.jspecify.annotations.Nullable;

/** A ticker's fields. What the exchange does not tell is left out. */
final class TickerJson {
  private static final byte[] LAST = key("last");
  private static final byte[] OPEN = key("open");
  private static final byte[] HIGH = key("high");
  private static final byte[] LOW = key("low");
  private static final byte[] VOLUME = key("volume");
  private static final byte[] QUOTE_VOLUME = key("quoteVolume");
  private static final byte[] BID = key("bid");
  private static final byte[] BID_SIZE = key("bidSize");
  private static final byte[] ASK = key("ask");
  private static final byte[] ASK_SIZE = key("askSize");
  private static final byte[] MARK = key("mark");
  private static final byte[] INDEX = key("index");
  private static final byte[] FUNDING_RATE = key("fundingRate");
  private static final byte[] NEXT_FUNDING = key("nextFunding");
  private static final byte[] OPEN_INTEREST = key("openInterest");

  private TickerJson() {}

  static void write(Ticker ticker, JsonBuffer json) {
    field(LAST, ticker.last(), json);
    field(OPEN, ticker.open(), json);
    field(HIGH, ticker.high(), json);
    field(LOW, ticker.low(), json);
    field(VOLUME, ticker.volume(), json);
    field(QUOTE_VOLUME, ticker.quoteVolume(), json);
    field(BID, ticker.bid(), json);
    field(BID_SIZE, ticker.bidSize(), json);
    field(ASK, ticker.ask(), json);
    field(ASK_SIZE, ticker.askSize(), json);
    field(MARK, ticker.mark(), json);
    field(INDEX, ticker.index(), json);
    field(FUNDING_RATE, ticker.fundingRate(), json);
    if (ticker.nextFunding() != 0) {
      json.key(NEXT_FUNDING).time(ticker.nextFunding());
    }
    field(OPEN_INTEREST, ticker.openInterest(), json);
    if (ticker.exchangeTime() != 0) {
      json.key(EventJson.EXCHANGE_TIME).time(ticker.exchangeTime());
    }
    json.key(EventJson.RECEIVE_TIME).time(ticker.receiveTime());
  }

  private static void field(byte[] key, @Nullable Decimal value, JsonBuffer json) {
    if (value != null) {
      json.key(key).decimal(value);
    }
  }
}
