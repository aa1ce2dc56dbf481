package io.barline.exchange;

import java.util.function.Consumer;

/**
 * Reads the frames of one connection. It may remember what it saw on that connection, and nothing
 * else.
 *
 * <p>No frame, however broken, makes it throw, and none spoils the next one.
 */
@FunctionalInterface
public interface Decoder {
  /**
   * Tells {@code sink} what a frame says: nothing, one thing or several, in order.
   *
   * @param frame holds the frame's UTF-8 text from {@code from} to {@code to} (exclusive); it is
   *     not kept
   * @param receiveTime nanoseconds since the epoch, stamped onto the events
   */
  void decode(byte[] frame, int from, int to, long receiveTime, Consumer<Inbound> sink);
}
