package io.barline.simulator.hyperliquid;

import io.barline.market.Decimal;
import io.barline.market.Level;
import io.barline.market.Side;
import io.barline.market.UtcNanos;
import io.barline.simulator.Candle;
import io.barline.simulator.MarketBook;
import io.barline.simulator.MarketTrade;
import java.util.List;
import java.util.stream.Collectors;
import tools.jackson.databind.node.JsonNodeFactory;

/** What is told of one coin, as JSON. */
final class Messages {
  private static final long FIFTY_BITS = (1L << 50) - 1;

  /** Of trades that no transaction stands for: some are told so. */
  private static final String NO_HASH = "0x" + "0".repeat(64);

  private static final int ONE_WITHOUT_HASH_IN = 8;

  private final String coin;
  private final String quotedCoin;

  Messages(String coin) {
    this(coin, coin);
  }

  /** Of {@code coin}, told under another name. */
  Messages(String coin, String named) {
    this.coin = coin;
    this.quotedCoin = JsonNodeFactory.instance.stringNode(named).toString();
  }

  String channel(String channel, String payload) {
    return "{\"channel\":\"" + channel + "\",\"data\":" + payload + "}";
  }

  String trades(List<MarketTrade> trades) {
    return channel("trades", tradeList(trades));
  }

  String tradeList(List<MarketTrade> trades) {
    return trades.stream().map(this::trade).collect(Collectors.joining(",", "[", "]"));
  }

  private String trade(MarketTrade trade) {
    long id = tradeId(coin, trade);
    String hash = id % ONE_WITHOUT_HASH_IN == 0 ? NO_HASH : "0x" + "%016x".formatted(id).repeat(4);
    return "{\"coin\":%s,\"side\":\"%s\",\"px\":%s,\"sz\":%s,\"time\":%d,\"hash\":\"%s\",\"tid\":%d,\"users\":[\"0x%040x\",\"0x%040x\"]}"
        .formatted(
            quotedCoin,
            trade.taker() == Side.BUY ? "B" : "A",
            number(trade.price()),
            number(trade.size()),
            millis(trade.time()),
            hash,
            id,
            id & 0xFF,
            (id >> 8) & 0xFF);
  }

  /** A hash of 50 bits, as the exchange makes its ids: they neither grow nor follow each other. */
  static long tradeId(String coin, MarketTrade trade) {
    long mixed = trade.id() + coin.hashCode() * 0x9E3779B97F4A7C15L;
    mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
    return (mixed ^ (mixed >>> 31)) & FIFTY_BITS;
  }

  String quote(MarketBook book, long time) {
    return channel(
        "bbo",
        "{\"coin\":%s,\"time\":%d,\"bbo\":[%s,%s]}"
            .formatted(quotedCoin, millis(time), best(book.bids()), best(book.asks())));
  }

  private static String best(List<Level> side) {
    return side.isEmpty() ? "null" : level(side.getFirst());
  }

  String book(MarketBook book, long time) {
    return "{\"coin\":%s,\"time\":%d,\"levels\":[%s,%s]}"
        .formatted(quotedCoin, millis(time), side(book.bids()), side(book.asks()));
  }

  private static String side(List<Level> levels) {
    return levels.stream().map(Messages::level).collect(Collectors.joining(",", "[", "]"));
  }

  private static String level(Level level) {
    return "{\"px\":%s,\"sz\":%s,\"n\":1}".formatted(number(level.price()), number(level.size()));
  }

  String candle(String interval, Candle candle) {
    return "{\"t\":%d,\"T\":%d,\"s\":%s,\"i\":\"%s\",\"o\":%s,\"c\":%s,\"h\":%s,\"l\":%s,\"v\":%s,\"n\":%d}"
        .formatted(
            millis(candle.start()),
            millis(candle.end()) - 1,
            quotedCoin,
            interval,
            number(candle.open()),
            number(candle.close()),
            number(candle.high()),
            number(candle.low()),
            number(candle.volume()),
            candle.trades());
  }

  String context(boolean spot, Decimal price, Decimal before, Decimal volume, Decimal value) {
    String perpetual =
        "\"funding\":\"0.0000125\",\"openInterest\":\"28411.5\",\"premium\":\"0.0\",\"oraclePx\":%s,"
            .formatted(number(price));
    return channel(
        spot ? "activeSpotAssetCtx" : "activeAssetCtx",
        "{\"coin\":%s,\"ctx\":{%s\"prevDayPx\":%s,\"dayNtlVlm\":%s,\"markPx\":%s,\"midPx\":%s,\"dayBaseVlm\":%s}}"
            .formatted(
                quotedCoin,
                spot ? "" : perpetual,
                number(before),
                number(value),
                number(price),
                number(price),
                number(volume)));
  }

  /** In quotes, with one decimal at least. */
  private static String number(Decimal value) {
    return "\"" + value + (value.scale() == 0 ? ".0\"" : "\"");
  }

  private static long millis(long nanos) {
    return nanos / UtcNanos.MILLISECOND;
  }
}
