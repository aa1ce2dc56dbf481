package io.barline.market;

import org.jspecify.annotations.Nullable;

/**
 * Something that trades on an exchange.
 *
 * @param exchange the exchange's id
 * @param segment the exchange's own market that lists it, for example {@code spot}, {@code usdm},
 *     {@code coinm}
 * @param symbol the unified symbol, as CCXT writes it
 * @param nativeSymbol the exchange's own name
 * @param settle what it settles in; null for spot and stocks
 * @param tickSize the smallest step of a price; null where unknown
 * @param lotSize the smallest step of a size; null where unknown
 * @param contractSize what one contract is worth: in base units (linear) or quote units (inverse);
 *     null where sizes are not contracts
 * @param active whether it trades now
 * @param presumed true where the exchange's catalogue was not there and the instrument was inferred
 *     from the symbol's form
 */
public record Instrument(
    String exchange,
    String segment,
    String symbol,
    String nativeSymbol,
    Type type,
    String base,
    String quote,
    @Nullable String settle,
    @Nullable Decimal tickSize,
    @Nullable Decimal lotSize,
    @Nullable Decimal contractSize,
    boolean active,
    boolean presumed) {

  /**
   * What kind of market it is. {@code LINEAR} and {@code INVERSE} are perpetuals, the {@code
   * _FUTURE} kinds expire, as options do.
   */
  public enum Type {
    SPOT("spot"),
    LINEAR("linear"),
    INVERSE("inverse"),
    LINEAR_FUTURE("linear-future"),
    INVERSE_FUTURE("inverse-future"),
    STOCK("stock"),
    OPTION("option"),
    CFD("cfd"),
    INDEX("index"),
    COMMODITY("commodity");

    private final String code;

    Type(String code) {
      this.code = code;
    }

    public String code() {
      return code;
    }

    public boolean isInverse() {
      return this == INVERSE || this == INVERSE_FUTURE;
    }

    /** Whether it expires. */
    public boolean isDated() {
      return this == LINEAR_FUTURE || this == INVERSE_FUTURE || this == OPTION;
    }
  }

  public Instrument {
    if (symbol.isEmpty() || nativeSymbol.isEmpty()) {
      throw new IllegalArgumentException(
          "an instrument of " + exchange + " needs a symbol and a native symbol");
    }
  }

  @Override
  public String toString() {
    return exchange + ":" + symbol;
  }
}
