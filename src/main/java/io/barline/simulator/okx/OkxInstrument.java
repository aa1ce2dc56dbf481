package io.barline.simulator.okx;

import io.barline.market.Decimal;
import io.barline.simulator.Candle;
import io.barline.simulator.MarketTerms;
import java.util.List;

/**
 * Something that trades on the simulated OKX.
 *
 * @param instId the exchange's own name, for example {@code BTC-USDT-SWAP}
 * @param contractValue how much of the base a contract is; 1 on spot, where sizes are of the base
 * @param state as OKX names it: {@code live}, {@code suspend}, {@code preopen}
 */
public record OkxInstrument(
    String instId,
    Type type,
    String base,
    String quote,
    Decimal contractValue,
    String state,
    MarketTerms terms) {

  /** OKX's kinds of instruments, as far as they are simulated. */
  public enum Type {
    SPOT,
    SWAP
  }

  /** The instruments that are listed unless told otherwise. */
  public static final List<OkxInstrument> DEFAULTS =
      List.of(
          spot("BTC", "USDT", "0.1", "0.00000001", "65000", "0.02"),
          spot("ETH", "USDT", "0.01", "0.000001", "3200", "0.3"),
          swap("BTC", "USDT", "0.01", "0.1", "0.01", "65010", "5"));

  public static OkxInstrument spot(
      String base, String quote, String tick, String lot, String price, String size) {
    String instId = base + "-" + quote;
    MarketTerms terms = MarketTerms.of(instId, tick, lot, price, size);
    return new OkxInstrument(instId, Type.SPOT, base, quote, Decimal.ONE, "live", terms);
  }

  /** A linear perpetual, settled in its quote; {@code lot} and {@code size} are contracts. */
  public static OkxInstrument swap(
      String base,
      String quote,
      String contractValue,
      String tick,
      String lot,
      String price,
      String size) {
    String instId = base + "-" + quote + "-SWAP";
    MarketTerms terms = MarketTerms.of(instId, tick, lot, price, size);
    Decimal value = Decimal.parse(contractValue);
    return new OkxInstrument(instId, Type.SWAP, base, quote, value, "live", terms);
  }

  /** The same in another state. */
  public OkxInstrument withState(String value) {
    return new OkxInstrument(instId, type, base, quote, contractValue, value, terms);
  }

  boolean isSpot() {
    return type == Type.SPOT;
  }

  /** OKX's {@code volCcy}: on spot in units of the quote, on swaps of the base. */
  Decimal currencyVolume(Candle sums) {
    return isSpot() ? sums.value() : times(sums.volume());
  }

  /** In units of the quote. */
  Decimal quoteVolume(Candle sums) {
    return times(sums.value());
  }

  private Decimal times(Decimal contracts) {
    return Decimal.of(contracts.toBigDecimal().multiply(contractValue.toBigDecimal()));
  }
}
