package io.barline.exchange.binance;

import io.barline.exchange.JsonCursor;
import io.barline.exchange.UnifiedSymbol;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
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

  /** Reads an entry: the instrument, or null where it lacks something or is of an unknown kind. */
  @Nullable Instrument read(JsonCursor json, Market market) {
    json.beginObject();
    while (json.nextField()) {
      switch (json.text()) {
        case "symbol" -> symbol = json.readText();
        case "baseAsset" -> base = json.readText();
        case "quoteAsset" -> quote = json.readText();
        case "marginAsset" -> settle = json.readText();
        case "contractType" -> contract = json.readText();
        case "status", "contractStatus" -> status = json.readText();
        case "deliveryDate" -> deliveryMillis = json.readLong();
        case "contractSize" -> contractSize = positive(json);
        case "filters" -> readFilters(json);
        default -> json.skip();
      }
    }
    return instrument(market);
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
          case "filterType" -> type = json.readText();
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

  /** Zero stands for a filter that is switched off. */
  private static @Nullable Decimal positive(JsonCursor json) {
    Decimal value = json.readDecimal();
    return value.signum() > 0 ? value : null;
  }

  private @Nullable Instrument instrument(Market market) {
    Instrument.Type type = type(market);
    var unified = new UnifiedSymbol(base, quote, market == Market.SPOT ? null : settle);
    if (type == null
        || symbol.isEmpty()
        || !unified.isUnambiguous()
        || (type.isDated() && deliveryMillis <= 0)
        || (type.isInverse() && contractSize == null)) {
      return null;
    }
    return new Instrument(
        Binance.ID,
        market.segment.id(),
        unified.of(type, deliveryMillis),
        symbol,
        type,
        base,
        quote,
        unified.settle(),
        tickSize,
        lotSize,
        type.isInverse() ? contractSize : null,
        status.equals("TRADING"),
        false);
  }

  private Instrument.@Nullable Type type(Market market) {
    if (market == Market.SPOT) {
      return Instrument.Type.SPOT;
    }
    boolean inverse = market == Market.COINM;
    return switch (contract) {
      case "PERPETUAL", "TRADIFI_PERPETUAL", "PERPETUAL_DELIVERING", "PERPETUAL DELIVERING" ->
          inverse ? Instrument.Type.INVERSE : Instrument.Type.LINEAR;
      case "CURRENT_MONTH",
          "NEXT_MONTH",
          "CURRENT_QUARTER",
          "NEXT_QUARTER",
          "CURRENT_QUARTER DELIVERING",
          "NEXT_QUARTER DELIVERING" ->
          inverse ? Instrument.Type.INVERSE_FUTURE : Instrument.Type.LINEAR_FUTURE;
      default -> null;
    };
  }
}
