package io.barline.exchange.hyperliquid;

import static io.barline.exchange.JsonCursor.ascii;

import io.barline.exchange.JsonCursor;
import io.barline.exchange.MalformedFrame;
import io.barline.exchange.SymbolTable;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import io.barline.market.Ticker;

/**
 * <a
 * href="https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api/websocket/subscriptions#data-formats">WsActiveAssetCtx
 * and WsActiveSpotAssetCtx</a>, of which the latter has no funding, open interest and oracle. The
 * oracle's price is the index. Neither has a time, the last price, high or low.
 *
 * <pre>{@code
 * {"channel":"activeAssetCtx","data":{"coin":"BTC","ctx":{"funding":"0.0000125",
 *   "openInterest":"28411.5","prevDayPx":"86100.0","dayNtlVlm":"2201894411.2","premium":"0.0001",
 *   "oraclePx":"87240.0","markPx":"87248.5","midPx":"87249.5",
 *   "impactPxs":["87249.0","87250.0"],"dayBaseVlm":"25312.4"}}}
 * }</pre>
 */
final class AssetContexts {
  private static final byte[] CONTEXT = ascii("ctx");
  private static final byte[] OPEN = ascii("prevDayPx");
  private static final byte[] VOLUME = ascii("dayBaseVlm");
  private static final byte[] VALUE = ascii("dayNtlVlm");
  private static final byte[] MARK = ascii("markPx");
  private static final byte[] ORACLE = ascii("oraclePx");
  private static final byte[] FUNDING = ascii("funding");
  private static final byte[] INTEREST = ascii("openInterest");

  private final JsonCursor json;
  private final SymbolTable symbols;

  AssetContexts(JsonCursor json, SymbolTable symbols) {
    this.json = json;
    this.symbols = symbols;
  }

  Ticker read(long receiveTime) {
    Instrument instrument = null;
    int context = -1;
    json.beginObject();
    while (json.nextField()) {
      if (json.textIs(HyperliquidDecoder.COIN)) {
        instrument = symbols.readSubscribed(json);
      } else {
        context = json.textIs(CONTEXT) ? json.position() : context;
        json.skip();
      }
    }
    if (instrument == null || context < 0) {
      throw new MalformedFrame("coin or ctx is missing");
    }
    json.seek(context);
    return ticker(instrument, receiveTime);
  }

  private Ticker ticker(Instrument instrument, long receiveTime) {
    Decimal open = null;
    Decimal volume = null;
    Decimal quoteVolume = null;
    Decimal mark = null;
    Decimal index = null;
    Decimal funding = null;
    Decimal openInterest = null;
    json.beginObject();
    while (json.nextField()) {
      if (json.textIs(OPEN)) {
        open = json.readDecimalOrNull();
      } else if (json.textIs(VOLUME)) {
        volume = json.readDecimalOrNull();
      } else if (json.textIs(VALUE)) {
        quoteVolume = json.readDecimalOrNull();
      } else if (json.textIs(MARK)) {
        mark = json.readDecimalOrNull();
      } else if (json.textIs(ORACLE)) {
        index = json.readDecimalOrNull();
      } else if (json.textIs(FUNDING)) {
        funding = json.readDecimalOrNull();
      } else if (json.textIs(INTEREST)) {
        openInterest = json.readDecimalOrNull();
      } else {
        json.skip();
      }
    }
    return new Ticker(
        instrument,
        null,
        open,
        null,
        null,
        volume,
        quoteVolume,
        null,
        null,
        null,
        null,
        mark,
        index,
        funding,
        0,
        openInterest,
        0,
        receiveTime);
  }
}
