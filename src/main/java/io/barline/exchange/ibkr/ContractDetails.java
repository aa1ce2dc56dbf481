package io.barline.exchange.ibkr;

import io.barline.exchange.MalformedFrame;
import io.barline.market.Decimal;
import org.jspecify.annotations.Nullable;

/**
 * Message 10, the answer to a request for contract details, of server versions 157 to 193.
 *
 * @param requestId of the request that is answered
 * @param contract with Interactive Brokers' number of it
 * @param minTick the smallest step of prices; null where it is not told
 * @param sizeIncrement the smallest step of sizes; null where it is not told
 * @param validExchanges where it trades, with commas between them
 * @param timeZoneId of the hours
 * @param tradingHours as {@link TradingHours} reads them
 * @param liquidHours those of the main session
 * @param underConId the number of the underlying; 0 where there is none
 */
record ContractDetails(
    int requestId,
    Contract contract,
    @Nullable Decimal minTick,
    @Nullable Decimal sizeIncrement,
    String longName,
    String validExchanges,
    String timeZoneId,
    String tradingHours,
    String liquidHours,
    int underConId) {
  private static final int FRACTIONAL_SIZES = 164;
  private static final int FUNDS = 179;
  private static final int LAST_TRADE_DATE = 182;
  private static final int INELIGIBILITY = 186;
  private static final int FUND_FIELDS = 17;

  /**
   * Reads the fields that follow the message's id.
   *
   * @param serverVersion what was agreed on with the server
   * @throws MalformedFrame if one is missing or of the wrong kind
   */
  static ContractDetails read(FieldReader fields, int serverVersion) {
    if (serverVersion < FRACTIONAL_SIZES) {
      fields.skip(1); // the message's version
    }
    int requestId = fields.integer();
    String symbol = fields.text();
    String secType = fields.text();
    String expiry = date(fields.text());
    if (serverVersion >= LAST_TRADE_DATE) {
      String lastTradeDate = date(fields.text());
      expiry = expiry.isEmpty() ? lastTradeDate : expiry;
    }
    Decimal strike = fields.decimal();
    String right = FullForm.right(fields.text());
    String exchange = fields.text();
    String currency = fields.text();
    String localSymbol = fields.text();
    fields.skip(1); // market name
    String tradingClass = fields.text();
    int conId = fields.integer();
    Decimal minTick = fields.decimal();
    if (serverVersion < FRACTIONAL_SIZES) {
      fields.skip(1); // size multiplier
    }
    String multiplier = fields.text();
    fields.skip(1); // order types
    String validExchanges = fields.text();
    fields.skip(1); // price magnifier
    int underConId = fields.integerOr(0);
    String longName = fields.unescaped();
    String primaryExchange = fields.text();
    fields.skip(4); // contract month, industry, category, subcategory
    String timeZoneId = fields.text();
    String tradingHours = fields.text();
    String liquidHours = fields.text();
    fields.skip(2); // economic value rule and multiplier
    skipList(fields); // other ids of it
    fields.skip(6); // group, underlying's symbol and type, rules, real expiry, type of stock
    Decimal sizeIncrement = null;
    if (serverVersion >= FRACTIONAL_SIZES) {
      fields.skip(1); // smallest size
      sizeIncrement = fields.decimal();
      fields.skip(1); // suggested step of sizes
    }
    if (serverVersion >= FUNDS && secType.equals("FUND")) {
      fields.skip(FUND_FIELDS);
    }
    if (serverVersion >= INELIGIBILITY) {
      skipList(fields);
    }
    Contract contract =
        new Contract(
            conId,
            symbol,
            secType,
            expiry,
            strike == null || strike.signum() == 0 ? null : strike,
            right,
            multiplier,
            exchange,
            primaryExchange,
            currency,
            localSymbol,
            tradingClass);
    return new ContractDetails(
        requestId,
        contract,
        positive(minTick),
        positive(sizeIncrement),
        longName,
        validExchanges,
        timeZoneId,
        tradingHours,
        liquidHours,
        underConId);
  }

  /** Passes over a number and as many pairs. */
  private static void skipList(FieldReader fields) {
    int pairs = fields.integerOr(0);
    if (pairs < 0) {
      throw new MalformedFrame("a list has " + pairs + " entries");
    }
    for (int i = 0; i < pairs; i++) {
      fields.skip(2);
    }
  }

  /** The date of {@code 20261218-15:15:00-US/Central}, or with spaces between. */
  private static String date(String told) {
    for (int i = 0; i < told.length(); i++) {
      if (told.charAt(i) == '-' || told.charAt(i) == ' ') {
        return told.substring(0, i);
      }
    }
    return told;
  }

  private static @Nullable Decimal positive(@Nullable Decimal step) {
    return step != null && step.signum() > 0 ? step : null;
  }
}
