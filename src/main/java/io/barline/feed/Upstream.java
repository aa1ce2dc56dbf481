package io.barline.feed;

import io.barline.exchange.StreamName;
import io.barline.hub.TopicStream;
import io.barline.market.FeedStatus;
import io.barline.market.Topic;
import io.barline.market.UpstreamChannel;
import org.jspecify.annotations.Nullable;

/**
 * One name subscribed upstream: what it carries, how many topics need it, and what was last told of
 * it.
 */
final class Upstream {
  private final Subject subject;
  private final UpstreamChannel channel;
  private final StreamName name;
  private final Feed feed;
  private int topics = 1;
  private FeedStatus.State state = FeedStatus.State.CONNECTING;
  private int attempt;
  private long nextRetry;
  private @Nullable String reason;

  Upstream(Subject subject, UpstreamChannel channel, StreamName name, Feed feed) {
    this.subject = subject;
    this.channel = channel;
    this.name = name;
    this.feed = feed;
  }

  UpstreamChannel channel() {
    return channel;
  }

  StreamName name() {
    return name;
  }

  Feed feed() {
    return feed;
  }

  boolean isFlowing() {
    return state == FeedStatus.State.LIVE;
  }

  /** One more topic needs it. */
  void share() {
    topics++;
  }

  /** Tells one topic how it is. */
  void describe(Topic topic, TopicStream stream, long now) {
    stream.publish(new FeedStatus(topic, state, attempt, nextRetry, reason, now));
  }

  /** One topic less needs it; true where none does any more. */
  boolean letGo() {
    return --topics == 0;
  }

  /** Tells all topics that need it how it is. */
  void tell(
      FeedStatus.State state, int attempt, long nextRetry, @Nullable String reason, long now) {
    this.state = state;
    this.attempt = attempt;
    this.nextRetry = nextRetry;
    this.reason = reason;
    subject.pipeline().status(channel, state, attempt, nextRetry, reason, now);
  }

  /** The exchange confirmed it. */
  void confirmed(long now) {
    subject.pipeline().confirmed(channel, now);
  }

  /** Nothing comes of it any more. */
  void forget() {
    subject.pipeline().letGo(channel);
  }

  /** Data may be missed from here on. */
  void interrupted(long now) {
    subject.pipeline().interrupted(channel, now);
  }
}
