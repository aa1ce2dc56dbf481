package io.barline.wire;

/**
 * What can be wrong with a request, over WebSocket, SSE or REST. Numbers below 200 say that the
 * same request can't succeed until it is changed; from 200 on it may be sent again later.
 */
public enum ErrorCode {
  BAD_REQUEST(
      100,
      400,
      "bad_request",
      "Not JSON, nested too deeply, not an object, a binary message, or a field or parameter is"
          + " missing or of the wrong type."),
  UNKNOWN_TYPE(101, 400, "unknown_type", "There is no message of that `type`."),
  TOO_LARGE(102, 413, "too_large", "The message or body is longer than is read."),
  BAD_OPTION(103, 400, "bad_option", "An option or parameter has a value that it can't have."),
  BAD_TOPIC(110, 400, "bad_topic", "A topic is not `<exchange>:<channel>:<symbol>`."),
  UNKNOWN_EXCHANGE(111, 404, "unknown_exchange", "No such exchange is served."),
  UNKNOWN_CHANNEL(
      112,
      400,
      "unknown_channel",
      "There is no such channel, or the depth of the order book is not 1 to 5000."),
  UNKNOWN_INTERVAL(113, 400, "unknown_interval", "There are no bars of that length."),
  UNKNOWN_SYMBOL(114, 404, "unknown_symbol", "The exchange does not list that symbol."),
  UNSUPPORTED_CHANNEL(
      115,
      400,
      "unsupported_channel",
      "The exchange does not offer that channel of the instrument, or no order book so deep."),
  UNKNOWN_SUBSCRIPTION(
      116, 404, "unknown_subscription", "There is no standing subscription of that name or id."),
  NOT_SUBSCRIBED(
      117, 404, "not_subscribed", "The client does not have that topic, or nobody collects it."),
  NAME_TAKEN(
      118, 409, "name_taken", "Another standing subscription of that name holds other topics."),
  LIMIT_REACHED(
      120, 409, "limit_reached", "More topics or standing subscriptions than are allowed."),
  UNKNOWN_PATH(130, 404, "unknown_path", "There is nothing at that path. HTTP only."),
  METHOD_NOT_ALLOWED(
      131,
      405,
      "method_not_allowed",
      "The path does not answer that method; see `Allow`. HTTP only."),
  NOT_ACCEPTABLE(
      132,
      406,
      "not_acceptable",
      "The `Accept` header does not admit what is answered. HTTP only."),
  UNSUPPORTED_MEDIA_TYPE(
      133, 415, "unsupported_media_type", "The body is not `application/json`. HTTP only."),
  UPGRADE_REQUIRED(
      134,
      426,
      "upgrade_required",
      "The path is for WebSocket clients, and the request is no handshake of one. HTTP only."),
  UNAUTHORIZED(
      140, 401, "unauthorized", "There is no key, token or ticket, or none that is valid."),
  NOT_ENTITLED(141, 403, "not_entitled", "The key or token does not permit this."),
  BAD_ORIGIN(
      142,
      403,
      "bad_origin",
      "A page of another origin asks, or the host name is none that the gateway goes by."),
  CATALOGUE_UNAVAILABLE(
      200,
      503,
      "catalogue_unavailable",
      "The symbol may be one of a segment whose instruments are not known yet."),
  SHUTTING_DOWN(201, 503, "shutting_down", "The gateway is stopping."),
  NOT_READY(
      202,
      503,
      "not_ready",
      "The present order book or quote is not known; it may be in a moment."),
  RATE_LIMITED(203, 429, "rate_limited", "More requests or messages than the quota allows."),
  TOO_MANY_CONNECTIONS(204, 429, "too_many_connections", "More connections than the quota allows."),
  AUTH_UNAVAILABLE(
      205,
      503,
      "auth_unavailable",
      "The keys of the token's issuer can't be had, so it can't be told whether the token is"
          + " valid."),
  INTERNAL(250, 500, "internal", "The gateway failed. Its log tells why.");

  private final int number;
  private final int status;
  private final String id;
  private final String meaning;

  ErrorCode(int number, int status, String id, String meaning) {
    this.number = number;
    this.status = status;
    this.id = id;
    this.meaning = meaning;
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

  /** What it says, in a sentence of Markdown. The tables of the documents are made of these. */
  public String meaning() {
    return meaning;
  }

  public boolean isRetryable() {
    return number >= 200;
  }

  /** The name as a title: {@code Unknown symbol}. */
  public String title() {
    return Character.toUpperCase(id.charAt(0)) + id.substring(1).replace('_', ' ');
  }
}
