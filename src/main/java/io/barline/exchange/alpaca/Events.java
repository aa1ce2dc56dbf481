package io.barline.exchange.alpaca;

import static io.barline.exchange.alpaca.Fields.name;

import io.barline.exchange.JsonCursor;
import io.barline.exchange.Kline;
import io.barline.exchange.LevelReader;
import io.barline.market.Bar;
import io.barline.market.BookDelta;
import io.barline.market.BookSnapshot;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Interval;
import io.barline.market.Level;
import io.barline.market.MarketEvent;
import io.barline.market.Quote;
import io.barline.market.Side;
import io.barline.market.Trade;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The events of <a href="https://docs.alpaca.markets/docs/real-time-stock-pricing-data">stocks</a>
 * and <a href="https://docs.alpaca.markets/docs/real-time-crypto-pricing-data">crypto</a>, which
 * streams and REST write alike.
 */
final class Events {
  private static final int P = name("p");
  private static final int S = name("s");
  private static final int I = name("i");
  private static final int X = name("x");
  private static final int T = name("t");
  private static final int TKS = name("tks");
  private static final int BP = name("bp");
  private static final int BS = name("bs");
  private static final int AP = name("ap");
  private static final int AS = name("as");
  private static final int O = name("o");
  private static final int H = name("h");
  private static final int L = name("l");
  private static final int C = name("c");
  private static final int V = name("v");
  private static final int N = name("n");
  private static final int VW = name("vw");
  private static final int A = name("a");
  private static final int B = name("b");
  private static final int R = name("r");

  private static final Comparator<Level> BY_PRICE = Comparator.comparing(Level::price);

  private final JsonCursor json;
  private final Fields fields;
  private final LevelReader levels;
  private final Kline kline = new Kline();
  private final boolean crypto;
  private final boolean severalExchanges;
  private final int quoteSizeUnit;

  Events(JsonCursor json, Fields fields, Market market, AlpacaSettings settings) {
    this.json = json;
    this.fields = fields;
    this.levels = LevelReader.ofObjects(json, "p", "s");
    this.crypto = market == Market.CRYPTO;
    this.severalExchanges = !crypto && !settings.feed().equals("iex");
    this.quoteSizeUnit = crypto ? 1 : settings.quoteSizeUnit();
  }

  /**
   * A trade. Ids of stocks are unique on one exchange, whose code {@code x} therefore leads the id
   * where the feed brings several; {@code tks} is crypto's, the taker's side.
   *
   * <pre>{@code
   * {"T":"t","S":"AAPL","i":5124,"x":"V","p":271.48,"s":100,"c":["@"],
   *   "t":"2026-11-20T15:00:00.123456789Z","z":"C"}
   * {"T":"t","S":"BTC/USD","p":87250.5,"s":0.0012,"t":"2026-11-22T14:00:00.1234Z",
   *   "i":7120331180446291,"tks":"B"}
   * }</pre>
   */
  Trade trade(Instrument instrument, long receiveTime) {
    long id = fields.count(I);
    String textId = null;
    if (severalExchanges) {
      fields.string(X);
      textId = json.text() + "-" + id;
    }
    return new Trade(
        instrument,
        textId == null ? id : Trade.NO_SEQUENCE,
        textId,
        fields.decimal(P),
        fields.decimal(S),
        taker(),
        1,
        fields.time(T),
        receiveTime);
  }

  private Side taker() {
    if (!crypto || !fields.has(TKS)) {
      return Side.UNKNOWN;
    }
    fields.string(TKS);
    return switch (json.letter()) {
      case 'B' -> Side.BUY;
      case 'S' -> Side.SELL;
      default -> Side.UNKNOWN;
    };
  }

  /**
   * Best bid and ask; a side without an offer is 0 for 0.
   *
   * <pre>{@code
   * {"T":"q","S":"AAPL","bx":"V","bp":271.47,"bs":120,"ax":"V","ap":271.5,"as":280,"c":["R"],
   *   "t":"2026-11-20T15:00:00.1Z","z":"C"}
   * {"T":"q","S":"BTC/USD","bp":87250.1,"bs":0.3,"ap":87251,"as":1.25,"t":"2026-11-22T14:00:00Z"}
   * }</pre>
   */
  Quote quote(Instrument instrument, long receiveTime) {
    return new Quote(
        instrument,
        Trade.NO_SEQUENCE,
        fields.decimal(BP),
        shares(fields.decimal(BS)),
        fields.decimal(AP),
        shares(fields.decimal(AS)),
        fields.time(T),
        receiveTime);
  }

  private Decimal shares(Decimal size) {
    return quoteSizeUnit == 1
        ? size
        : Decimal.of(size.toBigDecimal().multiply(BigDecimal.valueOf(quoteSizeUnit)));
  }

  /**
   * A bar, told by {@code b} when its minute is over and by {@code u} again when trades came late.
   * What a buyer took of it is not told. {@code t} is its start.
   *
   * <pre>{@code
   * {"T":"b","S":"AAPL","o":271.4,"h":271.9,"l":271.38,"c":271.85,"v":18204,"vw":271.652,"n":211,
   *   "t":"2026-11-20T15:00:00Z"}
   * }</pre>
   */
  Bar bar(
      Instrument instrument, Interval interval, int revision, boolean streamed, long receiveTime) {
    kline.start = fields.time(T);
    kline.checkStart(interval);
    kline.open = fields.decimal(O);
    kline.high = fields.decimal(H);
    kline.low = fields.decimal(L);
    kline.close = fields.decimal(C);
    kline.volume = fields.decimal(V);
    kline.vwap = fields.decimal(VW); // rounded: the quote volume does not follow from it exactly
    kline.trades = fields.count(N);
    kline.closed = streamed || interval.end(kline.start) <= receiveTime;
    kline.revision = revision;
    return kline.toBar(instrument, interval, receiveTime, receiveTime);
  }

  /**
   * A whole book, marked by {@code r}, or what changed in one.
   *
   * <pre>{@code
   * {"T":"o","S":"BTC/USD","t":"2026-11-22T14:00:00.1Z","b":[{"p":87250.1,"s":0.3}],
   *   "a":[{"p":87251,"s":1.25}],"r":true}
   * }</pre>
   *
   * @param whole whether it is whole even without a mark
   */
  MarketEvent book(Instrument instrument, boolean whole, long receiveTime) {
    List<Level> bids = levels(B);
    List<Level> asks = levels(A);
    long time = fields.time(T);
    int depth = Market.BOOK.depth();
    if (!whole && !isMarkedWhole()) {
      return new BookDelta(
          instrument,
          depth,
          Trade.NO_SEQUENCE,
          Trade.NO_SEQUENCE,
          Trade.NO_SEQUENCE,
          bids,
          asks,
          time,
          receiveTime);
    }
    return new BookSnapshot(
        instrument,
        depth,
        Trade.NO_SEQUENCE,
        sorted(bids, BY_PRICE.reversed()),
        sorted(asks, BY_PRICE),
        time,
        receiveTime);
  }

  private boolean isMarkedWhole() {
    if (!fields.has(R)) {
      return false;
    }
    fields.goTo(R);
    return json.readBoolean();
  }

  private List<Level> levels(int side) {
    if (!fields.has(side)) {
      return List.of();
    }
    fields.goTo(side);
    return levels.readSide();
  }

  /** No order is documented. */
  private static List<Level> sorted(List<Level> side, Comparator<Level> order) {
    List<Level> sorted = new ArrayList<>(side);
    sorted.sort(order);
    return sorted;
  }
}
