package io.barline.wire;

import java.util.Arrays;
import java.util.zip.Deflater;

/**
 * The payload of a compressed WebSocket message, which needs none of the messages before it, so
 * that all who get the message share it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7692#section-7.2.1">RFC 7692, section 7.2.1</a>
 */
final class Deflated {
  /** The end of each flushed block, which is left out. */
  private static final int TAIL = 4;

  /** As much as incompressible content grows, and more. */
  private static final int HEADROOM = 64;

  private static final ThreadLocal<Deflater> OF_THREAD =
      ThreadLocal.withInitial(() -> new Deflater(Deflater.DEFAULT_COMPRESSION, true));

  private Deflated() {}

  static byte[] of(byte[] json) {
    Deflater deflater = OF_THREAD.get();
    deflater.reset();
    deflater.setInput(json);
    byte[] bytes = new byte[json.length + json.length / 256 + HEADROOM];
    int length = 0;
    while (true) {
      length += deflater.deflate(bytes, length, bytes.length - length, Deflater.SYNC_FLUSH);
      if (length < bytes.length) {
        return Arrays.copyOf(bytes, length - TAIL);
      }
      bytes = Arrays.copyOf(bytes, 2 * bytes.length);
    }
  }
}
