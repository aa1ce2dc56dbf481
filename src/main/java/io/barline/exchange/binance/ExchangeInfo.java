package io.barline.exchange.binance;

import io.barline.exchange.JsonCursor;
import io.barline.exchange.MalformedAnswer;
import io.barline.exchange.MalformedFrame;
import io.barline.market.Instrument;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
  private static final byte[] SYMBOLS = "symbols".getBytes(StandardCharsets.US_ASCII);

  private final Market market;
  private final JsonCursor body = new JsonCursor();

  /** Reads one entry at a time, so that a bad one leaves the body's cursor where it is. */
  private final JsonCursor entry = new JsonCursor();

  ExchangeInfo(Market market) {
    this.market = market;
  }

  /**
   * The instruments in the exchange's order.
   *
   * @throws MalformedAnswer if {@code bytes} are not JSON with a list of symbols
   */
  List<Instrument> read(byte[] bytes) {
    List<Instrument> instruments = new ArrayList<>();
    boolean listed = false;
    try {
      body.reset(bytes, 0, bytes.length);
      body.beginObject();
      while (body.nextField()) {
        if (body.textIs(SYMBOLS)) {
          listed = true;
          readSymbols(bytes, instruments);
        } else {
          body.skip();
        }
      }
      body.finish();
    } catch (MalformedFrame e) {
      throw new MalformedAnswer(refusal(bytes, e.getMessage()), e);
    }
    if (!listed) {
      throw new MalformedAnswer(refusal(bytes, "no \"symbols\""));
    }
    return instruments;
  }

  private void readSymbols(byte[] bytes, List<Instrument> instruments) {
    body.beginArray();
    while (body.nextElement()) {
      int from = body.position();
      body.skip();
      entry.reset(bytes, from, body.position());
      Instrument instrument = readEntry();
      if (instrument != null) {
        instruments.add(instrument);
      }
    }
  }

  private @Nullable Instrument readEntry() {
    try {
      Listing listing = new Listing();
      listing.read(entry);
      return listing.toInstrument(market);
    } catch (MalformedFrame _) {
      return null;
    }
  }

  private String refusal(byte[] bytes, @Nullable String reason) {
    String beginning = new String(bytes, 0, Math.min(bytes.length, 160), StandardCharsets.UTF_8);
    return "binance %s exchangeInfo: %s: %s"
        .formatted(market.segment.id(), reason, beginning.replaceAll("\\p{Cntrl}", " "));
  }
}
