package io.barline.simulator.alpaca;

import io.barline.market.Decimal;
import io.barline.market.Level;
import io.barline.market.Side;
import io.barline.market.UtcNanos;
import io.barline.simulator.Candle;
import io.barline.simulator.MarketBook;
import io.barline.simulator.MarketTrade;
import java.math.RoundingMode;
import java.util.List;
import java.util.StringJoiner;

/** One asset's events as Alpaca writes them, in streams and in REST. */
final class AssetEvents {
  private static final int VWAP_SCALE = 9;

  private final SimulatedAsset asset;

  AssetEvents(SimulatedAsset asset) {
    this.asset = asset;
  }

  /** {@code fields} as an event of a stream. */
  String streamed(String kind, String fields) {
    return streamed(kind, asset.symbol(), fields);
  }

  static String streamed(String kind, String symbol, String fields) {
    return "{\"T\":\"%s\",\"S\":\"%s\",%s}".formatted(kind, symbol, fields);
  }

  String trade(MarketTrade trade) {
    String fields =
        "\"i\":%d,\"p\":%s,\"s\":%s,\"t\":\"%s\""
            .formatted(trade.id(), trade.price(), trade.size(), UtcNanos.format(trade.time()));
    return asset.isCrypto()
        ? fields + ",\"tks\":\"" + (trade.taker() == Side.BUY ? "B" : "S") + "\""
        : fields + ",\"x\":\"V\",\"c\":[\"@\"],\"z\":\"C\"";
  }

  String quote(MarketBook best) {
    Level bid = best.bids().getFirst();
    Level ask = best.asks().getFirst();
    String fields =
        "\"bp\":%s,\"bs\":%s,\"ap\":%s,\"as\":%s,\"t\":\"%s\""
            .formatted(
                bid.price(), bid.size(), ask.price(), ask.size(), UtcNanos.format(best.time()));
    return asset.isCrypto()
        ? fields
        : fields + ",\"bx\":\"V\",\"ax\":\"V\",\"c\":[\"R\"],\"z\":\"C\"";
  }

  String bar(Candle bar) {
    Decimal vwap =
        bar.volume().signum() == 0
            ? Decimal.ZERO
            : Decimal.of(
                bar.value()
                    .toBigDecimal()
                    .divide(bar.volume().toBigDecimal(), VWAP_SCALE, RoundingMode.HALF_EVEN));
    return "\"o\":%s,\"h\":%s,\"l\":%s,\"c\":%s,\"v\":%s,\"n\":%d,\"vw\":%s,\"t\":\"%s\""
        .formatted(
            bar.open(),
            bar.high(),
            bar.low(),
            bar.close(),
            bar.volume(),
            bar.trades(),
            vwap,
            UtcNanos.format(bar.start()));
  }

  String book(MarketBook book) {
    return "\"t\":\"%s\",\"b\":%s,\"a\":%s"
        .formatted(UtcNanos.format(book.time()), levels(book.bids()), levels(book.asks()));
  }

  private static String levels(List<Level> levels) {
    StringJoiner list = new StringJoiner(",", "[", "]");
    for (Level level : levels) {
      list.add("{\"p\":%s,\"s\":%s}".formatted(level.price(), level.size()));
    }
    return list.toString();
  }
}
