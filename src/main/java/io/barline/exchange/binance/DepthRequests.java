package io.barline.exchange.binance;

import static io.barline.exchange.JsonCursor.ascii;

import io.barline.exchange.BookRequests;
import io.barline.exchange.Endpoint;
import io.barline.exchange.JsonCursor;
import io.barline.exchange.LevelReader;
import io.barline.exchange.MalformedFrame;
import io.barline.exchange.Millis;
import io.barline.exchange.RestBody;
import io.barline.exchange.RestRequest;
import io.barline.market.BookSnapshot;
import io.barline.market.Instrument;
import io.barline.market.Level;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Snapshots of order books, of <a
 * href="https://developers.binance.com/docs/binance-spot-api-docs/rest-api/market-data-endpoints#order-book">spot</a>:
 *
 * <pre>{@code
 * {"lastUpdateId":78120334415,"bids":[["87250.00000000","4.10200000"]],
 *   "asks":[["87250.01000000","0.73110000"]]}
 * }</pre>
 *
 * <p>and of <a
 * href="https://developers.binance.com/docs/derivatives/usds-margined-futures/market-data/rest-api/Order-Book">futures</a>:
 *
 * <pre>{@code
 * {"lastUpdateId":8531207744900,"E":1795356000140,"T":1795356000131,
 *   "bids":[["87249.90","7.114"]],"asks":[["87250.00","2.406"]]}
 * }</pre>
 */
final class DepthRequests implements BookRequests {
  private static final byte[] LAST_UPDATE = ascii("lastUpdateId");
  private static final byte[] TIME = ascii("T");
  private static final byte[] BIDS = ascii("bids");
  private static final byte[] ASKS = ascii("asks");

  private final BinanceSettings settings;

  DepthRequests(BinanceSettings settings) {
    this.settings = settings;
  }

  @Override
  public RestRequest request(Instrument instrument, int depth) {
    Market market = Market.named(instrument.segment());
    int levels = settings.snapshotLevels().of(market);
    String symbol = URLEncoder.encode(instrument.nativeSymbol(), StandardCharsets.UTF_8);
    String path = market.restPath + "/depth?symbol=" + symbol + "&limit=" + levels;
    return RestRequest.get(
        Endpoint.append(settings.endpoints().rest(market), path), weight(market, levels));
  }

  private static int weight(Market market, int levels) {
    if (market == Market.SPOT) {
      return levels <= 500 ? 25 : levels <= 1_000 ? 50 : 250;
    }
    return levels <= 500 ? 10 : 20;
  }

  @Override
  public BookSnapshot read(Instrument instrument, int depth, byte[] body, long receiveTime) {
    int levels = settings.snapshotLevels().of(Market.named(instrument.segment()));
    return RestBody.read(
        "book of " + instrument, body, json -> read(json, instrument, levels, receiveTime));
  }

  private static BookSnapshot read(
      JsonCursor json, Instrument instrument, int levels, long receiveTime) {
    LevelReader sides = new LevelReader(json);
    long sequence = -1;
    long time = 0;
    List<Level> bids = null;
    List<Level> asks = null;
    json.beginObject();
    while (json.nextField()) {
      if (json.textIs(LAST_UPDATE)) {
        sequence = json.readCount();
      } else if (json.textIs(TIME)) {
        time = Millis.read(json);
      } else if (json.textIs(BIDS)) {
        bids = sides.readSide();
      } else if (json.textIs(ASKS)) {
        asks = sides.readSide();
      } else {
        json.skip();
      }
    }
    json.finish();
    if (sequence < 0 || bids == null || asks == null) {
      throw new MalformedFrame("\"lastUpdateId\", \"bids\" and \"asks\" are expected");
    }
    return new BookSnapshot(instrument, levels, sequence, bids, asks, time, receiveTime);
  }
}
