package io.barline.simulator.hyperliquid;

import io.barline.market.Decimal;
import io.barline.simulator.MarketTerms;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Something that trades on the simulated Hyperliquid.
 *
 * @param coin its name there: {@code BTC}, {@code xyz:SP500} of the deployer xyz, {@code PURR/USDC}
 *     or {@code @107} for spot
 * @param base the base token of a spot pair, against USDC; null for a perpetual
 * @param sizeDecimals of its sizes
 * @param delisted whether it is listed as gone; it then has no trades, and an empty book
 * @param terms how its market is generated
 */
public record HyperliquidInstrument(
    String coin, @Nullable String base, int sizeDecimals, boolean delisted, MarketTerms terms) {

  /** The instruments that it lists unless told otherwise. */
  public static final List<HyperliquidInstrument> DEFAULTS =
      List.of(
          perpetual("BTC", 5, "1", "65020", "0.02"),
          perpetual("ETH", 4, "0.1", "3200", "0.3"),
          perpetual("SOL", 2, "0.01", "150", "4"),
          perpetual("HYPE", 2, "0.001", "31.5", "20"),
          perpetual("kPEPE", 0, "0.000001", "0.0105", "50000"),
          perpetual("xyz:SP500", 3, "0.1", "6610", "0.2"),
          spot("PURR/USDC", "PURR", 0, "0.00001", "0.0671", "800"),
          spot("@107", "HYPE", 2, "0.001", "31.4", "10"));

  public static HyperliquidInstrument perpetual(
      String coin, int sizeDecimals, String tick, String price, String size) {
    return of(coin, null, sizeDecimals, tick, price, size);
  }

  /** A pair against USDC. */
  public static HyperliquidInstrument spot(
      String coin, String base, int sizeDecimals, String tick, String price, String size) {
    return of(coin, base, sizeDecimals, tick, price, size);
  }

  private static HyperliquidInstrument of(
      String coin,
      @Nullable String base,
      int sizeDecimals,
      String tick,
      String price,
      String size) {
    String lot = Decimal.of(1, sizeDecimals).toString();
    return new HyperliquidInstrument(
        coin, base, sizeDecimals, false, MarketTerms.of(coin, tick, lot, price, size));
  }

  /** The same, listed as delisted. */
  public HyperliquidInstrument asDelisted() {
    return new HyperliquidInstrument(coin, base, sizeDecimals, true, terms);
  }

  boolean isSpot() {
    return base != null;
  }

  /** The deployer's name, or empty for Hyperliquid's own. */
  String dex() {
    int colon = coin.indexOf(':');
    return colon < 0 ? "" : coin.substring(0, colon);
  }
}
