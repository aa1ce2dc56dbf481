package io.barline.exchange.alpaca;

import static io.barline.exchange.alpaca.Fields.name;

import io.barline.exchange.Excerpt;
import io.barline.exchange.Inbound;
import io.barline.exchange.JsonCursor;
import io.barline.exchange.JsonCursor.Kind;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * What Alpaca says of a connection itself (<a
 * href="https://docs.alpaca.markets/docs/streaming-market-data#communication-flow">communication
 * flow</a>).
 */
final class Session {
  private static final int CODE = name("code");
  private static final int MESSAGE = name("msg");
  private static final Inbound HEARTBEAT = new Inbound.Heartbeat();

  private final JsonCursor json;
  private final Fields fields;

  Session(JsonCursor json, Fields fields) {
    this.json = json;
    this.fields = fields;
  }

  /**
   * The two steps to a session:
   *
   * <pre>{@code
   * [{"T":"success","msg":"connected"}]
   * [{"T":"success","msg":"authenticated"}]
   * }</pre>
   */
  Inbound success() {
    fields.string(MESSAGE);
    return switch (json.text()) {
      case "connected" -> new Inbound.LoginWanted();
      case "authenticated" -> new Inbound.Ready();
      default -> HEARTBEAT;
    };
  }

  /**
   * An error, which leaves the socket open and names no request:
   *
   * <pre>{@code
   * [{"T":"error","code":406,"msg":"connection limit exceeded"}]
   * }</pre>
   *
   * <p>Wrong keys (402) and a feed that the plan does not include (409) would be refused again. A
   * second connection (406) is refused for as long as the first one lives, which may be another
   * program's: whether anything can be streamed is worth asking again, and polling meanwhile. A
   * request that is refused changes nothing; the same one is refused again, since its syntax (400),
   * its channels (410) or how many symbols it asks for (405) stay the same. After an internal error
   * (500) it may be accepted.
   */
  Inbound error() {
    long code = fields.count(CODE);
    String message = "";
    if (fields.has(MESSAGE)) {
      fields.string(MESSAGE);
      message = Excerpt.of(json.text());
    }
    String shown = Long.toString(code);
    return switch ((int) Math.min(code, 1_000)) {
      case 402, 409 -> new Inbound.Refused(shown, message, true);
      case 401, 404, 406, 407 -> new Inbound.Refused(shown, message, false);
      case 400, 405, 410 -> new Inbound.Rejected(Inbound.NO_REQUEST, shown, message, true);
      case 403 -> HEARTBEAT; // already authenticated
      default -> new Inbound.Rejected(Inbound.NO_REQUEST, shown, message, false);
    };
  }

  /**
   * All that is subscribed now, channels without symbols left out or empty:
   *
   * <pre>{@code
   * [{"T":"subscription","trades":["AAPL"],"quotes":[],"bars":["MSFT"],"updatedBars":["MSFT"],
   *   "corrections":["AAPL"],"cancelErrors":["AAPL"]}]
   * }</pre>
   */
  Set<String> subscription(int start) {
    Set<String> names = new LinkedHashSet<>();
    json.seek(start);
    json.beginObject();
    while (json.nextField()) {
      String channel = json.text();
      if (!Market.channels().contains(channel) || json.peek() != Kind.ARRAY) {
        json.skip();
        continue;
      }
      json.beginArray();
      while (json.nextElement()) {
        json.readString();
        names.add(Names.of(channel, json.text()));
      }
    }
    return names;
  }
}
