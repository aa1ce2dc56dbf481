package io.barline.exchange.ibkr;

import io.barline.market.Decimal;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What Interactive Brokers calls a contract, in the twelve fields that requests describe it by. A
 * text that is not known is empty.
 *
 * @param conId Interactive Brokers' own number of it; 0 where it is not known
 * @param secType the name of a {@link Kind}; answers may hold others
 * @param lastTradeDateOrContractMonth {@code yyyyMMdd} or {@code yyyyMM}
 * @param strike null where it has none
 * @param right {@code C}, {@code P} or empty
 * @param multiplier how many units of its underlying it stands for
 * @param exchange where it is asked for; {@code SMART} leaves that to Interactive Brokers
 * @param primaryExchange where it is listed: tells alike symbols on {@code SMART} apart
 */
record Contract(
    int conId,
    String symbol,
    String secType,
    String lastTradeDateOrContractMonth,
    @Nullable Decimal strike,
    String right,
    String multiplier,
    String exchange,
    String primaryExchange,
    String currency,
    String localSymbol,
    String tradingClass) {

  /** One that is described by nothing more than its symbol, kind, exchange and currency. */
  static Contract of(String symbol, Kind kind, String exchange, String currency) {
    return new Contract(0, symbol, kind.name(), "", null, "", "", exchange, "", currency, "", "");
  }

  /** Empty where it is of a kind that is not offered here, such as a bond or a fund. */
  Optional<Kind> kind() {
    return Kind.of(secType);
  }

  /** The fields of a request that say what it is about. */
  void write(FieldWriter fields) {
    fields
        .add(conId)
        .add(symbol)
        .add(secType)
        .add(lastTradeDateOrContractMonth)
        .add(strike == null ? Decimal.ZERO : strike)
        .add(right)
        .add(multiplier)
        .add(exchange)
        .add(primaryExchange)
        .add(currency)
        .add(localSymbol)
        .add(tradingClass);
  }
}
