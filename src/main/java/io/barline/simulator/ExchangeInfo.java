package io.barline.simulator;

import io.barline.market.Decimal;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;

/** Writes the list of a segment's instruments, as {@code exchangeInfo} answers it. */
final class ExchangeInfo {
  /** What perpetuals have for a delivery date. */
  private static final long NEVER = 4_133_404_800_000L;

  private ExchangeInfo() {}

  static JsonBuffer write(
      Segment segment, Collection<Market> markets, long now, int weightPerMinute) {
    JsonBuffer json = new JsonBuffer().raw("{\"timezone\":\"UTC\",\"serverTime\":").number(now);
    json.raw(",\"rateLimits\":[{\"rateLimitType\":\"REQUEST_WEIGHT\",\"interval\":\"MINUTE\",");
    json.raw("\"intervalNum\":1,\"limit\":").number(weightPerMinute);
    json.raw("}],\"exchangeFilters\":[],\"symbols\":[");
    boolean first = true;
    for (Market market : markets) {
      json.raw(first ? "" : ",");
      first = false;
      if (segment.isFutures()) {
        futures(json, market.instrument);
      } else {
        spot(json, market.instrument);
      }
    }
    return json.raw("]}");
  }

  private static void spot(JsonBuffer json, SimulatedInstrument instrument) {
    field(json.raw("{"), "symbol", instrument.symbol());
    field(json.raw(","), "status", "TRADING");
    field(json.raw(","), "baseAsset", instrument.base());
    json.raw(",\"baseAssetPrecision\":8");
    field(json.raw(","), "quoteAsset", instrument.quote());
    json.raw(",\"quotePrecision\":8,\"quoteAssetPrecision\":8");
    json.raw(",\"orderTypes\":[\"LIMIT\",\"MARKET\"],\"isSpotTradingAllowed\":true");
    filters(json, instrument);
    json.raw(",\"permissions\":[],\"permissionSets\":[[\"SPOT\"]]}");
  }

  private static void futures(JsonBuffer json, SimulatedInstrument instrument) {
    boolean inverse = instrument.segment() == Segment.COINM;
    String expiry = expiry(instrument.symbol());
    field(json.raw("{"), "symbol", instrument.symbol());
    field(json.raw(","), "pair", instrument.base() + instrument.quote());
    field(json.raw(","), "contractType", expiry.isEmpty() ? "PERPETUAL" : "CURRENT_QUARTER");
    json.raw(",\"deliveryDate\":").number(expiry.isEmpty() ? NEVER : deliveryMillis(expiry));
    json.raw(",\"onboardDate\":1569398400000");
    field(json.raw(","), inverse ? "contractStatus" : "status", "TRADING");
    if (inverse) {
      json.raw(",\"contractSize\":").number(instrument.contractSize());
    }
    field(json.raw(","), "baseAsset", instrument.base());
    field(json.raw(","), "quoteAsset", instrument.quote());
    field(json.raw(","), "marginAsset", inverse ? instrument.base() : instrument.quote());
    json.raw(",\"pricePrecision\":").number(instrument.priceDigits());
    json.raw(",\"quantityPrecision\":").number(instrument.sizeDigits());
    json.raw(",\"baseAssetPrecision\":8,\"quotePrecision\":8");
    field(json.raw(","), "underlyingType", "COIN");
    filters(json, instrument);
    json.raw(",\"orderTypes\":[\"LIMIT\",\"MARKET\"]}");
  }

  /** The date behind the underscore of a contract that expires: {@code 210924}; empty otherwise. */
  private static String expiry(String symbol) {
    String suffix = symbol.substring(symbol.indexOf('_') + 1);
    return suffix.matches("[0-9]{6}") ? suffix : "";
  }

  private static long deliveryMillis(String date) {
    return LocalDate.parse("20" + date, DateTimeFormatter.BASIC_ISO_DATE)
        .atTime(8, 0)
        .toInstant(ZoneOffset.UTC)
        .toEpochMilli();
  }

  private static void filters(JsonBuffer json, SimulatedInstrument instrument) {
    field(json.raw(",\"filters\":[{"), "filterType", "PRICE_FILTER");
    decimal(json, "minPrice", instrument.tickSize(), instrument.priceDigits());
    field(json.raw(","), "maxPrice", "1000000");
    decimal(json, "tickSize", instrument.tickSize(), instrument.priceDigits());
    field(json.raw("},{"), "filterType", "LOT_SIZE");
    decimal(json, "minQty", instrument.lotSize(), instrument.sizeDigits());
    field(json.raw(","), "maxQty", "1000000");
    decimal(json, "stepSize", instrument.lotSize(), instrument.sizeDigits());
    json.raw("}]");
  }

  private static void decimal(JsonBuffer json, String name, Decimal value, int digits) {
    json.raw(",\"").raw(name).raw("\":").decimal(value.unscaled(), value.scale(), digits);
  }

  private static void field(JsonBuffer json, String name, String value) {
    json.raw("\"").raw(name).raw("\":").string(value);
  }
}
