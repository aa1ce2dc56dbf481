package io.barline.simulator.ibkr;

import io.barline.simulator.MarketTerms;
import java.util.List;

/**
 * A contract that is listed at the simulated broker.
 *
 * @param conId the number that names it alone
 * @param secType {@code STK}, {@code FUT}, {@code OPT}, {@code CASH}, {@code CFD}, {@code CRYPTO}
 *     or {@code IND}
 * @param expiry its last trade date as {@code yyyyMMdd}; empty for none
 * @param strike plain decimal; empty for none
 * @param right {@code C} or {@code P}; empty for none
 * @param multiplier empty for none
 * @param exchange where clients send it by default, for example {@code SMART}
 * @param marketRuleIds one for each of {@code validExchanges}
 * @param terms their name is that of {@link IbkrSimulator#market}
 */
public record IbkrInstrument(
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
    String tradingClass,
    String longName,
    String timeZoneId,
    List<String> validExchanges,
    String marketRuleIds,
    MarketTerms terms) {

  /** The contracts that are listed unless told otherwise. */
  public static final List<IbkrInstrument> DEFAULTS = IbkrDefaults.all();

  public IbkrInstrument {
    validExchanges = List.copyOf(validExchanges);
    if (conId <= 0) {
      throw new IllegalArgumentException("conId must be above zero: " + conId);
    }
  }

  /** A stock that trades by {@code SMART} in hundredths. */
  public static IbkrInstrument stock(
      int conId, String symbol, String primary, String currency, String longName, String price) {
    return new IbkrInstrument(
        conId,
        symbol,
        "STK",
        "",
        "",
        "",
        "",
        "SMART",
        primary,
        currency,
        symbol,
        primary.equals("NASDAQ") ? "NMS" : symbol,
        longName,
        currency.equals("USD") ? "US/Eastern" : "MET",
        currency.equals("USD")
            ? List.of("SMART", primary, "ARCA", "BATS")
            : List.of("SMART", primary),
        currency.equals("USD") ? "26,26,26,26" : "1874,1874",
        MarketTerms.of(symbol, "0.01", "1", price, "200"));
  }

  /** The same by another name. */
  IbkrInstrument named(String name) {
    return new IbkrInstrument(
        conId,
        symbol,
        secType,
        expiry,
        strike,
        right,
        multiplier,
        exchange,
        primaryExchange,
        currency,
        localSymbol,
        tradingClass,
        longName,
        timeZoneId,
        validExchanges,
        marketRuleIds,
        new MarketTerms(
            name,
            terms.tickSize(),
            terms.lotSize(),
            terms.startPrice(),
            terms.typicalSize(),
            terms.inverse()));
  }

  /** What tells it from all others. */
  public String name() {
    return terms.name();
  }

  boolean isStock() {
    return secType.equals("STK");
  }

  boolean isCrypto() {
    return secType.equals("CRYPTO");
  }

  /** Whether nobody is told trades of it. */
  boolean isQuotedOnly() {
    return secType.equals("CASH") || secType.equals("CFD");
  }

  /** Whether it has no bid and ask. */
  boolean isIndex() {
    return secType.equals("IND");
  }
}
