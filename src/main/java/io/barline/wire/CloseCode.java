package io.barline.wire;

/**
 * Why the gateway closes a WebSocket. 4000 to 4499 and 1001: connect again, with backoff. 4500 to
 * 4999 and the other codes of RFC 6455: connecting again would end the same way.
 */
public enum CloseCode {
  GOING_AWAY(
      1001,
      "going_away",
      "The gateway is shutting down. The reason says when to connect again, for each client another"
          + " time."),
  NOT_A_FRAME(1002, "not_a_frame", "What came were not WebSocket frames of RFC 6455."),
  NOT_UTF8(1007, "not_utf8", "A text message is not UTF-8."),
  TOO_BIG(
      1009,
      "too_big",
      "A message is more than four times as long as `messageBytes`; it was not read."),
  SLOW(
      4008,
      "slow",
      "The client did not read as fast as messages came: more waited than `limits` allow, or one"
          + " write took longer than 30 s."),
  RATE_LIMITED(
      4029, "rate_limited", "The client sent more messages than its quota allows, and went on."),
  IDLE(4031, "idle", "Nothing was subscribed, and nothing came from the client."),
  PROTOCOL_VIOLATION(4500, "protocol_violation", "20 messages in a row could not be understood."),
  UNAUTHORIZED(4501, "unauthorized", "No valid key, token or ticket came in time."),
  EXPIRED(4502, "expired", "The token has expired: connect with another."),
  REVOKED(4503, "revoked", "The key was revoked, or what it permits was changed.");

  private final int number;
  private final String id;
  private final String meaning;

  CloseCode(int number, String id, String meaning) {
    this.number = number;
    this.id = id;
    this.meaning = meaning;
  }

  public int number() {
    return number;
  }

  public String id() {
    return id;
  }

  /** What it says, in a sentence of Markdown. The tables of the documents are made of these. */
  public String meaning() {
    return meaning;
  }

  /** Whether the client may connect again, after a pause. */
  public boolean mayReconnect() {
    return this == GOING_AWAY || (number >= 4000 && number < 4500);
  }
}
