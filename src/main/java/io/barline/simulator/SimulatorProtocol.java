package io.barline.simulator;

import java.time.Duration;

/**
 * What one exchange says to its clients. {@link SimulatorServer} calls it on the exchange's thread
 * only.
 */
public interface SimulatorProtocol {
  /** What one client's messages lead to. */
  interface Conversation {
    /** A whole text message came. */
    void received(String text);

    /** The connection is gone. */
    default void ended() {}
  }

  /**
   * Whether clients may connect at {@code path}, for example {@code /v5/public/spot}; elsewhere
   * they are answered 404.
   */
  boolean listensAt(String path);

  /**
   * Whether one more client may connect at {@code path}: 0, or else the HTTP status to refuse it
   * with.
   */
  default int refusal(String path) {
    return 0;
  }

  /** A client connected at {@code path}; what is sent to it at once arrives first. */
  Conversation connected(SimulatorSession session, String path);

  /** Within which time the exchange limits connection attempts. */
  default Duration attemptWindow() {
    return Duration.ofMinutes(1);
  }

  /** Within which time the exchange limits REST requests, or their weight. */
  default Duration weightWindow() {
    return Duration.ofMinutes(1);
  }

  /** What a REST request weighs; 1 where the exchange counts requests. */
  default int weight(RestCall call) {
    return 1;
  }

  /** The answer to a REST request. */
  RestAnswer answer(RestCall call);

  /** The answer to a REST request that is refused with {@code status}, whatever it asks for. */
  default RestAnswer refused(int status) {
    return RestAnswer.of(status, "");
  }

  /**
   * Time has passed, and what was due on the markets has happened. Called every few milliseconds.
   */
  void ticked(long now);
}
