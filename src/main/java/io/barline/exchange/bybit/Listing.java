package io.barline.exchange.bybit;

import io.barline.exchange.JsonCursor;
import io.barline.exchange.UnifiedSymbol;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.UtcNanos;
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
        case "symbol" -> symbol = json.readText();
        case "baseCoin" -> base = json.readText();
        case "quoteCoin" -> quote = json.readText();
        case "settleCoin" -> settle = json.readText();
        case "contractType" -> contract = json.readText();
        case "status" -> status = json.readText();
        case "deliveryTime" -> delivery = Tickers.time(json.readDecimalOrNull());
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
        case "tickSize" -> tickSize = json.readDecimalOrNull();
        case "qtyStep", "basePrecision" -> lotSize = json.readDecimalOrNull();
        default -> json.skip();
      }
    }
  }

  private @Nullable Instrument instrument() {
    Instrument.Type type = category.type(contract);
    var unified = new UnifiedSymbol(base, quote, category == Category.SPOT ? null : settle);
    if (type == null
        || status.equals("Closed")
        || symbol.isEmpty()
        || !unified.isUnambiguous()
        || (type.isDated() && delivery == 0)) {
      return null;
    }
    return new Instrument(
        Bybit.ID,
        category.id,
        unified.of(type, delivery / UtcNanos.MILLISECOND),
        symbol,
        type,
        base,
        quote,
        unified.settle(),
        tickSize,
        lotSize,
        category.contractSize(),
        status.equals("Trading"),
        false);
  }
}
