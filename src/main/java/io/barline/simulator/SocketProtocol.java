package io.barline.simulator;

/**
 * What one exchange says to its clients over plain TCP. {@link SocketServer} calls it on the
 * exchange's thread only.
 */
public interface SocketProtocol {
  /** What one client's bytes lead to. */
  interface Conversation {
    /** Some bytes came, cut anywhere. */
    void received(byte[] bytes);

    /** The connection is gone. */
    default void ended() {}
  }

  /** Whether one more client may connect; others are reset at once. */
  default boolean admits() {
    return true;
  }

  /** A client connected. */
  Conversation connected(SocketSession session);

  /** The bytes on the wire of one message. */
  byte[] frame(byte[] payload);

  /**
   * Time has passed, and what was due on the markets has happened. Called every few milliseconds.
   */
  void ticked(long now);
}
