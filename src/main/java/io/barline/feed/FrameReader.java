package io.barline.feed;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * Reads frames off a stream of bytes, however it is cut: each is 4 bytes of length, unsigned and
 * the most significant first, and so many bytes of payload. For one thread.
 */
final class FrameReader {
  private static final int FIRST_BUFFER = 16 * 1024;

  private final int maxFrame;
  private final Frames frames;
  private byte[] buffer;

  /** How much of the length is there. */
  private int prefix;

  private int length;

  /** How much of the payload is there. */
  private int filled;

  /**
   * @param maxFrame the longest payload that is accepted, in bytes
   */
  FrameReader(int maxFrame, Frames frames) {
    this.maxFrame = maxFrame;
    this.frames = frames;
    this.buffer = new byte[Math.min(FIRST_BUFFER, maxFrame)];
  }

  /** Takes whole payloads. */
  @FunctionalInterface
  interface Frames {
    /**
     * Takes one.
     *
     * @param frame holds the payload up to {@code length}, and is used again for the next one
     * @return whether more are wanted
     */
    boolean take(byte[] frame, int length);
  }

  /**
   * Reads on.
   *
   * @return null, or why nothing that follows can be read: a length that is not accepted
   */
  @Nullable String read(ByteBuf bytes) {
    while (bytes.isReadable()) {
      if (prefix < Integer.BYTES) {
        length = (length << Byte.SIZE) | bytes.readUnsignedByte();
        if (++prefix < Integer.BYTES) {
          continue;
        }
        if (Integer.compareUnsigned(length, maxFrame) > 0) {
          return "a frame of %d bytes was announced, and at most %d are accepted"
              .formatted(Integer.toUnsignedLong(length), maxFrame);
        }
        if (length > buffer.length) {
          buffer = new byte[(int) Math.min(maxFrame, 2L * Integer.highestOneBit(length))];
        }
      }
      int part = Math.min(length - filled, bytes.readableBytes());
      bytes.readBytes(buffer, filled, part);
      filled += part;
      if (filled == length && !frames.take(buffer, next())) {
        return null;
      }
    }
    return null;
  }

  /** The length of the frame that is complete; another one follows. */
  private int next() {
    int complete = length;
    prefix = 0;
    length = 0;
    filled = 0;
    return complete;
  }

  /** How much of a frame is there and how much is missing; null between two frames. */
  @Nullable String unfinished() {
    if (prefix == 0) {
      return null;
    }
    return prefix < Integer.BYTES
        ? "%d of %d bytes of a frame's length".formatted(prefix, Integer.BYTES)
        : "%d of %d bytes of a frame".formatted(filled, length);
  }
}
