package io.barline.exchange.bybit;

import io.barline.exchange.JsonCursor;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.UtcNanos;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the <a href="https://bybit-exchange.github.io/docs/v5/market/instrument">list of
 * instruments</a>. Spot has no {@code contractType}, {@code settleCoin} and {@code qtyStep}, but a
 * {@code basePrecision}.
 *
 * <pre>{@code
 * {"symbol":"BTCUSDT-25DEC26","contractType":"LinearFutures","status":"Trading","baseCoin":"BTC",
 *   "quoteCoin":"USDT","deliveryTime":"1798185600000","priceFilter":{"tickSize":"0.50"},
 *   "lotSizeFilter":{"qtyStep":"0.001"},"settleCoin":"USDT"}
 * }</pre>
 */
final class Listing {
  private static final DateTimeFormatter YYMMDD =
      DateTimeFormatter.ofPattern("yyMMdd", Locale.ROOT).withZone(ZoneOffset.UTC);

  private final Category category;
  private String symbol = "";
  private String base = "";
  private String quote = "";
  private String settle = "";
  private String contract = "";
  private String status = "";
  private long delivery;
  private @Nullable Decimal tickSize;
  private @Nullable Decimal lotSize;

  Listing(Category category) {
    this.category = category;
  }

  /** Reads an entry: the instrument, or null where it lacks something, is closed or not known. */
  @Nullable Instrument read(JsonCursor json) {
    json.beginObject();
    while (json.nextField()) {
      switch (json.text()) {
        case "symbol" -> symbol = string(json);
        case "baseCoin" -> base = string(json);
        case "quoteCoin" -> quote = string(json);
        case "settleCoin" -> settle = string(json);
        case "contractType" -> contract = string(json);
        case "status" -> status = string(json);
        case "deliveryTime" -> delivery = Fields.time(Fields.decimalOrNone(json));
        case "priceFilter", "lotSizeFilter" -> readFilter(json);
        default -> json.skip();
      }
    }
    return instrument();
  }

  private void readFilter(JsonCursor json) {
    json.beginObject();
    while (json.nextField()) {
      switch (json.text()) {
        case "tickSize" -> tickSize = Fields.decimalOrNone(json);
        case "qtyStep", "basePrecision" -> lotSize = Fields.decimalOrNone(json);
        default -> json.skip();
      }
    }
  }

  private static String string(JsonCursor json) {
    json.readString();
    return json.text();
  }

  private @Nullable Instrument instrument() {
    Instrument.Type type = category.type(contract);
    boolean settles = category != Category.SPOT;
    if (type == null || status.equals("Closed") || symbol.isEmpty() || !isName(base)) {
      return null;
    }
    if (!isName(quote) || (settles && !isName(settle)) || (isDated(type) && delivery == 0)) {
      return null;
    }
    String unified = base + "/" + quote + (settles ? ":" + settle : "");
    return new Instrument(
        Bybit.ID,
        category.id,
        isDated(type) ? unified + "-" + YYMMDD.format(UtcNanos.toInstant(delivery)) : unified,
        symbol,
        type,
        base,
        quote,
        settles ? settle : null,
        tickSize,
        lotSize,
        category.contractSize(),
        status.equals("Trading"),
        false);
  }

  private static boolean isDated(Instrument.Type type) {
    return switch (type) {
      case LINEAR_FUTURE, INVERSE_FUTURE -> true;
      case SPOT, LINEAR, INVERSE, STOCK -> false;
    };
  }

  /** Such a name cannot be mistaken for another part of a unified symbol. */
  private static boolean isName(String coin) {
    return !coin.isEmpty() && coin.indexOf('/') < 0 && coin.indexOf(':') < 0;
  }
}
