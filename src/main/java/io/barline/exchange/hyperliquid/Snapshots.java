package io.barline.exchange.hyperliquid;

import io.barline.exchange.BookRequests;
import io.barline.exchange.JsonText;
import io.barline.exchange.RestBody;
import io.barline.exchange.RestRequest;
import io.barline.exchange.SymbolTable;
import io.barline.market.BookSnapshot;
import io.barline.market.Instrument;
import java.net.URI;

/**
 * Order books by <a
 * href="https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api/info-endpoint#l2-book-snapshot">l2Book</a>:
 * 20 levels a side, whatever depth is wanted; null for a coin that is not known.
 *
 * <pre>{@code
 * {"coin":"BTC","time":1795356000123,"levels":[
 *   [{"px":"87249.0","sz":"1.2","n":3}],[{"px":"87250.0","sz":"0.4","n":2}]]}
 * }</pre>
 */
final class Snapshots implements BookRequests {
  private static final int WEIGHT = 2;

  private final URI at;

  /**
   * @param at where {@code /info} is
   */
  Snapshots(URI at) {
    this.at = at;
  }

  @Override
  public RestRequest request(Instrument instrument, int depth) {
    return RestRequest.post(
        at,
        "{\"type\":\"l2Book\",\"coin\":%s}".formatted(JsonText.quoted(instrument.nativeSymbol())),
        WEIGHT);
  }

  @Override
  public BookSnapshot read(Instrument instrument, int depth, byte[] body, long receiveTime) {
    SymbolTable symbols = SymbolTable.of(instrument);
    return RestBody.read(
        "hyperliquid l2Book",
        body,
        json -> new Books(json, symbols, Hyperliquid.DEPTH).book(receiveTime));
  }
}
