package io.barline.exchange;

import io.barline.market.UtcNanos;

/** Times in milliseconds since the epoch, read as nanoseconds. */
public final class Millis {
  /** In the year 2262, where nanoseconds end. */
  private static final long LAST = Long.MAX_VALUE / UtcNanos.MILLISECOND;

  private Millis() {}

  /** Reads a time, written as a number or as a string. */
  public static long read(JsonCursor json) {
    if (json.peek() != JsonCursor.Kind.STRING) {
      return nanos(json.readLong());
    }
    json.readString();
    return nanos(JsonNumber.inText(json));
  }

  /**
   * {@code millis} in nanoseconds.
   *
   * @throws MalformedFrame if it is negative, or after the year 2262
   */
  public static long nanos(long millis) {
    if (millis < 0 || millis > LAST) {
      throw new MalformedFrame("a time in milliseconds is expected");
    }
    return millis * UtcNanos.MILLISECOND;
  }
}
