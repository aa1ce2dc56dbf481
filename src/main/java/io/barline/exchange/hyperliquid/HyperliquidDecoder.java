package io.barline.exchange.hyperliquid;

import static io.barline.exchange.JsonCursor.ascii;

import io.barline.exchange.Inbound;
import io.barline.exchange.JsonDecoder;
import io.barline.exchange.MalformedFrame;
import io.barline.exchange.NativeSymbols;
import io.barline.exchange.SymbolTable;
import io.barline.market.MarketEvent;
import java.util.List;
import java.util.function.Consumer;

/**
 * Reads <a
 * href="https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api/websocket/subscriptions">messages</a>,
 * which all name their channel:
 *
 * <pre>{@code
 * {"channel":"bbo","data":{"coin":"ETH","time":1795356000123,"bbo":[
 *   {"px":"3150.1","sz":"12.5","n":4},{"px":"3150.2","sz":"3.1","n":1}]}}
 * }</pre>
 *
 * <p>A message of a channel that is not known is a heartbeat.
 */
final class HyperliquidDecoder extends JsonDecoder {
  /** The fields that most messages have. */
  static final byte[] COIN = ascii("coin");

  static final byte[] TIME = ascii("time");

  private static final int ABSENT = -1;
  private static final byte[] CHANNEL = ascii("channel");
  private static final byte[] DATA = ascii("data");
  private static final byte[] TRADES = ascii("trades");
  private static final byte[] QUOTES = ascii("bbo");
  private static final byte[] BOOK = ascii("l2Book");
  private static final byte[] CANDLE = ascii("candle");
  private static final byte[] PERPETUAL = ascii("activeAssetCtx");
  private static final byte[] SPOT = ascii("activeSpotAssetCtx");
  private static final byte[] RESPONSE = ascii("subscriptionResponse");
  private static final byte[] ERROR = ascii("error");
  private static final Inbound HEARTBEAT = new Inbound.Heartbeat();

  private final Trades trades;
  private final Books books;
  private final Candles candles;
  private final AssetContexts contexts;
  private final Replies replies;

  /**
   * @param depth of the books on this connection
   */
  HyperliquidDecoder(NativeSymbols symbols, int depth) {
    var table = new SymbolTable(symbols);
    this.trades = new Trades(json, table);
    this.books = new Books(json, table, depth);
    this.candles = new Candles(json, table);
    this.contexts = new AssetContexts(json, table);
    this.replies = new Replies(json);
  }

  @Override
  protected void read(long receiveTime, Consumer<Inbound> sink) {
    int channel = ABSENT;
    int data = ABSENT;
    json.beginObject();
    while (json.nextField()) {
      if (json.textIs(CHANNEL)) {
        channel = json.position();
      } else if (json.textIs(DATA)) {
        data = json.position();
      }
      json.skip();
    }
    json.finish();
    if (channel == ABSENT) {
      throw new MalformedFrame("no channel");
    }
    json.seek(channel);
    json.readString();
    if (json.textIs(TRADES)) {
      seek(data);
      tell(trades.read(receiveTime), sink);
    } else if (json.textIs(BOOK)) {
      seek(data);
      sink.accept(new Inbound.Data(books.book(receiveTime)));
    } else if (json.textIs(QUOTES)) {
      seek(data);
      sink.accept(new Inbound.Data(books.quote(receiveTime)));
    } else if (json.textIs(CANDLE)) {
      seek(data);
      tell(candles.read(receiveTime), sink);
    } else if (json.textIs(PERPETUAL) || json.textIs(SPOT)) {
      seek(data);
      sink.accept(new Inbound.Data(contexts.read(receiveTime)));
    } else if (json.textIs(RESPONSE)) {
      seek(data);
      sink.accept(replies.response());
    } else if (json.textIs(ERROR)) {
      seek(data);
      sink.accept(replies.error());
    } else {
      sink.accept(HEARTBEAT);
    }
  }

  private void seek(int data) {
    if (data == ABSENT) {
      throw new MalformedFrame("no data");
    }
    json.seek(data);
  }

  private static void tell(List<? extends MarketEvent> events, Consumer<Inbound> sink) {
    for (int i = 0; i < events.size(); i++) {
      sink.accept(new Inbound.Data(events.get(i)));
    }
  }
}
