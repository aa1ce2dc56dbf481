package io.barline.exchange.binance;

import io.barline.exchange.BookRequests;
import io.barline.exchange.JsonCursor;
import io.barline.exchange.MalformedAnswer;
import io.barline.exchange.MalformedFrame;
import io.barline.exchange.RestRequest;
import io.barline.market.BookSnapshot;
import io.barline.market.Instrument;
import io.barline.market.Level;
import io.barline.market.UtcNanos;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
  private static final byte[] LAST_UPDATE = Envelope.ascii("lastUpdateId");
  private static final byte[] TIME = Envelope.ascii("T");
  private static final byte[] BIDS = Envelope.ascii("bids");
  private static final byte[] ASKS = Envelope.ascii("asks");

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
        Binance.append(settings.endpoints().rest(market), path), weight(market, levels));
  }

  private static int weight(Market market, int levels) {
    if (market == Market.SPOT) {
      return levels <= 500 ? 25 : levels <= 1_000 ? 50 : 250;
    }
    return levels <= 500 ? 10 : 20;
  }

  @Override
  public BookSnapshot read(Instrument instrument, int depth, byte[] body, long receiveTime) {
    JsonCursor json = new JsonCursor();
    Sides sides = new Sides(json);
    long sequence = -1;
    long millis = 0;
    List<Level> bids = null;
    List<Level> asks = null;
    try {
      json.reset(body, 0, body.length);
      json.beginObject();
      while (json.nextField()) {
        if (json.textIs(LAST_UPDATE)) {
          sequence = json.readLong();
        } else if (json.textIs(TIME)) {
          millis = json.readLong();
        } else if (json.textIs(BIDS)) {
          bids = sides.read();
        } else if (json.textIs(ASKS)) {
          asks = sides.read();
        } else {
          json.skip();
        }
      }
      json.finish();
    } catch (MalformedFrame e) {
      throw new MalformedAnswer(refusal(instrument, body, e.getMessage()), e);
    }
    if (sequence < 0 || millis < 0 || bids == null || asks == null) {
      String reason = "\"lastUpdateId\", \"bids\" and \"asks\" are expected";
      throw new MalformedAnswer(refusal(instrument, body, reason));
    }
    int levels = settings.snapshotLevels().of(Market.named(instrument.segment()));
    return new BookSnapshot(
        instrument, levels, sequence, bids, asks, millis * UtcNanos.MILLISECOND, receiveTime);
  }

  private static String refusal(Instrument instrument, byte[] body, @Nullable String reason) {
    String beginning = new String(body, 0, Math.min(body.length, 160), StandardCharsets.UTF_8);
    return "book of %s: %s: %s"
        .formatted(instrument, reason, beginning.replaceAll("\\p{Cntrl}", " "));
  }
}
