package io.barline.feed;

import io.barline.exchange.Route;
import java.util.List;
import java.util.function.Supplier;

/**
 * One connection to an exchange, or the attempt to open it. Used on the event loop of its {@link
 * Lane} only.
 */
interface Link {
  /**
   * Sends a text frame, where there is somebody to send to; nothing happens where the link is not
   * open.
   */
  void send(String text);

  /**
   * Closes it; {@link Listener#closed} is called with {@code reason}, unless it was called before.
   */
  void close(String reason);

  /** Opens links. */
  @FunctionalInterface
  interface Factory {
    /**
     * Begins to open one.
     *
     * @param names what is wanted of it now, for links that have to be asked; on the lane only
     */
    Link open(Route route, Lane lane, Supplier<List<String>> names, Listener listener);
  }

  /** What happens to a link, told on the event loop of its lane. */
  interface Listener {
    /** The id of the feed that listens, as logs tell it. */
    default String feed() {
      return "";
    }

    void opened();

    /** A frame arrived; {@code frame} holds it up to {@code length} and is not kept. */
    void received(byte[] frame, int length);

    /** The other side pinged and was answered: a frame in and one out. */
    void pinged();

    /**
     * The link is gone or never came to be.
     *
     * @param retryAfterSeconds how long the exchange asks to wait; 0 where it did not
     */
    void closed(String reason, long retryAfterSeconds);

    /**
     * The link never came to be: the other side answered the handshake with an HTTP status.
     *
     * @param retryAfterSeconds how long the exchange asks to wait; 0 where it did not
     */
    default void refused(int status, String reason, long retryAfterSeconds) {
      closed(reason, retryAfterSeconds);
    }
  }
}
