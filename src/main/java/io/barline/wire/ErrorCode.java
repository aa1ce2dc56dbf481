package io.barline.wire;

/**
 * What can be wrong with a request, over WebSocket, SSE or REST. Numbers below 200 say that the
 * same request can't succeed until it is changed; from 200 on it may be sent again later.
 */
public enum ErrorCode {
  /** Not JSON, not an object, a field of the wrong type, or a required field missing. */
  BAD_REQUEST(100, 400, "bad_request"),
  UNKNOWN_TYPE(101, 400, "unknown_type"),
  TOO_LARGE(102, 413, "too_large"),
  BAD_OPTION(103, 400, "bad_option"),
  BAD_TOPIC(110, 400, "bad_topic"),
  UNKNOWN_EXCHANGE(111, 404, "unknown_exchange"),
  UNKNOWN_CHANNEL(112, 400, "unknown_channel"),
  UNKNOWN_INTERVAL(113, 400, "unknown_interval"),
  UNKNOWN_SYMBOL(114, 404, "unknown_symbol"),
  /** The channel exists, but this exchange or instrument does not offer it. */
  UNSUPPORTED_CHANNEL(115, 400, "unsupported_channel"),
  UNKNOWN_SUBSCRIPTION(116, 404, "unknown_subscription"),
  NOT_SUBSCRIBED(117, 404, "not_subscribed"),
  /** Another subscription of that name holds other topics. */
  NAME_TAKEN(118, 409, "name_taken"),
  LIMIT_REACHED(120, 409, "limit_reached"),
  UNKNOWN_PATH(130, 404, "unknown_path"),
  METHOD_NOT_ALLOWED(131, 405, "method_not_allowed"),
  NOT_ACCEPTABLE(132, 406, "not_acceptable"),
  UNSUPPORTED_MEDIA_TYPE(133, 415, "unsupported_media_type"),
  /** There is no key, token or ticket, or none that is valid. */
  UNAUTHORIZED(140, 401, "unauthorized"),
  /** What the key or token permits does not hold this. */
  NOT_ENTITLED(141, 403, "not_entitled"),
  /** A page of another origin, or a host name that the gateway does not go by. */
  BAD_ORIGIN(142, 403, "bad_origin"),
  /** The exchange's instruments are not known yet, so the symbol can't be resolved. */
  CATALOGUE_UNAVAILABLE(200, 503, "catalogue_unavailable"),
  SHUTTING_DOWN(201, 503, "shutting_down"),
  /** The present book or quote is not known; it may be in a moment. */
  NOT_READY(202, 503, "not_ready"),
  /** More requests or messages than the quota allows. */
  RATE_LIMITED(203, 429, "rate_limited"),
  /** More connections than the quota allows. */
  TOO_MANY_CONNECTIONS(204, 429, "too_many_connections"),
  INTERNAL(250, 500, "internal");

  private final int number;
  private final int status;
  private final String id;

  ErrorCode(int number, int status, String id) {
    this.number = number;
    this.status = status;
    this.id = id;
  }

  public int number() {
    return number;
  }

  /** The HTTP status of an answer that tells it. */
  public int status() {
    return status;
  }

  /** The name on the wire and at the end of problem types. */
  public String id() {
    return id;
  }

  public boolean isRetryable() {
    return number >= 200;
  }
}
