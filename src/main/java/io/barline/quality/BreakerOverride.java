package io.barline.quality;

import io.barline.market.Instrument;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What is different for the price circuit breaker of some instruments.
 *
 * @param exchange an exchange's id; null for all
 * @param symbol a unified symbol, in which {@code *} stands for any characters; null for all
 * @param enabled null where it is as elsewhere
 * @param limit null where it is as elsewhere
 */
public record BreakerOverride(
    @Nullable String exchange,
    @Nullable String symbol,
    @Nullable Boolean enabled,
    @Nullable Percentage limit) {
  public BreakerOverride {
    if (exchange == null && symbol == null) {
      throw new IllegalArgumentException(
          BreakerSettings.PREFIX + "overrides: each needs an exchange, a symbol or both");
    }
    if (enabled == null && limit == null) {
      throw new IllegalArgumentException(
          "%soverrides: that of %s %s needs a limit, such as 30%%, or enabled"
              .formatted(
                  BreakerSettings.PREFIX,
                  exchange == null ? "*" : exchange,
                  symbol == null ? "*" : symbol));
    }
  }

  boolean fits(Instrument instrument) {
    return (exchange == null || exchange.equals(instrument.exchange()))
        && (symbol == null || matches(symbol, instrument.symbol()));
  }

  private static boolean matches(String glob, String symbol) {
    StringBuilder pattern = new StringBuilder();
    for (String literal : glob.toUpperCase(Locale.ROOT).split("\\*", -1)) {
      pattern.append(pattern.isEmpty() ? "" : ".*").append(Pattern.quote(literal));
    }
    return symbol.toUpperCase(Locale.ROOT).matches(pattern.toString());
  }
}
