package io.barline.exchange.binance;

import io.barline.exchange.JsonCursor;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the list of instruments. Spot:
 *
 * <pre>{@code
 * {"symbol":"BTCUSDT","status":"TRADING","baseAsset":"BTC","quoteAsset":"USDT","filters":[
 *   {"filterType":"PRICE_FILTER","tickSize":"0.01000000"},
 *   {"filterType":"LOT_SIZE","stepSize":"0.00001000"}]}
 * }</pre>
 *
 * COIN-M, where the state has another name; USD-M is like it, without a contract size and with
 * {@code status}:
 *
 * <pre>{@code
 * {"symbol":"BTCUSD_261225","pair":"BTCUSD","contractType":"CURRENT_QUARTER",
 *   "deliveryDate":1798185600000,"contractStatus":"TRADING","contractSize":100,"baseAsset":"BTC",
 *   "quoteAsset":"USD","marginAsset":"BTC","filters":[...]}
 * }</pre>
 */
final class Listing {
  private static final DateTimeFormatter YYMMDD =
      DateTimeFormatter.ofPattern("yyMMdd", Locale.ROOT).withZone(ZoneOffset.UTC);

  private String symbol = "";
  private String base = "";
  private String quote = "";
  private String settle = "";
  private String contract = "";
  private String status = "";
  private long deliveryMillis;
  private @Nullable Decimal tickSize;
  private @Nullable Decimal lotSize;
  private @Nullable Decimal contractSize;

  void read(JsonCursor json) {
    json.beginObject();
    while (json.nextField()) {
      switch (json.text()) {
        case "symbol" -> symbol = string(json);
        case "baseAsset" -> base = string(json);
        case "quoteAsset" -> quote = string(json);
        case "marginAsset" -> settle = string(json);
        case "contractType" -> contract = string(json);
        case "status", "contractStatus" -> status = string(json);
        case "deliveryDate" -> deliveryMillis = json.readLong();
        case "contractSize" -> contractSize = positive(json);
        case "filters" -> readFilters(json);
        default -> json.skip();
      }
    }
  }

  private void readFilters(JsonCursor json) {
    json.beginArray();
    while (json.nextElement()) {
      String type = "";
      Decimal tick = null;
      Decimal step = null;
      json.beginObject();
      while (json.nextField()) {
        switch (json.text()) {
          case "filterType" -> type = string(json);
          case "tickSize" -> tick = positive(json);
          case "stepSize" -> step = positive(json);
          default -> json.skip();
        }
      }
      if (type.equals("PRICE_FILTER")) {
        tickSize = tick;
      } else if (type.equals("LOT_SIZE")) {
        lotSize = step;
      }
    }
  }

  private static String string(JsonCursor json) {
    json.readString();
    return json.text();
  }

  /** Zero stands for a filter that is switched off. */
  private static @Nullable Decimal positive(JsonCursor json) {
    Decimal value = json.readDecimal();
    return value.signum() > 0 ? value : null;
  }

  /** The instrument, or null where the entry lacks something or is of an unknown kind. */
  @Nullable Instrument toInstrument(Market market) {
    if (symbol.isEmpty() || !isName(base) || !isName(quote)) {
      return null;
    }
    String pair = base + "/" + quote;
    return switch (market) {
      case SPOT -> instrument(market, Instrument.Type.SPOT, pair, null);
      case USDM -> future(market, Instrument.Type.LINEAR, Instrument.Type.LINEAR_FUTURE, pair);
      case COINM ->
          contractSize == null
              ? null
              : future(market, Instrument.Type.INVERSE, Instrument.Type.INVERSE_FUTURE, pair);
    };
  }

  /** Such a name cannot be mistaken for another part of a unified symbol. */
  private static boolean isName(String asset) {
    return !asset.isEmpty() && asset.indexOf('/') < 0 && asset.indexOf(':') < 0;
  }

  private @Nullable Instrument future(
      Market market, Instrument.Type perpetual, Instrument.Type dated, String pair) {
    if (!isName(settle)) {
      return null;
    }
    return switch (contract) {
      case "PERPETUAL", "TRADIFI_PERPETUAL", "PERPETUAL_DELIVERING", "PERPETUAL DELIVERING" ->
          instrument(market, perpetual, pair + ":" + settle, settle);
      case "CURRENT_MONTH",
          "NEXT_MONTH",
          "CURRENT_QUARTER",
          "NEXT_QUARTER",
          "CURRENT_QUARTER DELIVERING",
          "NEXT_QUARTER DELIVERING" ->
          deliveryMillis <= 0
              ? null
              : instrument(
                  market,
                  dated,
                  pair + ":" + settle + "-" + YYMMDD.format(Instant.ofEpochMilli(deliveryMillis)),
                  settle);
      default -> null;
    };
  }

  private Instrument instrument(
      Market market, Instrument.Type type, String unified, @Nullable String settleAsset) {
    return new Instrument(
        Binance.ID,
        market.segment.id(),
        unified,
        symbol,
        type,
        base,
        quote,
        settleAsset,
        tickSize,
        lotSize,
        market == Market.COINM ? contractSize : null,
        status.equals("TRADING"),
        false);
  }
}
