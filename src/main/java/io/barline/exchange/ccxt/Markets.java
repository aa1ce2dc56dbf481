package io.barline.exchange.ccxt;

import static io.barline.exchange.JsonCursor.ascii;

import io.barline.exchange.JsonCursor;
import io.barline.exchange.MalformedFrame;
import io.barline.exchange.RestBody;
import io.barline.market.Decimal;
import io.barline.market.Instrument;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The markets of an exchange, as <a href="https://docs.ccxt.com/#/?id=market-structure">CCXT</a>
 * describes them:
 *
 * <pre>{@code
 * {"symbol":"BTC/USDT:USDT","id":"BTC-USDT-SWAP","type":"swap","base":"BTC","quote":"USDT",
 *  "settle":"USDT","linear":true,"inverse":false,"active":true,"contractSize":"0.01",
 *  "tickSize":"0.1","lotSize":"1","expiry":null}
 * }</pre>
 *
 * <p>Options, indices and contracts that are neither linear nor inverse are left out.
 */
final class Markets {
  private static final byte[] MARKETS = ascii("markets");
  private static final byte[] SYMBOL = ascii("symbol");
  private static final byte[] ID = ascii("id");
  private static final byte[] TYPE = ascii("type");
  private static final byte[] BASE = ascii("base");
  private static final byte[] QUOTE = ascii("quote");
  private static final byte[] SETTLE = ascii("settle");
  private static final byte[] LINEAR = ascii("linear");
  private static final byte[] INVERSE = ascii("inverse");
  private static final byte[] ACTIVE = ascii("active");
  private static final byte[] CONTRACT_SIZE = ascii("contractSize");
  private static final byte[] TICK_SIZE = ascii("tickSize");
  private static final byte[] LOT_SIZE = ascii("lotSize");

  private final String exchange;
  private String symbol = "";
  private String id = "";
  private String type = "";
  private String base = "";
  private String quote = "";
  private @Nullable String settle;
  private boolean linear;
  private boolean inverse;
  private boolean active = true;
  private @Nullable Decimal contractSize;
  private @Nullable Decimal tickSize;
  private @Nullable Decimal lotSize;

  private Markets(String exchange) {
    this.exchange = exchange;
  }

  /**
   * Reads what the bridge tells.
   *
   * @param exchange its id in topics
   * @throws io.barline.exchange.MalformedAnswer if it is no such list
   */
  static List<Instrument> read(String exchange, byte[] body) {
    return RestBody.read("the markets of " + exchange, body, json -> list(exchange, json));
  }

  private static List<Instrument> list(String exchange, JsonCursor json) {
    List<Instrument> all = new ArrayList<>();
    boolean told = false;
    json.beginObject();
    while (json.nextField()) {
      if (json.textIs(MARKETS)) {
        told = true;
        json.beginArray();
        while (json.nextElement()) {
          RestBody.addIfReadable(json, all, part -> new Markets(exchange).read(part));
        }
      } else {
        json.skip();
      }
    }
    json.finish();
    if (!told) {
      throw new MalformedFrame("it lacks markets");
    }
    Set<String> symbols = new HashSet<>();
    all.removeIf(instrument -> !symbols.add(instrument.symbol()));
    return all;
  }

  private @Nullable Instrument read(JsonCursor json) {
    json.beginObject();
    while (json.nextField()) {
      field(json);
    }
    Instrument.Type kind = kind();
    if (kind == null || symbol.isEmpty() || base.isEmpty() || quote.isEmpty()) {
      return null;
    }
    boolean countsContracts =
        kind != Instrument.Type.SPOT && (kind.isInverse() || !isOne(contractSize));
    return new Instrument(
        exchange,
        Ccxt.SEGMENT,
        symbol,
        id.isEmpty() ? symbol : id,
        kind,
        base,
        quote,
        kind == Instrument.Type.SPOT ? null : settle,
        tickSize,
        lotSize,
        countsContracts ? contractSize : null,
        active,
        false);
  }

  private void field(JsonCursor json) {
    if (json.textIs(SYMBOL)) {
      symbol = text(json);
    } else if (json.textIs(ID)) {
      id = text(json);
    } else if (json.textIs(TYPE)) {
      type = text(json);
    } else if (json.textIs(BASE)) {
      base = text(json);
    } else if (json.textIs(QUOTE)) {
      quote = text(json);
    } else if (json.textIs(SETTLE)) {
      settle = text(json);
    } else if (json.textIs(LINEAR)) {
      linear = flag(json, false);
    } else if (json.textIs(INVERSE)) {
      inverse = flag(json, false);
    } else if (json.textIs(ACTIVE)) {
      active = flag(json, true);
    } else if (json.textIs(CONTRACT_SIZE)) {
      contractSize = json.readDecimalOrNull();
    } else if (json.textIs(TICK_SIZE)) {
      tickSize = json.readDecimalOrNull();
    } else if (json.textIs(LOT_SIZE)) {
      lotSize = json.readDecimalOrNull();
    } else {
      json.skip();
    }
  }

  private static boolean isOne(@Nullable Decimal size) {
    return size == null || size.equals(Decimal.ONE);
  }

  /** Null where Barline has no such kind. */
  private Instrument.@Nullable Type kind() {
    return switch (type) {
      case "spot" -> Instrument.Type.SPOT;
      case "swap" ->
          linear ? Instrument.Type.LINEAR : inverse && measured() ? Instrument.Type.INVERSE : null;
      case "future" ->
          linear
              ? Instrument.Type.LINEAR_FUTURE
              : inverse && measured() ? Instrument.Type.INVERSE_FUTURE : null;
      default -> null;
    };
  }

  /** Volumes of an inverse contract mean nothing without its size. */
  private boolean measured() {
    return contractSize != null;
  }

  private static String text(JsonCursor json) {
    if (json.peek() == JsonCursor.Kind.NULL) {
      json.readNull();
      return "";
    }
    return json.readText();
  }

  private static boolean flag(JsonCursor json, boolean otherwise) {
    if (json.peek() == JsonCursor.Kind.NULL) {
      json.readNull();
      return otherwise;
    }
    return json.readBoolean();
  }
}
