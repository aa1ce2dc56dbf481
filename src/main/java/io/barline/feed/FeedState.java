package io.barline.feed;

/** The life of a feed. */
public enum FeedState {
  /** Nothing is wanted of it. */
  IDLE("idle"),
  CONNECTING("connecting"),
  /** Connected; not every subscription is confirmed. */
  SUBSCRIBING("subscribing"),
  /** Connected, and every subscription is confirmed. */
  LIVE("live"),
  /** The connection was lost; the next attempt is due. */
  RECONNECTING("reconnecting"),
  /** The exchange refuses the connection. */
  FAILED("failed");

  private final String code;

  FeedState(String code) {
    this.code = code;
  }

  public String code() {
    return code;
  }
}
