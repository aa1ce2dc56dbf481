package io.barline.stream;

import io.barline.wire.CloseCode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Why and how a connection ends.
 *
 * @param code null where the client left by itself
 * @param sentence told to the client; short enough for a close frame (123 bytes)
 * @param reconnectAfter when the client may connect again
 * @param flush whether what waits for the client is still sent
 */
record Farewell(@Nullable CloseCode code, String sentence, Duration reconnectAfter, boolean flush) {
  private static final Duration SOON = Duration.ofSeconds(1);

  static final Farewell LEFT = new Farewell(null, "the client left", SOON, false);

  static Farewell slow(String sentence) {
    return new Farewell(CloseCode.SLOW, sentence, SOON, false);
  }

  static Farewell refusal(CloseCode code, String sentence) {
    return new Farewell(code, sentence, SOON, true);
  }

  /** What waits for the client is not its any more. */
  static Farewell denial(CloseCode code, String sentence) {
    return new Farewell(code, sentence, SOON, false);
  }

  /** Whether the client has lost its rights, or never showed any. */
  boolean denied() {
    return code == CloseCode.UNAUTHORIZED || code == CloseCode.EXPIRED || code == CloseCode.REVOKED;
  }

  static Farewell goingAway(Duration reconnectAfter) {
    String sentence = "going away; reconnect after " + reconnectAfter.toMillis() + " ms";
    return new Farewell(CloseCode.GOING_AWAY, sentence, reconnectAfter, true);
  }
}
