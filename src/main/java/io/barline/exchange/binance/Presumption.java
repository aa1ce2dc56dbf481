package io.barline.exchange.binance;

import io.barline.exchange.UnifiedSymbol;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a unified symbol must mean on Binance, whose own names of spot pairs and perpetuals follow
 * from it.
 */
final class Presumption {
  private Presumption() {}

  static Optional<Instrument> of(String text) {
    UnifiedSymbol symbol = UnifiedSymbol.parse(text);
    Instrument.Type type = symbol == null ? null : symbol.type();
    if (symbol == null || type == null || (type.isInverse() && !symbol.quote().equals("USD"))) {
      return Optional.empty();
    }
    Market market =
        switch (type) {
          case SPOT, STOCK, OPTION, CFD, INDEX, COMMODITY -> Market.SPOT;
          case LINEAR, LINEAR_FUTURE -> Market.USDM;
          case INVERSE, INVERSE_FUTURE -> Market.COINM;
        };
    boolean inverse = type.isInverse();
    return Optional.of(
        symbol.presumed(
            Binance.ID,
            market.segment.id(),
            symbol.base() + symbol.quote() + (inverse ? "_PERP" : ""),
            type,
            inverse ? contractSize(symbol.base()) : null));
  }

  /**
   * Of COIN-M contracts only Bitcoin's size is certain: other coins' "usually" is 10 USD
   * (https://www.binance.com/en/support/faq/a4470430e3164c13932be8967961aede).
   */
  private static @Nullable Decimal contractSize(String base) {
    return base.equals("BTC") ? Decimal.of(100, 0) : null;
  }
}
