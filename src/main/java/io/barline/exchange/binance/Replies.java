package io.barline.exchange.binance;

import io.barline.exchange.Excerpt;
import io.barline.exchange.Inbound;
import io.barline.exchange.JsonCursor;
import io.barline.exchange.JsonCursor.Kind;
import io.barline.exchange.MalformedFrame;

/**
 * Answers to requests, which are never wrapped. <a
 * href="https://developers.binance.com/docs/binance-spot-api-docs/web-socket-streams#live-subscribingunsubscribing-to-streams">Spot</a>
 * and <a
 * href="https://developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams/Live-Subscribing-Unsubscribing-to-streams">futures</a>:
 *
 * <pre>{@code
 * {"result":null,"id":7}
 * {"code":2,"msg":"Invalid request: missing field `method` at line 1 column 73","id":7}
 * {"error":{"code":3,"msg":"Invalid JSON: expected value at line 1 column 1"},"id":7}
 * }</pre>
 */
final class Replies {
  private final JsonCursor json;
  private final Envelope envelope;

  Replies(JsonCursor json, Envelope envelope) {
    this.json = json;
    this.envelope = envelope;
  }

  Inbound read() {
    if (envelope.error >= 0) {
      json.seek(envelope.error);
      if (json.peek() == Kind.OBJECT) {
        envelope.openError();
      } else {
        envelope.message = envelope.error;
      }
    }
    if (envelope.error >= 0 || envelope.code >= 0) {
      return rejection();
    }
    long request = request();
    if (request == Inbound.NO_REQUEST || envelope.result < 0) {
      throw new MalformedFrame("a reply to no request of ours");
    }
    return new Inbound.Accepted(request);
  }

  private Inbound rejection() {
    long code = Long.MIN_VALUE;
    if (envelope.code >= 0) {
      json.seek(envelope.code);
      code = json.readLong();
    }
    String message = "";
    if (envelope.message >= 0) {
      json.seek(envelope.message);
      message = Excerpt.of(json.readText());
    }
    String shownCode = code == Long.MIN_VALUE ? "" : Long.toString(code);
    return new Inbound.Rejected(request(), shownCode, message, isTerminal(code));
  }

  /**
   * Codes 0 to 3 are faults of the request itself, as are REST's -1100 to -1199 (<a
   * href="https://developers.binance.com/docs/binance-spot-api-docs/errors">errors</a>); the others
   * tell of the server's state or of limits.
   */
  private static boolean isTerminal(long code) {
    return (code >= 0 && code <= 3) || (code <= -1100 && code >= -1199);
  }

  private long request() {
    if (envelope.id < 0) {
      return Inbound.NO_REQUEST;
    }
    json.seek(envelope.id);
    return json.peek() == Kind.NUMBER ? json.readLong() : Inbound.NO_REQUEST;
  }
}
