package io.barline.exchange.binance;

import io.barline.exchange.JsonCursor;
import io.barline.exchange.Kline;
import io.barline.exchange.MalformedFrame;
import io.barline.market.Bar;
import io.barline.market.Instrument;
import io.barline.market.Interval;

/**
 * Binance's own bars, of <a
 * href="https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#klinecandlestick-streams-for-utc">spot</a>
 * and <a
 * href="https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams/Kline-Candlestick-Streams">futures</a>.
 * {@code T} is the last millisecond inside; {@code x} says whether the bar is over; a bar of spot
 * without trades has {@code n} 0 and {@code f}, {@code L} -1. COIN-M's {@code q} is in the base
 * coin, and not used.
 *
 * <pre>{@code
 * {"stream":"btcusdt@kline_1m","data":{"e":"kline","E":1795356060007,"s":"BTCUSDT","k":{
 *   "t":1795356000000,"T":1795356059999,"s":"BTCUSDT","i":"1m","f":5391284118,"L":5391286002,
 *   "o":"87249.99000000","c":"87261.40000000","h":"87270.00000000","l":"87240.10000000",
 *   "v":"18.20400000","n":1885,"x":true,"q":"1588402.11200000","V":"9.71100000",
 *   "Q":"847355.02000000","B":"0"}}}
 * }</pre>
 */
final class Klines {
  private final JsonCursor json;
  private final LetterFields k;
  private final Kline kline = new Kline();

  Klines(JsonCursor json) {
    this.json = json;
    this.k = new LetterFields(json);
  }

  /** The bar in the field {@code k} of {@code event}. */
  Bar read(LetterFields event, Instrument instrument, long receiveTime) {
    long eventTime = event.time('E');
    event.goTo('k');
    k.readObject();
    Interval interval = interval();
    kline.start = k.time('t');
    kline.open = k.decimal('o');
    kline.high = k.decimal('h');
    kline.low = k.decimal('l');
    kline.close = k.decimal('c');
    kline.volume = k.decimal('v');
    kline.quoteVolume = k.decimal('q');
    kline.buyVolume = k.decimal('V');
    kline.trades = k.count('n');
    kline.closed = k.isTrue('x');
    // The time of the last trade is not told: it is near the event, and inside the bar.
    return kline.toBar(instrument, interval, Math.min(eventTime, k.time('T')), receiveTime);
  }

  private Interval interval() {
    k.string('i');
    Interval interval = Interval.of(json.text()).orElse(null);
    if (interval == null) {
      throw new MalformedFrame("field i is no interval");
    }
    return interval;
  }
}
