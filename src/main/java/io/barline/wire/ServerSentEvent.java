package io.barline.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/**
 * The lines of one event.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent
 *     events</a>
 */
final class ServerSentEvent {
  private static final byte[] END = "\n\n".getBytes(UTF_8);

  private ServerSentEvent() {}

  /** An event whose data is JSON on one line; the id, if any, is another line before it. */
  static byte[] of(String event, byte[] json) {
    byte[] head = ("event: " + event + "\ndata: ").getBytes(UTF_8);
    byte[] bytes = Arrays.copyOf(head, head.length + json.length + END.length);
    System.arraycopy(json, 0, bytes, head.length, json.length);
    System.arraycopy(END, 0, bytes, head.length + json.length, END.length);
    return bytes;
  }
}
