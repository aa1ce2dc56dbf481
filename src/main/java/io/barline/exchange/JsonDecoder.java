package io.barline.exchange;

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
          new Inbound.Unrecognized(e.getMessage() + ": " + Excerpt.of(frame, from, to, EXCERPT)));
    }
  }

  /**
   * Reads one frame. To keep half a frame from counting, tell {@code sink} of data only after
   * {@link JsonCursor#finish}.
   *
   * @throws MalformedFrame if it makes no sense
   */
  protected abstract void read(long receiveTime, Consumer<Inbound> sink);
}
