package io.barline.exchange.hyperliquid;

import io.barline.exchange.Decoder;
import io.barline.exchange.Inbound;
import io.barline.exchange.JsonCursor;
import java.util.Arrays;

/** The only frame that is no JSON, with which some connections begin. */
final class Greeting {
  private static final byte[] TEXT = JsonCursor.ascii("Websocket connection established.");

  private Greeting() {}

  /** A decoder that leaves all frames but the greeting to {@code decoder}. */
  static Decoder before(Decoder decoder) {
    return (frame, from, to, receiveTime, sink) -> {
      if (Arrays.equals(frame, from, to, TEXT, 0, TEXT.length)) {
        sink.accept(new Inbound.Heartbeat());
      } else {
        decoder.decode(frame, from, to, receiveTime, sink);
      }
    };
  }
}
