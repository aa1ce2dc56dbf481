package io.barline.exchange.binance;

import static io.barline.exchange.JsonCursor.ascii;

import io.barline.exchange.JsonCursor;
import io.barline.exchange.MalformedFrame;
import io.barline.exchange.RestBody;
import io.barline.market.Instrument;
import java.util.ArrayList;
import java.util.List;

/**
 * The list of a market's instruments, which on spot is tens of megabytes long.
 *
 * <p>An entry that cannot be read, or is of a kind that is not known, is left out: one new product
 * must not hide the others.
 *
 * @see <a
 *     href="https://developers.binance.com/docs/binance-spot-api-docs/rest-api/general-endpoints#exchange-information">spot</a>
 * @see <a
 *     href="https://developers.binance.com/docs/derivatives/usds-margined-futures/market-data/rest-api/Exchange-Information">USD-M</a>
 * @see <a
 *     href="https://developers.binance.com/docs/derivatives/coin-margined-futures/market-data/rest-api/Exchange-Information">COIN-M</a>
 */
final class ExchangeInfo {
  private static final byte[] SYMBOLS = ascii("symbols");

  private final Market market;

  ExchangeInfo(Market market) {
    this.market = market;
  }

  /**
   * The instruments in the exchange's order.
   *
   * @throws io.barline.exchange.MalformedAnswer if {@code body} is not JSON with a list of symbols
   */
  List<Instrument> read(byte[] body) {
    return RestBody.read("binance " + market.segment.id() + " exchangeInfo", body, this::read);
  }

  private List<Instrument> read(JsonCursor json) {
    List<Instrument> instruments = new ArrayList<>();
    boolean listed = false;
    json.beginObject();
    while (json.nextField()) {
      if (json.textIs(SYMBOLS)) {
        listed = true;
        json.beginArray();
        while (json.nextElement()) {
          RestBody.addIfReadable(json, instruments, entry -> new Listing().read(entry, market));
        }
      } else {
        json.skip();
      }
    }
    json.finish();
    if (!listed) {
      throw new MalformedFrame("no \"symbols\"");
    }
    return instruments;
  }
}
