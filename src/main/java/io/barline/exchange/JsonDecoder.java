package io.barline.exchange;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * A decoder of JSON frames: what it cannot read becomes an {@link Inbound.Unrecognized} with the
 * reason and the frame's beginning.
 */
public abstract class JsonDecoder implements Decoder {
  /** Most bytes of a frame that a reason quotes. */
  private static final int EXCERPT = 160;

  /** Stands at the frame's start when {@link #read} is called. */
  protected final JsonCursor json = new JsonCursor();

  @Override
  public final void decode(
      byte[] frame, int from, int to, long receiveTime, Consumer<Inbound> sink) {
    json.reset(frame, from, to);
    try {
      read(receiveTime, sink);
    } catch (MalformedFrame e) {
      sink.accept(
          new Inbound.Unrecognized(e.getMessage() + ": " + printable(frame, from, to, EXCERPT)));
    }
  }

  /**
   * Reads one frame. To keep half a frame from counting, tell {@code sink} of data only after
   * {@link JsonCursor#finish}.
   *
   * @throws MalformedFrame if it makes no sense
   */
  protected abstract void read(long receiveTime, Consumer<Inbound> sink);

  /** The beginning of a text, at most {@code most} bytes of it, on one line. */
  protected static String printable(byte[] utf8, int from, int to, int most) {
    int length = Math.min(to - from, most);
    StringBuilder text = new StringBuilder(new String(utf8, from, length, StandardCharsets.UTF_8));
    for (int i = 0; i < text.length(); i++) {
      switch (Character.getType(text.charAt(i))) {
        case Character.CONTROL,
            Character.FORMAT,
            Character.LINE_SEPARATOR,
            Character.PARAGRAPH_SEPARATOR ->
            text.setCharAt(i, '?');
        default -> {}
      }
    }
    return text.append(to - from > length ? "..." : "").toString();
  }
}
