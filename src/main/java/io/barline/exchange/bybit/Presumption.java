package io.barline.exchange.bybit;

import io.barline.market.Instrument;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a unified symbol must mean on Bybit, whose own names of pairs and perpetuals follow from it.
 */
final class Presumption {
  private static final Pattern SYMBOL =
      Pattern.compile("([A-Z0-9]{1,30})/([A-Z0-9]{1,10})(?::([A-Z0-9]{1,30}))?");

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
      return instrument(Category.SPOT, Instrument.Type.SPOT, matcher, base + quote);
    }
    if (settle.equals(quote) && quote.equals("USDC")) {
      return instrument(Category.LINEAR, Instrument.Type.LINEAR, matcher, base + "PERP");
    }
    if (settle.equals(quote) && quote.equals("USDT")) {
      return instrument(Category.LINEAR, Instrument.Type.LINEAR, matcher, base + quote);
    }
    if (settle.equals(base) && quote.equals("USD")) {
      return instrument(Category.INVERSE, Instrument.Type.INVERSE, matcher, base + quote);
    }
    return Optional.empty();
  }

  private static Optional<Instrument> instrument(
      Category category, Instrument.Type type, Matcher symbol, String nativeSymbol) {
    @Nullable String settle = symbol.group(3);
    return Optional.of(
        new Instrument(
            Bybit.ID,
            category.id,
            symbol.group(),
            nativeSymbol,
            type,
            symbol.group(1),
            symbol.group(2),
            settle,
            null,
            null,
            category.contractSize(),
            true,
            true));
  }
}
