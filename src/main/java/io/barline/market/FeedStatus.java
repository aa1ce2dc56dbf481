package io.barline.market;

import org.jspecify.annotations.Nullable;

/**
 * The state of a topic's feed.
 *
 * @param attempt which connection attempt this is; 0 while connected
 * @param nextRetry when the next attempt is due; 0 where none is
 * @param reason why, in a sentence; null where the state says it all
 * @param source the {@link UpstreamChannel#code} of the stream whose state it is, where the topic
 *     hears of several; null where it hears of one
 */
public record FeedStatus(
    Topic topic,
    State state,
    int attempt,
    long nextRetry,
    @Nullable String reason,
    @Nullable String source,
    long receiveTime)
    implements MarketEvent {

  /** The state of the one stream that the topic is made of. */
  public FeedStatus(
      Topic topic,
      State state,
      int attempt,
      long nextRetry,
      @Nullable String reason,
      long receiveTime) {
    this(topic, state, attempt, nextRetry, reason, null, receiveTime);
  }

  /** The states that a client is told of. */
  public enum State {
    CONNECTING("connecting"),
    LIVE("live"),
    QUIET("quiet"),
    STALE("stale"),
    RECOVERING("recovering"),
    RECONNECTING("reconnecting"),
    /** It cannot succeed without a change: bad credentials, an unknown symbol. */
    FAILED("failed");

    private final String code;

    State(String code) {
      this.code = code;
    }

    public String code() {
      return code;
    }
  }
}
