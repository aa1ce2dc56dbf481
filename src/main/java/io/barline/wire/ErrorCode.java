package io.barline.wire;

/**
 * What can be wrong with a request. Numbers below 200 say that the same request can't succeed until
 * it is changed; from 200 on it may be sent again later.
 */
public enum ErrorCode {
  /** Not JSON, not an object, a field of the wrong type, or a required field missing. */
  BAD_REQUEST(100, "bad_request"),
  UNKNOWN_TYPE(101, "unknown_type"),
  TOO_LARGE(102, "too_large"),
  BAD_OPTION(103, "bad_option"),
  BAD_TOPIC(110, "bad_topic"),
  UNKNOWN_EXCHANGE(111, "unknown_exchange"),
  UNKNOWN_CHANNEL(112, "unknown_channel"),
  UNKNOWN_INTERVAL(113, "unknown_interval"),
  UNKNOWN_SYMBOL(114, "unknown_symbol"),
  /** The channel exists, but this exchange or instrument does not offer it. */
  UNSUPPORTED_CHANNEL(115, "unsupported_channel"),
  UNKNOWN_SUBSCRIPTION(116, "unknown_subscription"),
  NOT_SUBSCRIBED(117, "not_subscribed"),
  /** Another subscription of that name holds other topics. */
  NAME_TAKEN(118, "name_taken"),
  LIMIT_REACHED(120, "limit_reached"),
  /** The exchange's instruments are not known yet, so the symbol can't be resolved. */
  CATALOGUE_UNAVAILABLE(200, "catalogue_unavailable"),
  SHUTTING_DOWN(201, "shutting_down"),
  INTERNAL(250, "internal");

  private final int number;
  private final String id;

  ErrorCode(int number, String id) {
    this.number = number;
    this.id = id;
  }

  public int number() {
    return number;
  }

  /** The name on the wire and at the end of problem types. */
  public String id() {
    return id;
  }

  public boolean isRetryable() {
    return number >= 200;
  }
}
