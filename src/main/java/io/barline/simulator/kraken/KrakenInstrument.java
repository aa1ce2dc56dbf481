package io.barline.simulator.kraken;

import io.barline.market.Decimal;
import io.barline.simulator.MarketTerms;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;

/**
 * A pair that trades on the simulated Kraken.
 *
 * @param symbol the name in WebSocket v2, for example {@code BTC/USD}
 * @param id the name in REST's answers, for example {@code XXBTZUSD}
 * @param altname the short name in REST, for example {@code XBTUSD}
 * @param wsname the name in WebSocket v1, for example {@code XBT/USD}
 * @param status as Kraken names it: {@code online}, {@code cancel_only}, {@code delisted}
 */
public record KrakenInstrument(
    String symbol,
    String id,
    String altname,
    String wsname,
    KrakenAsset base,
    KrakenAsset quote,
    String status,
    MarketTerms terms) {

  private static final Map<String, KrakenAsset> ASSETS =
      Map.of(
          "BTC", new KrakenAsset("XXBT", "XBT", 10, 5),
          "ETH", new KrakenAsset("XETH", "ETH", 10, 5),
          "USD", new KrakenAsset("ZUSD", "USD", 4, 2),
          "EUR", new KrakenAsset("ZEUR", "EUR", 4, 2));

  /** The instruments that are listed unless told otherwise. */
  public static final List<KrakenInstrument> DEFAULTS =
      List.of(
          of("BTC", "USD", "0.1", "65000", "0.02"),
          of("ETH", "USD", "0.01", "3200", "0.3"),
          of("BTC", "EUR", "0.1", "60000", "0.02"),
          of("SOL", "USD", "0.01", "150", "4"));

  /** One that is online; its sizes have 8 decimals. */
  public static KrakenInstrument of(
      String base, String quote, String tick, String price, String size) {
    KrakenAsset sold = asset(base);
    KrakenAsset paid = asset(quote);
    // Only pairs of two assets with the old names have a name made of those.
    boolean old = !sold.id().equals(sold.altname()) && !paid.id().equals(paid.altname());
    String altname = sold.altname() + paid.altname();
    String symbol = base + "/" + quote;
    return new KrakenInstrument(
        symbol,
        old ? sold.id() + paid.id() : altname,
        altname,
        sold.altname() + "/" + paid.altname(),
        sold,
        paid,
        "online",
        MarketTerms.of(symbol, tick, "0.00000001", price, size));
  }

  private static KrakenAsset asset(String code) {
    return ASSETS.getOrDefault(code, new KrakenAsset(code, code, 8, 5));
  }

  /** The same in another state. */
  public KrakenInstrument withStatus(String value) {
    return new KrakenInstrument(symbol, id, altname, wsname, base, quote, value, terms);
  }

  /** With all decimals of the pair. */
  String price(Decimal price) {
    return exact(price.toBigDecimal(), terms.tickSize());
  }

  String size(Decimal size) {
    return exact(size.toBigDecimal(), terms.lotSize());
  }

  /** What a unit cost on average where {@code size} units were worth {@code value}. */
  String average(Decimal value, Decimal size) {
    return size.signum() == 0
        ? exact(BigDecimal.ZERO, terms.tickSize())
        : value
            .toBigDecimal()
            .divide(size.toBigDecimal(), terms.tickSize().scale(), RoundingMode.HALF_EVEN)
            .toPlainString();
  }

  private static String exact(BigDecimal value, Decimal step) {
    return value.setScale(step.scale(), RoundingMode.UNNECESSARY).toPlainString();
  }
}
