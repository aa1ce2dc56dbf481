package io.barline.exchange;

import io.barline.market.Gap;
import io.barline.market.MarketEvent;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a frame of an exchange says. */
public sealed interface Inbound {
  /** Market data. */
  record Data(MarketEvent event) implements Inbound {}

  /** The exchange waits for the login: {@link Access#login}. */
  record LoginWanted() implements Inbound {}

  /**
   * An answer of the conversation's own: a frame that is to be sent, as soon as the limits allow.
   */
  record Say(String frame) implements Inbound {}

  /** What the conversation answered is not to be sent any more, as far as it was not. */
  record Unsay() implements Inbound {}

  /** The login was accepted: requests may be sent. */
  record Ready() implements Inbound {}

  /**
   * The connection is refused, at its login or later.
   *
   * @param terminal whether it would be refused again
   */
  record Refused(String code, String message, boolean terminal) implements Inbound {}

  /** The request with that id was accepted. */
  record Accepted(long requestId) implements Inbound {}

  /**
   * The request with that id is being carried out: each of its names is confirmed or refused later,
   * whenever that is.
   */
  record Taken(long requestId) implements Inbound {}

  /**
   * These names are subscribed now, or not any more, whatever request asked for it: said by
   * exchanges whose answers name no request.
   */
  record Confirmed(boolean subscribed, Set<String> names) implements Inbound {}

  /**
   * A request was refused.
   *
   * @param requestId the request, or {@link #NO_REQUEST} where the reply does not name it
   * @param names those that are refused, where the reply says which; the rest of the request was
   *     not carried out either. Empty where it does not
   * @param terminal whether the same request can never succeed
   */
  record Rejected(long requestId, List<String> names, String code, String message, boolean terminal)
      implements Inbound {
    /** A refusal that does not say which names it is about. */
    public Rejected(long requestId, String code, String message, boolean terminal) {
      this(requestId, List.of(), code, message, terminal);
    }
  }

  /**
   * The answer to the question with that id, which an {@link Inquiry} asked.
   *
   * @param body what the exchange's readers of such answers take
   */
  @SuppressWarnings("ArrayRecordComponent") // answers are read, never compared
  record Answered(long requestId, byte[] body) implements Inbound {}

  /**
   * A name that was subscribed is not any more, for the other side lost its connection. It is
   * confirmed again once it is subscribed anew, which the other side sees to.
   *
   * @param attempt how often that has been tried in vain
   * @param retryMillis how long until it is tried again
   * @param terminal whether it is not tried again
   */
  record Lost(String name, String reason, int attempt, long retryMillis, boolean terminal)
      implements Inbound {}

  /**
   * Names that were subscribed, or asked for, are not any more: they have to be asked for again.
   *
   * @param retryMillis how long they must not be asked for
   */
  record Dropped(Set<String> names, String reason, long retryMillis) implements Inbound {}

  /**
   * How the data of a name is, where it is not as one expects, in a few words: {@code delayed}.
   *
   * @param note null where it is as one expects again
   */
  record Noted(String name, @Nullable String note) implements Inbound {}

  /**
   * How a part of the exchange is, or something else that operators should know of the connection.
   *
   * @param subject what is told of, by a name that stays the same: one of few
   * @param text how it is, in a few words
   * @param trouble whether that is amiss
   */
  record Condition(String subject, String text, boolean trouble) implements Inbound {}

  /** More was sent than the exchange takes: half as much is sent on this connection from now on. */
  record TooFast(String reason) implements Inbound {}

  /**
   * The exchange was asked for the newest data of that name, and it has been told.
   *
   * @param agoMillis how long ago it was asked: what happened before is known, but for what the
   *     exchange tells late
   */
  record Looked(String name, long agoMillis) implements Inbound {}

  /** Some of what belongs between the last data of that name and the next is missing. */
  record Missed(String name, Gap.Cause cause, String reason) implements Inbound {}

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
