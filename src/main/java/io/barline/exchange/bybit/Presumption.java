package io.barline.exchange.bybit;

import io.barline.exchange.UnifiedSymbol;
import io.barline.market.Instrument;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a unified symbol must mean on Bybit, whose own names of pairs and perpetuals follow from it.
 */
final class Presumption {
  private Presumption() {}

  static Optional<Instrument> of(String text) {
    UnifiedSymbol symbol = UnifiedSymbol.parse(text);
    Instrument.Type type = symbol == null ? null : symbol.type();
    if (symbol == null || type == null || !isAscii(symbol.base())) {
      return Optional.empty();
    }
    String pair = symbol.base() + symbol.quote();
    return switch (type) {
      case SPOT -> instrument(Category.SPOT, symbol, type, pair);
      case LINEAR ->
          switch (symbol.quote()) {
            case "USDC" -> instrument(Category.LINEAR, symbol, type, symbol.base() + "PERP");
            case "USDT" -> instrument(Category.LINEAR, symbol, type, pair);
            default -> Optional.empty();
          };
      case INVERSE ->
          symbol.quote().equals("USD")
              ? instrument(Category.INVERSE, symbol, type, pair)
              : Optional.empty();
      case LINEAR_FUTURE, INVERSE_FUTURE, STOCK, OPTION, CFD, INDEX, COMMODITY -> Optional.empty();
    };
  }

  private static boolean isAscii(String text) {
    return StandardCharsets.US_ASCII.newEncoder().canEncode(text);
  }

  private static Optional<Instrument> instrument(
      Category category, UnifiedSymbol symbol, Instrument.Type type, String nativeSymbol) {
    return Optional.of(
        symbol.presumed(Bybit.ID, category.id, nativeSymbol, type, category.contractSize()));
  }
}
