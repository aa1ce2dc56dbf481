package io.barline.simulator.okx;

import io.barline.market.Level;
import io.barline.market.Side;
import io.barline.simulator.Candle;
import io.barline.simulator.MarketBook;
import io.barline.simulator.MarketTrade;
import java.util.List;
import java.util.stream.Collectors;

/** What streams and REST write alike. */
final class OkxRows {
  private static final long MILLISECOND = 1_000_000L;

  private OkxRows() {}

  /** {@code {"instId":"BTC-USDT","tradeId":"1","px":"1","sz":"1","side":"buy","ts":"1"}}. */
  static String trade(MarketTrade trade, String instId, String more) {
    return "{\"instId\":\"%s\",\"tradeId\":\"%d\",\"px\":\"%s\",\"sz\":\"%s\",\"side\":\"%s\",\"ts\":\"%d\"%s}"
        .formatted(
            instId,
            trade.id(),
            trade.price(),
            trade.size(),
            trade.taker() == Side.BUY ? "buy" : "sell",
            trade.time() / MILLISECOND,
            more);
  }

  /** {@code ["ts","o","h","l","c","vol","volCcy","volCcyQuote","confirm"]}. */
  static String candle(OkxInstrument instrument, Candle candle, boolean closed) {
    return "[\"%d\",\"%s\",\"%s\",\"%s\",\"%s\",\"%s\",\"%s\",\"%s\",\"%d\"]"
        .formatted(
            candle.start() / MILLISECOND,
            candle.open(),
            candle.high(),
            candle.low(),
            candle.close(),
            candle.volume(),
            instrument.currencyVolume(candle),
            instrument.quoteVolume(candle),
            closed ? 1 : 0);
  }

  /** Each level with its price, size, an old field that is 0, and the number of its orders. */
  static String side(List<Level> levels) {
    return levels.stream()
        .map(
            level ->
                "[\"%s\",\"%s\",\"0\",\"%d\"]"
                    .formatted(level.price(), level.size(), level.size().signum()))
        .collect(Collectors.joining(",", "[", "]"));
  }

  /** {@code sums} are those of all known trades rather than of 24 hours. */
  static String ticker(OkxInstrument instrument, Candle sums, MarketBook best, long time) {
    Level bid = best.bids().getFirst();
    Level ask = best.asks().getFirst();
    return "{\"instType\":\"%s\",\"instId\":\"%s\",\"last\":\"%s\",\"lastSz\":\"%s\",\"askPx\":\"%s\",\"askSz\":\"%s\",\"bidPx\":\"%s\",\"bidSz\":\"%s\",\"open24h\":\"%s\",\"high24h\":\"%s\",\"low24h\":\"%s\",\"volCcy24h\":\"%s\",\"vol24h\":\"%s\",\"ts\":\"%d\",\"sodUtc0\":\"%s\",\"sodUtc8\":\"%s\"}"
        .formatted(
            instrument.type(),
            instrument.instId(),
            sums.close(),
            instrument.terms().lotSize(),
            ask.price(),
            ask.size(),
            bid.price(),
            bid.size(),
            sums.open(),
            sums.high(),
            sums.low(),
            instrument.currencyVolume(sums),
            sums.volume(),
            time / MILLISECOND,
            sums.open(),
            sums.open());
  }
}
