package io.barline.exchange.binance;

import static io.barline.exchange.JsonCursor.ascii;

import io.barline.exchange.Inbound;
import io.barline.exchange.JsonDecoder;
import io.barline.exchange.MalformedFrame;
import io.barline.exchange.NativeSymbols;
import io.barline.exchange.SymbolTable;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Quote;
import io.barline.market.Side;
import io.barline.market.Ticker;
import io.barline.market.Trade;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of all three markets, which tell their events apart themselves.
 *
 * <p>An event of a kind that is not known is a heartbeat: Binance adds some every year.
 */
final class BinanceDecoder extends JsonDecoder {
  private static final byte[] TRADE = ascii("trade");
  private static final byte[] AGGREGATE_TRADE = ascii("aggTrade");
  private static final byte[] BOOK_TICKER = ascii("bookTicker");
  private static final byte[] KLINE = ascii("kline");
  private static final byte[] DEPTH_UPDATE = ascii("depthUpdate");
  private static final byte[] TICKER = ascii("24hrTicker");
  private static final byte[] SERVER_SHUTDOWN = ascii("serverShutdown");
  private static final byte[] MARKET_ORDER = ascii("MARKET");
  private static final Inbound HEARTBEAT = new Inbound.Heartbeat();

  private final SymbolTable symbols;
  private final Envelope envelope = new Envelope(json);
  private final LetterFields event = envelope.event;
  private final Klines klines = new Klines(json);
  private final Depths depths = new Depths(json);
  private final Replies replies = new Replies(json, envelope);

  BinanceDecoder(NativeSymbols symbols) {
    this.symbols = new SymbolTable(symbols);
  }

  @Override
  protected void read(long receiveTime, Consumer<Inbound> sink) {
    envelope.read();
    if (event.has('e')) {
      sink.accept(event(receiveTime));
    } else if (event.has('u') && event.has('s') && event.has('b') && event.has('a')) {
      sink.accept(new Inbound.Data(quote(receiveTime)));
    } else if (envelope.id >= 0 || envelope.error >= 0 || envelope.code >= 0) {
      sink.accept(replies.read());
    } else if (envelope.stream >= 0 && !isOurs()) {
      sink.accept(HEARTBEAT);
    } else {
      throw new MalformedFrame("neither an event nor a reply");
    }
  }

  /** Whether the wrapper names a stream whose events are known, so that this should be one. */
  private boolean isOurs() {
    json.seek(envelope.stream);
    json.readString();
    String name = json.text();
    String kind = name.substring(name.indexOf('@') + 1);
    return kind.equals("trade")
        || kind.equals("aggTrade")
        || kind.equals("bookTicker")
        || kind.equals("ticker")
        || isDepth(kind)
        || kind.startsWith("kline_");
  }

  private static boolean isDepth(String kind) {
    return kind.equals("depth") || kind.startsWith("depth@");
  }

  private Inbound event(long receiveTime) {
    event.string('e');
    if (json.textIs(DEPTH_UPDATE)) {
      return depths.isOfChanges(envelope.stream)
          ? new Inbound.Data(depths.read(event, instrument(), receiveTime))
          : HEARTBEAT;
    }
    if (json.textIs(TRADE)) {
      return isMarketOrder() ? new Inbound.Data(trade(receiveTime)) : HEARTBEAT;
    }
    if (json.textIs(AGGREGATE_TRADE)) {
      return new Inbound.Data(aggregateTrade(receiveTime));
    }
    if (json.textIs(BOOK_TICKER)) {
      return new Inbound.Data(quote(receiveTime));
    }
    if (json.textIs(KLINE)) {
      return new Inbound.Data(klines.read(event, instrument(), receiveTime));
    }
    if (json.textIs(TICKER)) {
      return new Inbound.Data(ticker(receiveTime));
    }
    if (json.textIs(SERVER_SHUTDOWN)) {
      return new Inbound.Closing("Binance announced that it closes the connection: serverShutdown");
    }
    return HEARTBEAT;
  }

  /**
   * <a
   * href="https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#trade-streams">Trade
   * stream</a> of spot; the futures' own is not documented and has {@code X} besides. {@code m}:
   * the buyer was the maker.
   *
   * <pre>{@code
   * {"stream":"btcusdt@trade","data":{"e":"trade","E":1795356000124,"s":"BTCUSDT","t":5391284120,
   *   "p":"87250.01000000","q":"0.00120000","T":1795356000123,"m":false,"M":true}}
   * }</pre>
   */
  private Trade trade(long receiveTime) {
    return trade(event.count('t'), 1, receiveTime);
  }

  /** Fills by the insurance fund or by auto-deleveraging are no trades of the market. */
  private boolean isMarketOrder() {
    if (!event.has('X')) {
      return true;
    }
    event.string('X');
    return json.textIs(MARKET_ORDER);
  }

  /**
   * <a
   * href="https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams/Aggregate-Trade-Streams">Aggregate
   * trade stream</a>: {@code a} is the aggregate's id, {@code f} and {@code l} the first and last
   * trade in it. {@code nq}, the size without retail orders, is left out: {@code q} is all.
   *
   * <pre>{@code
   * {"stream":"btcusdt@aggTrade","data":{"e":"aggTrade","E":1795356000160,"s":"BTCUSDT",
   *   "a":2904417745,"p":"87249.90","q":"0.314","nq":"0.300","f":6530118201,"l":6530118204,
   *   "T":1795356000101,"m":true,"ps":"BTCUSDT","st":1}}
   * }</pre>
   */
  private Trade aggregateTrade(long receiveTime) {
    long first = event.count('f');
    long last = event.count('l');
    if (last < first) {
      throw new MalformedFrame("field l is before f");
    }
    return trade(event.count('a'), last - first + 1, receiveTime);
  }

  private Trade trade(long sequence, long count, long receiveTime) {
    Instrument instrument = instrument();
    Decimal price = event.decimal('p');
    Decimal size = event.decimal('q');
    Side taker = event.isTrue('m') ? Side.SELL : Side.BUY;
    return new Trade(
        instrument, sequence, null, price, size, taker, count, event.time('T'), receiveTime);
  }

  /**
   * Best bid and ask, of <a
   * href="https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#individual-symbol-book-ticker-streams">spot</a>,
   * which tells neither what it is nor when it was:
   *
   * <pre>{@code
   * {"stream":"btcusdt@bookTicker","data":{"u":78120334411,"s":"BTCUSDT","b":"87250.00000000",
   *   "B":"4.10200000","a":"87250.01000000","A":"0.73110000"}}
   * }</pre>
   *
   * and of <a
   * href="https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams/Individual-Symbol-Book-Ticker-Streams">futures</a>:
   *
   * <pre>{@code
   * {"stream":"btcusdt@bookTicker","data":{"e":"bookTicker","u":8531207744910,"s":"BTCUSDT",
   *   "ps":"BTCUSDT","b":"87249.90","B":"7.114","a":"87250.00","A":"2.406","T":1795356000098,
   *   "E":1795356000101,"st":1}}
   * }</pre>
   */
  private Quote quote(long receiveTime) {
    return new Quote(
        instrument(),
        event.count('u'),
        event.decimal('b'),
        event.decimal('B'),
        event.decimal('a'),
        event.decimal('A'),
        event.has('T') ? event.time('T') : 0,
        receiveTime);
  }

  /**
   * Rolling statistics of 24 hours, of <a
   * href="https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#individual-symbol-ticker-streams">spot</a>:
   *
   * <pre>{@code
   * {"stream":"btcusdt@ticker","data":{"e":"24hrTicker","E":1795356001017,"s":"BTCUSDT",
   *   "p":"1250.01000000","P":"1.454","w":"86710.22081337","x":"85999.99000000",
   *   "c":"87250.01000000","Q":"0.00120000","b":"87250.00000000","B":"4.10200000",
   *   "a":"87250.01000000","A":"0.73110000","o":"86000.00000000","h":"87990.00000000",
   *   "l":"85712.40000000","v":"18211.40220000","q":"1579114821.11200000","O":1795269601016,
   *   "C":1795356001016,"F":5388100201,"L":5391284122,"n":3183922}}
   * }</pre>
   *
   * and of <a
   * href="https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams/Individual-Symbol-Ticker-Streams">futures</a>,
   * which leave out {@code x} and the best bid and ask. COIN-M's {@code q} is in the base coin.
   */
  private Ticker ticker(long receiveTime) {
    Instrument instrument = instrument();
    Decimal volume = event.decimal('v');
    return new Ticker(
        instrument,
        event.decimal('c'),
        event.decimal('o'),
        event.decimal('h'),
        event.decimal('l'),
        volume,
        instrument.type().isInverse() ? value(instrument, volume) : event.decimal('q'),
        optional('b'),
        optional('B'),
        optional('a'),
        optional('A'),
        null,
        null,
        null,
        0,
        null,
        event.time('E'),
        receiveTime);
  }

  private @Nullable Decimal optional(char letter) {
    return event.has(letter) ? event.decimal(letter) : null;
  }

  /** What contracts are worth in quote units; null where that is not known. */
  private static @Nullable Decimal value(Instrument instrument, Decimal contracts) {
    Decimal contractSize = instrument.contractSize();
    return contractSize == null
        ? null
        : Decimal.of(contracts.toBigDecimal().multiply(contractSize.toBigDecimal()));
  }

  private Instrument instrument() {
    event.goTo('s');
    Instrument instrument = symbols.readSubscribed(json);
    envelope.checkSymbol();
    return instrument;
  }
}
