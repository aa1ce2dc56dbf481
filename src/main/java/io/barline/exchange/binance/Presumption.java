package io.barline.exchange.binance;

import io.barline.market.Decimal;
import io.barline.market.Instrument;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a unified symbol must mean on Binance, whose own names of spot pairs and perpetuals follow
 * from it.
 */
final class Presumption {
  private static final Pattern SYMBOL =
      Pattern.compile("([\\p{Lu}\\p{Lo}\\p{N}]{1,30})/([A-Z0-9]{1,10})(?::([A-Z0-9]{1,30}))?");

  private Presumption() {}

  static Optional<Instrument> of(String symbol) {
    Matcher matcher = SYMBOL.matcher(symbol);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String base = matcher.group(1);
    String quote = matcher.group(2);
    String settle = matcher.group(3);
    if (settle == null) {
      return instrument(symbol, Market.SPOT, Instrument.Type.SPOT, base + quote, base, quote, null);
    }
    if (settle.equals(quote)) {
      return instrument(
          symbol, Market.USDM, Instrument.Type.LINEAR, base + quote, base, quote, settle);
    }
    if (settle.equals(base) && quote.equals("USD")) {
      return instrument(
          symbol, Market.COINM, Instrument.Type.INVERSE, base + "USD_PERP", base, quote, settle);
    }
    return Optional.empty();
  }

  private static Optional<Instrument> instrument(
      String symbol,
      Market market,
      Instrument.Type type,
      String nativeSymbol,
      String base,
      String quote,
      @Nullable String settle) {
    return Optional.of(
        new Instrument(
            Binance.ID,
            market.segment.id(),
            symbol,
            nativeSymbol,
            type,
            base,
            quote,
            settle,
            null,
            null,
            market == Market.COINM ? contractSize(base) : null,
            true,
            true));
  }

  /**
   * Of COIN-M contracts only Bitcoin's size is certain: other coins' "usually" is 10 USD
   * (https://www.binance.com/en/support/faq/a4470430e3164c13932be8967961aede).
   */
  private static @Nullable Decimal contractSize(String base) {
    return base.equals("BTC") ? Decimal.of(100, 0) : null;
  }
}
