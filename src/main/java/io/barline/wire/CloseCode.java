package io.barline.wire;

/**
 * Why the gateway closes a WebSocket. 4000 to 4499 and 1001: connect again, with backoff. 4500 to
 * 4999 and the other codes of RFC 6455: connecting again would end the same way.
 */
public enum CloseCode {
  /** The gateway is shutting down; the reason says when to connect again. */
  GOING_AWAY(1001, "going_away"),
  /** What came were not frames of RFC 6455. */
  NOT_A_FRAME(1002, "not_a_frame"),
  /** A text message that is not UTF-8. */
  NOT_UTF8(1007, "not_utf8"),
  /** A message beyond what the transport reads. */
  TOO_BIG(1009, "too_big"),
  /** The client did not read as fast as messages came, so its queue ran over. */
  SLOW(4008, "slow"),
  /** The client sent more messages than its quota allows, and went on. */
  RATE_LIMITED(4029, "rate_limited"),
  /** Nothing was subscribed, and nothing came from the client. */
  IDLE(4031, "idle"),
  /** The client sent one message after another that could not be understood. */
  PROTOCOL_VIOLATION(4500, "protocol_violation"),
  /** No valid key, token or ticket came in time. */
  UNAUTHORIZED(4501, "unauthorized"),
  /** The token has expired: connect with another. */
  EXPIRED(4502, "expired"),
  /** The key was revoked, or changed. */
  REVOKED(4503, "revoked");

  private final int number;
  private final String id;

  CloseCode(int number, String id) {
    this.number = number;
    this.id = id;
  }

  public int number() {
    return number;
  }

  public String id() {
    return id;
  }

  /** Whether the client may connect again, after a pause. */
  public boolean mayReconnect() {
    return this == GOING_AWAY || (number >= 4000 && number < 4500);
  }
}
