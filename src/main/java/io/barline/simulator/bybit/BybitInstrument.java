package io.barline.simulator.bybit;

import io.barline.market.Decimal;
import io.barline.simulator.MarketTerms;
import java.util.List;
import java.util.UUID;

/**
 * Something that trades on the simulated Bybit.
 *
 * @param symbol the exchange's own name, unique within the category
 * @param contractType as Bybit names it, for example {@code LinearPerpetual}; empty on spot
 * @param status as Bybit names it: {@code Trading}, {@code PreLaunch}, {@code Delivering}, {@code
 *     Closed}
 * @param deliveryTime of dated contracts, in milliseconds since the epoch; 0 for others
 */
public record BybitInstrument(
    BybitCategory category,
    String symbol,
    String base,
    String quote,
    String settle,
    String contractType,
    String status,
    long deliveryTime,
    MarketTerms terms) {

  /** The instruments that are listed unless told otherwise. */
  public static final List<BybitInstrument> DEFAULTS =
      List.of(
          spot("BTC", "USDT", "0.01", "0.000001", "65000", "0.02"),
          spot("ETH", "USDT", "0.01", "0.00001", "3200", "0.3"),
          linear("BTCUSDT", "BTC", "USDT", "0.1", "0.001", "65010", "0.05"),
          linear("ETHUSDT", "ETH", "USDT", "0.01", "0.01", "3201", "0.8"),
          linear("BTCPERP", "BTC", "USDC", "0.5", "0.001", "65012", "0.05"),
          inverse("BTC", "0.5", "65005", "2000"));

  public static BybitInstrument spot(
      String base, String quote, String tick, String lot, String price, String size) {
    return of(BybitCategory.SPOT, base + quote, base, quote, "", "", tick, lot, price, size);
  }

  /** A linear perpetual, settled in its quote. */
  public static BybitInstrument linear(
      String symbol,
      String base,
      String quote,
      String tick,
      String lot,
      String price,
      String size) {
    return of(
        BybitCategory.LINEAR,
        symbol,
        base,
        quote,
        quote,
        "LinearPerpetual",
        tick,
        lot,
        price,
        size);
  }

  /** An inverse perpetual on the dollar; its sizes are dollars. */
  public static BybitInstrument inverse(String base, String tick, String price, String dollars) {
    return of(
        BybitCategory.INVERSE,
        base + "USD",
        base,
        "USD",
        base,
        "InversePerpetual",
        tick,
        "1",
        price,
        dollars);
  }

  private static BybitInstrument of(
      BybitCategory category,
      String symbol,
      String base,
      String quote,
      String settle,
      String contractType,
      String tick,
      String lot,
      String price,
      String size) {
    MarketTerms terms =
        new MarketTerms(
            category.id() + ":" + symbol,
            Decimal.parse(tick),
            Decimal.parse(lot),
            Decimal.parse(price),
            Decimal.parse(size),
            category == BybitCategory.INVERSE);
    return new BybitInstrument(
        category, symbol, base, quote, settle, contractType, "Trading", 0, terms);
  }

  /** The same in another state. */
  public BybitInstrument withStatus(String value) {
    return new BybitInstrument(
        category, symbol, base, quote, settle, contractType, value, deliveryTime, terms);
  }

  /** How Bybit tells the id of the market's trade with the number {@code id}. */
  public String tradeId(long id) {
    return category == BybitCategory.SPOT
        ? Long.toString(2_290_000_000_000_000_000L + id)
        : new UUID(terms.name().hashCode() * 0x9E3779B97F4A7C15L, id).toString();
  }
}
