package io.barline.exchange.alpaca;

import io.barline.exchange.JsonCursor;
import io.barline.exchange.MalformedFrame;
import io.barline.exchange.RestBody;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The list of a market's instruments: <a
 * href="https://docs.alpaca.markets/reference/get-v2-assets-1">assets</a>. An asset that cannot be
 * read, or whose symbol could be mistaken for another thing, is left out.
 *
 * <pre>{@code
 * [{"class":"us_equity","exchange":"NASDAQ","symbol":"AAPL","status":"active","tradable":true},
 *  {"class":"crypto","exchange":"CRYPTO","symbol":"BTC/USD","status":"active","tradable":true,
 *   "min_trade_increment":"0.000000001","price_increment":"0.01"}]
 * }</pre>
 */
final class Assets {
  private static final Pattern STOCK = Pattern.compile("[A-Z0-9.\\-]{1,20}");
  private static final Pattern PAIR = Pattern.compile("([A-Z0-9]{1,20})/([A-Z0-9]{1,10})");

  /** What symbols must mean without a list: a ticker, or one of the pairs that Alpaca quotes in. */
  private static final Pattern PRESUMED =
      Pattern.compile("[A-Z]{1,5}(\\.[A-Z])?|[A-Z0-9]{1,10}/(USD|USDT|USDC|BTC)");

  private final Market market;

  Assets(Market market) {
    this.market = market;
  }

  /**
   * The instruments in Alpaca's order.
   *
   * @throws io.barline.exchange.MalformedAnswer if {@code body} is no list of assets
   */
  List<Instrument> read(byte[] body) {
    return RestBody.read("alpaca " + market.id + " assets", body, this::read);
  }

  private List<Instrument> read(JsonCursor json) {
    List<Instrument> instruments = new ArrayList<>();
    json.beginArray();
    while (json.nextElement()) {
      RestBody.addIfReadable(json, instruments, this::readAsset);
    }
    json.finish();
    if (instruments.isEmpty()) {
      throw new MalformedFrame("no assets");
    }
    return instruments;
  }

  private @Nullable Instrument readAsset(JsonCursor json) {
    String symbol = "";
    String assetClass = "";
    String status = "";
    boolean tradable = false;
    Decimal tick = null;
    Decimal lot = null;
    json.beginObject();
    while (json.nextField()) {
      switch (json.text()) {
        case "symbol" -> symbol = json.readText();
        case "class" -> assetClass = json.readText();
        case "status" -> status = json.readText();
        case "tradable" -> tradable = json.readBoolean();
        case "price_increment" -> tick = positive(json);
        case "min_trade_increment" -> lot = positive(json);
        default -> json.skip();
      }
    }
    boolean active = status.equals("active") && tradable;
    return assetClass.equals(market.assetClass)
        ? instrument(market, symbol, tick, lot, active, false)
        : null;
  }

  private static @Nullable Decimal positive(JsonCursor json) {
    Decimal value = json.readDecimalOrNull();
    return value != null && value.signum() > 0 ? value : null;
  }

  /** What {@code symbol} must mean, or null. */
  static @Nullable Instrument presume(String symbol) {
    Market market = symbol.indexOf('/') < 0 ? Market.STOCKS : Market.CRYPTO;
    return PRESUMED.matcher(symbol).matches()
        ? instrument(market, symbol, null, null, true, true)
        : null;
  }

  /** Alpaca's symbols are the unified ones. */
  private static @Nullable Instrument instrument(
      Market market,
      String symbol,
      @Nullable Decimal tick,
      @Nullable Decimal lot,
      boolean active,
      boolean presumed) {
    boolean stock = market == Market.STOCKS;
    if (!(stock ? STOCK : PAIR).matcher(symbol).matches()) {
      return null;
    }
    int slash = symbol.indexOf('/');
    return new Instrument(
        Alpaca.ID,
        market.id,
        symbol,
        symbol,
        stock ? Instrument.Type.STOCK : Instrument.Type.SPOT,
        stock ? symbol : symbol.substring(0, slash),
        stock ? "USD" : symbol.substring(slash + 1),
        null,
        tick,
        lot,
        null,
        active,
        presumed);
  }
}
