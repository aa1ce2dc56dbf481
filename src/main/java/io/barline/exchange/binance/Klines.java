package io.barline.exchange.binance;

import io.barline.exchange.JsonCursor;
import io.barline.exchange.MalformedFrame;
import io.barline.market.Bar;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * Binance's own bars, of <a
 * href="https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#klinecandlestick-streams-for-utc">spot</a>
 * and <a
 * href="https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams/Kline-Candlestick-Streams">futures</a>.
 * {@code T} is the last millisecond inside; {@code x} says whether the bar is over; a bar of spot
 * without trades has {@code n} 0 and {@code f}, {@code L} -1.
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
  private static final MathContext VWAP = new MathContext(18, RoundingMode.HALF_EVEN);

  private final JsonCursor json;
  private final LetterFields k;

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
    long start = k.time('t');
    long trades = k.count('n');
    Decimal volume = k.decimal('v');
    Decimal value = k.decimal('q');
    boolean inverse = instrument.type().isInverse();
    try {
      return new Bar(
          instrument,
          interval,
          start,
          k.decimal('o'),
          k.decimal('h'),
          k.decimal('l'),
          k.decimal('c'),
          volume,
          inverse ? inverseValue(instrument, volume) : value,
          inverse ? null : vwap(value, volume),
          k.decimal('V'),
          trades,
          k.isTrue('x'),
          0,
          Bar.Quality.COMPLETE,
          Bar.Source.EXCHANGE,
          // The time of the last trade is not told: it is near the event, and inside the bar.
          trades == 0 ? start : Math.min(eventTime, k.time('T')),
          receiveTime);
    } catch (IllegalArgumentException e) {
      throw new MalformedFrame(String.valueOf(e.getMessage()));
    }
  }

  private Interval interval() {
    k.string('i');
    Interval interval = Interval.of(json.text()).orElse(null);
    if (interval == null) {
      throw new MalformedFrame("field i is no interval");
    }
    return interval;
  }

  /**
   * COIN-M's {@code q} is in the base coin, where {@link Bar#quoteVolume} is in the quote's money.
   * The mean price by contracts does not follow from either.
   */
  private static Decimal inverseValue(Instrument instrument, Decimal contracts) {
    Decimal contractSize = instrument.contractSize();
    if (contractSize == null) {
      throw new MalformedFrame("the contract size of " + instrument.symbol() + " is not known yet");
    }
    return Decimal.of(contracts.toBigDecimal().multiply(contractSize.toBigDecimal()));
  }

  private static @Nullable Decimal vwap(Decimal value, Decimal volume) {
    if (volume.signum() <= 0) {
      return null;
    }
    BigDecimal mean = value.toBigDecimal().divide(volume.toBigDecimal(), VWAP);
    return Decimal.of(mean);
  }
}
