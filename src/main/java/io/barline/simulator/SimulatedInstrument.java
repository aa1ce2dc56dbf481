package io.barline.simulator;

import io.barline.market.Decimal;
import java.util.List;
import java.util.Locale;

/**
 * Something that trades on the simulated exchange.
 *
 * @param symbol the exchange's own name, for example {@code BTCUSDT} or {@code BTCUSD_PERP}
 * @param tickSize the smallest step of a price; prices are held with its number of decimals
 * @param lotSize the smallest step of a size; sizes are held with its number of decimals
 * @param startPrice where the random walk begins
 * @param typicalSize the order of magnitude of a trade's size
 * @param contractSize for inverse contracts, what one is worth in quote units; 1 otherwise
 */
public record SimulatedInstrument(
    Segment segment,
    String symbol,
    String base,
    String quote,
    Decimal tickSize,
    Decimal lotSize,
    Decimal startPrice,
    Decimal typicalSize,
    long contractSize) {

  /** The instruments that the exchange lists unless told otherwise. */
  public static final List<SimulatedInstrument> DEFAULTS =
      List.of(
          spot("BTC", "USDT", "0.01", "0.00001", "65000", "0.02"),
          spot("ETH", "USDT", "0.01", "0.0001", "3200", "0.3"),
          spot("SOL", "USDT", "0.01", "0.001", "150", "4"),
          spot("BNB", "USDT", "0.01", "0.001", "600", "1"),
          spot("XRP", "USDT", "0.0001", "0.1", "0.6", "800"),
          spot("DOGE", "USDT", "0.00001", "1", "0.12", "5000"),
          spot("ADA", "USDT", "0.0001", "0.1", "0.45", "900"),
          spot("ETH", "BTC", "0.00001", "0.0001", "0.05", "0.2"),
          usdm("BTC", "USDT", "0.1", "0.001", "65010", "0.05"),
          usdm("ETH", "USDT", "0.01", "0.001", "3201", "0.8"),
          coinm("BTC", "0.1", "65005", "20", 100),
          coinm("ETH", "0.01", "3200", "50", 10));

  private static final List<String> QUOTES =
      List.of("USDT", "USDC", "FDUSD", "TUSD", "BUSD", "BTC", "ETH", "BNB", "EUR", "TRY", "USD");

  public SimulatedInstrument {
    if (tickSize.signum() <= 0 || lotSize.signum() <= 0 || startPrice.signum() <= 0) {
      throw new IllegalArgumentException(
          symbol + " needs a tick size, a lot size and a start price above zero");
    }
  }

  public static SimulatedInstrument spot(
      String base, String quote, String tick, String lot, String price, String size) {
    return of(Segment.SPOT, base + quote, base, quote, tick, lot, price, size, 1);
  }

  /** A linear perpetual. */
  public static SimulatedInstrument usdm(
      String base, String quote, String tick, String lot, String price, String size) {
    return of(Segment.USDM, base + quote, base, quote, tick, lot, price, size, 1);
  }

  /** An inverse perpetual on the dollar, traded in whole contracts. */
  public static SimulatedInstrument coinm(
      String base, String tick, String price, String contracts, long contractSize) {
    return of(
        Segment.COINM, base + "USD_PERP", base, "USD", tick, "1", price, contracts, contractSize);
  }

  private static SimulatedInstrument of(
      Segment segment,
      String symbol,
      String base,
      String quote,
      String tick,
      String lot,
      String price,
      String size,
      long contractSize) {
    return new SimulatedInstrument(
        segment,
        symbol,
        base,
        quote,
        Decimal.parse(tick),
        Decimal.parse(lot),
        Decimal.parse(price),
        Decimal.parse(size),
        contractSize);
  }

  /** What a recording tells of, with the finest possible steps. */
  static SimulatedInstrument recorded(Segment segment, String symbol) {
    String pair = symbol.replaceAll("_.*", "");
    String quote = QUOTES.stream().filter(pair::endsWith).findFirst().orElse("");
    Decimal finest = Decimal.of(1, 8);
    return new SimulatedInstrument(
        segment,
        symbol,
        pair.substring(0, pair.length() - quote.length()),
        quote,
        finest,
        segment == Segment.COINM ? Decimal.ONE : finest,
        Decimal.ONE,
        Decimal.ONE,
        segment == Segment.COINM ? 10 : 1);
  }

  /** The symbol as stream names begin. */
  String streamSymbol() {
    return symbol.toLowerCase(Locale.ROOT);
  }

  int priceScale() {
    return tickSize.scale();
  }

  int sizeScale() {
    return lotSize.scale();
  }

  /** How many decimals a price is written with: spot always has eight. */
  int priceDigits() {
    return segment.isFutures() ? priceScale() : Math.max(8, priceScale());
  }

  int sizeDigits() {
    return segment.isFutures() ? sizeScale() : Math.max(8, sizeScale());
  }

  /**
   * The scale of quote volumes: that of price times size, or eight decimals of the coin for inverse
   * contracts.
   */
  int quoteScale() {
    return segment == Segment.COINM ? 8 : priceScale() + sizeScale();
  }

  int quoteDigits() {
    return segment.isFutures() ? quoteScale() : Math.max(8, quoteScale());
  }

  /** What its walk and its book are made from. */
  MarketTerms terms() {
    return new MarketTerms(
        segment + ":" + symbol,
        tickSize,
        lotSize,
        startPrice,
        typicalSize,
        segment == Segment.COINM);
  }

  /** {@code price} without its point, in units of {@link #priceScale}. */
  long price(Decimal price) {
    return terms().price(price);
  }

  /** {@code size} without its point, in units of {@link #sizeScale}. */
  long size(Decimal size) {
    return terms().size(size);
  }
}
