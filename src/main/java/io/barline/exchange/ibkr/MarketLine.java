package io.barline.exchange.ibkr;

import io.barline.exchange.Inbound;
import io.barline.exchange.MalformedFrame;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Quote;
import io.barline.market.Side;
import io.barline.market.Trade;
import io.barline.market.UtcNanos;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One market data line: the best bid and ask, told side by side, and trades as RTVolume, which the
 * exchange samples. Without a time of its own, a quote is of when it came.
 *
 * <pre>{@code
 * 1 6 7 1 249.99 300 0               bid 249.99 for 300
 * 2 6 7 3 1200                       the ask's size is 1200
 * 46 6 7 48 250.01;100;1795356000123;51234;249.87;true
 * 58 1 7 3                           data is delayed from now on
 * }</pre>
 */
final class MarketLine extends Stream {
  /** Sides come one after the other: for so long they may seem to cross. */
  private static final long CROSSED = UtcNanos.SECOND;

  private static final String TRADES = "233";

  /** How its data is where no live data may be had. */
  static final String DELAYED = "delayed, by 15 minutes or so";

  /** The names that may be of it: for each tick, so made once. */
  private final String quotes;

  private final String trades;

  private final int serverVersion;
  private @Nullable Decimal bid;
  private @Nullable Decimal ask;
  private Decimal bidSize = Decimal.ZERO;
  private Decimal askSize = Decimal.ZERO;
  private @Nullable Quote told;
  private long crossedSince;

  /** Whether the sides that are known are delayed ones. */
  private boolean delayedSides;

  private boolean delayed;
  private boolean frozen;
  private boolean halted;
  private String lastTrade = "";

  MarketLine(int id, String nativeSymbol, Contract contract, int serverVersion) {
    super(id, nativeSymbol, contract);
    this.serverVersion = serverVersion;
    this.quotes = Names.QUOTES.of(nativeSymbol);
    this.trades = Names.TRADES.of(nativeSymbol);
  }

  /** Whether its trades are wanted. */
  boolean bringsTrades() {
    return names.contains(trades);
  }

  @Override
  String request() {
    boolean tells = contract.kind().map(Kind::tellsTrades).orElse(false);
    return Requests.marketData(id, contract, tells ? TRADES : "");
  }

  @Override
  String cancel() {
    return Requests.cancelMarketData(id);
  }

  @Override
  Stream of(int newId, Contract other) {
    return new MarketLine(newId, nativeSymbol, other, serverVersion);
  }

  @Override
  void read(
      int message,
      FieldReader fields,
      Instrument instrument,
      long receiveTime,
      Consumer<Inbound> sink) {
    switch (message) {
      case Replies.TICK_PRICE -> {
        int tick = fields.integer();
        Decimal price = fields.decimal();
        side(tick, price == null || price.signum() <= 0 ? Decimal.ZERO : price, fields.decimal());
        quote(instrument, receiveTime, sink);
      }
      case Replies.TICK_SIZE -> {
        size(fields.integer(), fields.decimal());
        quote(instrument, receiveTime, sink);
      }
      case Replies.TICK_STRING -> text(fields.integer(), fields, instrument, receiveTime, sink);
      case Replies.TICK_GENERIC -> generic(fields.integer(), fields.decimal(), sink);
      case Replies.MARKET_DATA_TYPE -> type(fields.integer(), sink);
      default -> {}
    }
  }

  /**
   * No price is one of 0, as in {@link Quote}. Where live data begins or ends, a delayed side and a
   * live one are no quote together.
   */
  private void side(int tick, Decimal price, @Nullable Decimal size) {
    Decimal known = price.signum() == 0 || size == null ? Decimal.ZERO : size;
    boolean delayedSide = tick == Ticks.DELAYED_BID || tick == Ticks.DELAYED_ASK;
    if (delayedSide != delayedSides && (delayedSide || tick == Ticks.BID || tick == Ticks.ASK)) {
      if (price.signum() == 0) {
        return;
      }
      delayedSides = delayedSide;
      bid = null;
      ask = null;
    }
    switch (tick) {
      case Ticks.BID, Ticks.DELAYED_BID -> {
        bid = price;
        bidSize = shares(known);
      }
      case Ticks.ASK, Ticks.DELAYED_ASK -> {
        ask = price;
        askSize = shares(known);
      }
      default -> {}
    }
  }

  private void size(int tick, @Nullable Decimal size) {
    if (size == null) {
      return;
    }
    if (tick == (delayedSides ? Ticks.DELAYED_BID_SIZE : Ticks.BID_SIZE)) {
      bidSize = isNone(bid) ? bidSize : shares(size);
    } else if (tick == (delayedSides ? Ticks.DELAYED_ASK_SIZE : Ticks.ASK_SIZE)) {
      askSize = isNone(ask) ? askSize : shares(size);
    }
  }

  private static boolean isNone(@Nullable Decimal price) {
    return price == null || price.signum() == 0;
  }

  private Decimal shares(Decimal size) {
    return Units.live(size, contract, serverVersion);
  }

  private void quote(Instrument instrument, long receiveTime, Consumer<Inbound> sink) {
    Decimal best = bid;
    Decimal least = ask;
    if (best == null || least == null || !names.contains(quotes)) {
      return;
    }
    boolean crossed = !isNone(best) && !isNone(least) && best.compareTo(least) > 0;
    crossedSince = !crossed ? 0 : crossedSince == 0 ? receiveTime : crossedSince;
    if (crossed && receiveTime - crossedSince < CROSSED) {
      return;
    }
    Quote next =
        new Quote(instrument, Trade.NO_SEQUENCE, best, bidSize, least, askSize, 0, receiveTime);
    if (told == null || !isSame(told, next)) {
      told = next;
      sink.accept(new Inbound.Data(next));
    }
  }

  /** Messages repeat what others said. */
  private static boolean isSame(Quote one, Quote other) {
    return one.bid().equals(other.bid())
        && one.ask().equals(other.ask())
        && one.bidSize().equals(other.bidSize())
        && one.askSize().equals(other.askSize());
  }

  @Override
  void joined(Instrument instrument, long receiveTime, Consumer<Inbound> sink) {
    told = null;
    quote(instrument, receiveTime, sink);
    note(sink);
  }

  private void text(
      int tick,
      FieldReader fields,
      Instrument instrument,
      long receiveTime,
      Consumer<Inbound> sink) {
    boolean isTrade = tick == Ticks.RT_VOLUME || tick == Ticks.RT_TRADE_VOLUME;
    if (isTrade && bringsTrades() && !delayed) {
      Trade trade = trade(fields.text(), instrument, receiveTime);
      if (trade != null) {
        sink.accept(new Inbound.Data(trade));
      }
    }
  }

  /** Price, size, time in milliseconds, and totals; null where it tells only totals. */
  private @Nullable Trade trade(String text, Instrument instrument, long receiveTime) {
    String[] parts = text.split(";", -1);
    if (parts.length < 3) {
      throw new MalformedFrame("RTVolume has %d parts of 6".formatted(parts.length));
    }
    if (parts[0].isEmpty() || parts[1].isEmpty() || text.equals(lastTrade)) {
      return null; // each trade adds to the total: one that is told alike is told again
    }
    try {
      Decimal price = Decimal.parse(parts[0]);
      Decimal size = Decimal.parse(parts[1]);
      long time = Math.multiplyExact(Long.parseLong(parts[2]), UtcNanos.MILLISECOND);
      if (size.signum() < 0 || time < 0) {
        throw new MalformedFrame("RTVolume has a size or time below 0");
      }
      lastTrade = text;
      return size.signum() == 0
          ? null
          : new Trade(
              instrument,
              Trade.NO_SEQUENCE,
              null,
              price,
              shares(size),
              Side.UNKNOWN,
              1,
              time,
              receiveTime);
    } catch (NumberFormatException | ArithmeticException nonsense) {
      throw new MalformedFrame("RTVolume makes no sense: " + nonsense.getMessage());
    }
  }

  private void generic(int tick, @Nullable Decimal value, Consumer<Inbound> sink) {
    if (tick == Ticks.HALTED || tick == Ticks.DELAYED_HALTED) {
      halted = value != null && value.signum() > 0;
      note(sink);
    }
  }

  /** Live, frozen, delayed, or both of the last two. */
  private void type(int type, Consumer<Inbound> sink) {
    delayed = type == 3 || type == 4;
    frozen = type == 2 || type == 4;
    note(sink);
  }

  /** Of delayed data no trades can be made. */
  boolean isDelayed() {
    return delayed;
  }

  private void note(Consumer<Inbound> sink) {
    String note =
        halted
            ? "trading is halted"
            : delayed && frozen
                ? "delayed and frozen: as the market was when it closed"
                : delayed ? DELAYED : frozen ? "frozen: as the market was when it closed" : null;
    note(note, sink);
  }
}
