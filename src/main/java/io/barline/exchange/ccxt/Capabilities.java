package io.barline.exchange.ccxt;

import static io.barline.exchange.JsonCursor.ascii;

import io.barline.exchange.JsonCursor;
import io.barline.exchange.MalformedFrame;
import io.barline.exchange.RestBody;
import io.barline.market.Interval;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What the running CCXT can do with one exchange.
 *
 * @param id CCXT's
 * @param rateLimit the least milliseconds between two requests by REST
 * @param rest what can be asked for by REST: {@code trades}, {@code ohlcv}, {@code book}
 * @param intervals of its bars, those that Barline knows
 */
record Capabilities(
    String id,
    int rateLimit,
    How trades,
    How bars,
    How book,
    How ticker,
    Set<String> rest,
    Set<Interval> intervals) {
  private static final Pattern ID_FORM = Pattern.compile("[a-z0-9_]{1,40}");
  private static final byte[] VERSION = ascii("ccxt");
  private static final byte[] EXCHANGES = ascii("exchanges");
  private static final byte[] ID = ascii("id");
  private static final byte[] RATE_LIMIT = ascii("rateLimit");
  private static final byte[] TRADES = ascii("trades");
  private static final byte[] BARS = ascii("ohlcv");
  private static final byte[] BOOK = ascii("book");
  private static final byte[] TICKER = ascii("ticker");
  private static final byte[] REST = ascii("rest");
  private static final byte[] INTERVALS = ascii("timeframes");

  /** How something of an exchange is had. */
  enum How {
    STREAM,
    POLL,
    NONE
  }

  /**
   * All exchanges of a CCXT.
   *
   * @param version CCXT's own
   */
  record Listing(String version, List<Capabilities> exchanges) {
    /**
     * Reads what a bridge tells.
     *
     * @throws io.barline.exchange.MalformedAnswer if it is no such list
     */
    static Listing read(byte[] body) {
      return RestBody.read("a list of CCXT's exchanges", body, Capabilities::listing);
    }
  }

  private static Listing listing(JsonCursor json) {
    String version = "";
    List<Capabilities> exchanges = new ArrayList<>();
    json.beginObject();
    while (json.nextField()) {
      if (json.textIs(VERSION)) {
        version = json.readText();
      } else if (json.textIs(EXCHANGES)) {
        json.beginArray();
        while (json.nextElement()) {
          RestBody.addIfReadable(json, exchanges, Capabilities::one);
        }
      } else {
        json.skip();
      }
    }
    json.finish();
    if (version.isEmpty() || exchanges.isEmpty()) {
      throw new MalformedFrame("it has no version, or no exchanges");
    }
    return new Listing(version, List.copyOf(exchanges));
  }

  private static Capabilities one(JsonCursor json) {
    String id = "";
    int rateLimit = 1_000;
    How trades = How.NONE;
    How bars = How.NONE;
    How book = How.NONE;
    How ticker = How.NONE;
    Set<String> rest = new TreeSet<>();
    Set<Interval> intervals = EnumSet.noneOf(Interval.class);
    json.beginObject();
    while (json.nextField()) {
      if (json.textIs(ID)) {
        id = json.readText();
      } else if (json.textIs(RATE_LIMIT)) {
        rateLimit =
            Math.max(1, (int) Math.min(json.readDecimal().toBigDecimal().longValue(), 60_000));
      } else if (json.textIs(TRADES)) {
        trades = how(json);
      } else if (json.textIs(BARS)) {
        bars = how(json);
      } else if (json.textIs(BOOK)) {
        book = how(json);
      } else if (json.textIs(TICKER)) {
        ticker = how(json);
      } else if (json.textIs(REST)) {
        json.beginArray();
        while (json.nextElement()) {
          rest.add(json.readText());
        }
      } else if (json.textIs(INTERVALS)) {
        json.beginArray();
        while (json.nextElement()) {
          Interval.of(json.readText()).ifPresent(intervals::add);
        }
      } else {
        json.skip();
      }
    }
    if (!ID_FORM.matcher(id).matches()) { // it becomes part of topics and of addresses
      throw new MalformedFrame("an exchange has no id, or an odd one: " + id);
    }
    return new Capabilities(id, rateLimit, trades, bars, book, ticker, rest, intervals);
  }

  private static How how(JsonCursor json) {
    String text = json.readText();
    return switch (text) {
      case "stream" -> How.STREAM;
      case "poll" -> How.POLL;
      case "none" -> How.NONE;
      default -> throw new MalformedFrame("stream, poll or none is expected: " + text);
    };
  }
}
