package io.barline.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The lines of one event.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent
 *     events</a>
 */
final class ServerSentEvent {
  private static final byte[] END = "\n\n".getBytes(UTF_8);

  private ServerSentEvent() {}

  /** An event whose data is JSON on one line; without an id the client's cursor stays as it was. */
  static byte[] of(String event, @Nullable String id, byte[] json) {
    // JSON escapes line breaks, an id does not: one in a symbol must not end the field.
    String idLine = id == null ? "" : "id: " + id.replaceAll("[\\r\\n\\x00]", " ") + "\n";
    byte[] head = ("event: " + event + "\n" + idLine + "data: ").getBytes(UTF_8);
    byte[] bytes = Arrays.copyOf(head, head.length + json.length + END.length);
    System.arraycopy(json, 0, bytes, head.length, json.length);
    System.arraycopy(END, 0, bytes, head.length + json.length, END.length);
    return bytes;
  }
}
