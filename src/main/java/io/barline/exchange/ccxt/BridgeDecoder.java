package io.barline.exchange.ccxt;

import static io.barline.exchange.JsonCursor.ascii;

import io.barline.exchange.Inbound;
import io.barline.exchange.JsonDecoder;
import io.barline.exchange.MalformedFrame;
import io.barline.exchange.NativeSymbols;
import io.barline.exchange.SymbolTable;
import io.barline.market.Bar;
import io.barline.market.Instrument;
import io.barline.market.Trade;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of the bridge, as ccxt-bridge/PROTOCOL.md has them. Field {@code t} comes first
 * and says what a frame is:
 *
 * <pre>{@code
 * {"t":"trades","s":"BTC/USD","d":[[1795354099295,"60001","0.01",1,"17"]]}
 * }</pre>
 *
 * <p>Frames of a kind that is not known are left alone: a newer bridge may tell more.
 */
final class BridgeDecoder extends JsonDecoder {
  private static final byte[] KIND = ascii("t");
  private static final byte[] TRADES = ascii("trades");
  private static final byte[] BOOK = ascii("book");
  private static final byte[] BARS = ascii("ohlcv");
  private static final byte[] TICKER = ascii("ticker");
  private static final byte[] RESET = ascii("reset");
  private static final Inbound HEARTBEAT = new Inbound.Heartbeat();

  private final TradeRows trades;
  private final BarRows bars;
  private final Books books;
  private final Tickers tickers;
  private final Notices notices;

  BridgeDecoder(NativeSymbols symbols) {
    SymbolTable table = new SymbolTable(byUnified(symbols));
    this.trades = new TradeRows(json, table);
    this.bars = new BarRows(json, table);
    this.books = new Books(json, table);
    this.tickers = new Tickers(json, table);
    this.notices = new Notices(json);
  }

  /** The bridge tells unified symbols. */
  private static NativeSymbols byUnified(NativeSymbols symbols) {
    return new NativeSymbols() {
      @Override
      public @Nullable Instrument find(String symbol) {
        return symbols.unified(symbol);
      }

      @Override
      public int version() {
        return symbols.version();
      }
    };
  }

  @Override
  protected void read(long receiveTime, Consumer<Inbound> sink) {
    json.beginObject();
    if (!json.nextField() || !json.textIs(KIND)) {
      throw new MalformedFrame("the first field must be \"t\"");
    }
    json.readString();
    if (json.textIs(TRADES)) {
      List<Trade> read = trades.read(receiveTime);
      for (int i = 0; i < read.size(); i++) {
        sink.accept(new Inbound.Data(read.get(i)));
      }
    } else if (json.textIs(BOOK)) {
      sink.accept(new Inbound.Data(books.read(receiveTime)));
    } else if (json.textIs(BARS)) {
      for (Bar bar : bars.read(receiveTime)) {
        sink.accept(new Inbound.Data(bar));
      }
    } else if (json.textIs(TICKER)) {
      sink.accept(new Inbound.Data(tickers.read(receiveTime)));
    } else if (json.textIs(RESET)) {
      sink.accept(new Inbound.Data(books.reset(receiveTime)));
    } else {
      Notices.Kind kind = Notices.Kind.of(json.text());
      sink.accept(kind == null ? other() : notices.read(kind));
    }
  }

  /** It tells that the bridge lives, and what else it tells is not known. */
  private Inbound other() {
    while (json.nextField()) {
      json.skip();
    }
    json.finish();
    return HEARTBEAT;
  }
}
