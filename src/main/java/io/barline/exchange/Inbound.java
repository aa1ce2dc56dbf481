package io.barline.exchange;

import io.barline.market.MarketEvent;

/** What a frame of an exchange says. */
public sealed interface Inbound {
  /** Market data. */
  record Data(MarketEvent event) implements Inbound {}

  /** The request with that id was accepted. */
  record Accepted(long requestId) implements Inbound {}

  /**
   * A request was refused.
   *
   * @param requestId the request, or {@link #NO_REQUEST} where the reply does not name it
   * @param terminal whether the same request can never succeed
   */
  record Rejected(long requestId, String code, String message, boolean terminal)
      implements Inbound {}

  /** The other side lives; nothing else is said. */
  record Heartbeat() implements Inbound {}

  /** The exchange is about to close the connection: replace it. */
  record Closing(String reason) implements Inbound {}

  /**
   * A frame, or a part of one, that makes no sense.
   *
   * @param reason what is wrong, with the beginning of the text, for logs
   */
  record Unrecognized(String reason) implements Inbound {}

  long NO_REQUEST = -1;
}
