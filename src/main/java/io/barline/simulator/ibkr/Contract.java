package io.barline.simulator.ibkr;

import java.math.BigDecimal;

/** How a client describes what it wants; each field but {@code conId} may be empty. */
record Contract(
    int conId,
    String symbol,
    String secType,
    String expiry,
    String strike,
    String right,
    String multiplier,
    String exchange,
    String primaryExchange,
    String currency,
    String localSymbol,
    String tradingClass) {
  /** Numbers from here on are the way of some clients to set none. */
  private static final BigDecimal UNSET = new BigDecimal("1e300");

  static Contract read(Fields fields) {
    return new Contract(
        fields.integer(),
        fields.text(),
        fields.text(),
        fields.text(),
        strike(fields.text()),
        right(fields.text()),
        fields.text(),
        fields.text(),
        fields.text(),
        fields.text(),
        fields.text(),
        fields.text());
  }

  private static String strike(String text) {
    try {
      BigDecimal strike = text.isEmpty() ? BigDecimal.ZERO : new BigDecimal(text);
      boolean isSet = strike.signum() > 0 && strike.compareTo(UNSET) < 0;
      return isSet ? strike.stripTrailingZeros().toPlainString() : "";
    } catch (NumberFormatException e) {
      throw Refusal.invalid("Unable to parse strike: " + text);
    }
  }

  private static String right(String text) {
    return switch (text) {
      case "0", "?" -> "";
      case "CALL" -> "C";
      case "PUT" -> "P";
      default -> text;
    };
  }

  boolean matches(IbkrInstrument instrument) {
    if (conId != 0) {
      return conId == instrument.conId() && isTradedAt(instrument);
    }
    return !(symbol.isEmpty() && localSymbol.isEmpty())
        && fits(symbol, instrument.symbol())
        && secType.equals(instrument.secType())
        && instrument.expiry().startsWith(expiry)
        && fits(strike, instrument.strike())
        && fits(right, instrument.right())
        && fits(multiplier, instrument.multiplier())
        && fits(primaryExchange, instrument.primaryExchange())
        && fits(currency, instrument.currency())
        && fits(localSymbol, instrument.localSymbol())
        && fits(tradingClass, instrument.tradingClass())
        && isTradedAt(instrument);
  }

  private boolean isTradedAt(IbkrInstrument instrument) {
    return exchange.isEmpty() || instrument.validExchanges().contains(exchange);
  }

  private static boolean fits(String wanted, String is) {
    return wanted.isEmpty() || wanted.equals(is);
  }
}
