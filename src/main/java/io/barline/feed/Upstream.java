package io.barline.feed;

import io.barline.exchange.Route;
import io.barline.exchange.StreamName;
import io.barline.hub.TopicStream;
import io.barline.market.Channel;
import io.barline.market.FeedStatus;
import io.barline.market.Gap;
import io.barline.market.Instrument;
import io.barline.market.MarketEvent;
import io.barline.market.Topic;
import io.barline.market.UpstreamChannel;
import io.barline.pipeline.Pipeline;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something that is streamed of an instrument: under which of its names and on which connection,
 * how many topics need it, and what was last told of it.
 */
final class Upstream {
  private static final Logger LOG = LoggerFactory.getLogger(Upstream.class);

  private final Subject subject;
  private final UpstreamChannel channel;
  private final List<StreamName> names;
  private final Vigil vigil = new Vigil();
  private final Unrest unrest = new Unrest();
  private int place = -1;
  private @Nullable Feed feed;
  private int topics = 1;
  private FeedStatus.State state = FeedStatus.State.CONNECTING;
  private long since;
  private int attempt;
  private long nextRetry;
  private @Nullable String reason;

  /** Why it is not had from the best place; null where it is. */
  private @Nullable String detour;

  /** How its data is, where it is not as one expects; null where it is. */
  private @Nullable String note;

  /**
   * @param names where it can be had, the best first
   */
  Upstream(Subject subject, UpstreamChannel channel, List<StreamName> names) {
    this.subject = subject;
    this.channel = channel;
    this.names = names;
  }

  UpstreamChannel channel() {
    return channel;
  }

  /** Where it can be had, the best first. */
  List<StreamName> names() {
    return names;
  }

  /** Which of {@link #names} it is had from; -1 while from none. */
  int place() {
    return place;
  }

  /** Whether it can be had over that route, and better than where it is had from. */
  boolean prefers(Route route) {
    for (int i = 0; i < place; i++) {
      if (names.get(i).route().equals(route.id())) {
        return true;
      }
    }
    return false;
  }

  /** The connection that carries it; null while none does. */
  @Nullable Feed feed() {
    return feed;
  }

  /** It is had from that place from now on. */
  void placed(int place, Feed feed) {
    this.place = place;
    this.feed = feed;
    note = null;
    subject.pipeline().sampled(channel, feed.route().isSampled());
    subject.pipeline().paged(channel, feed.route().isPolled() && !feed.route().isSampled());
  }

  /** It is had from nowhere. */
  void displaced() {
    place = -1;
    feed = null;
  }

  /** A worse place than the best one serves it, until that has confirmed it again. */
  void detours(String why) {
    detour = why;
  }

  /** Why and how it is not had from the best place, in a sentence; null where it is. */
  @Nullable String detour() {
    Feed from = feed;
    return detour == null || from == null || place == 0
        ? detour
        : "had from %s, since a better place can't be had: %s"
            .formatted(from.route().target(), detour);
  }

  /** Whether it has not been whole for a while. */
  Unrest unrest() {
    return unrest;
  }

  /** What is known of its freshness. */
  Vigil vigil() {
    return vigil;
  }

  /** What was last told of it. */
  FeedStatus.State state() {
    return state;
  }

  /** Why, in a sentence; null where the state says it all. */
  @Nullable String reason() {
    return reason;
  }

  /** Whether it is told that data comes. */
  boolean isLive() {
    return state == FeedStatus.State.LIVE;
  }

  /** Whether data comes, even if an order book can't be made of it yet. */
  boolean isFlowing() {
    return state == FeedStatus.State.LIVE || state == FeedStatus.State.RECOVERING;
  }

  /** An order book is known, or is not for that reason: tells so where it was told otherwise. */
  void bookIs(@Nullable String trouble, long now) {
    if (trouble == null) {
      if (state != FeedStatus.State.LIVE) {
        flows(now);
      }
    } else if (state != FeedStatus.State.RECOVERING || !trouble.equals(reason)) {
      tell(FeedStatus.State.RECOVERING, 0, 0, trouble, now);
    }
  }

  /** One more topic needs it. */
  void share() {
    topics++;
  }

  /** Tells one topic how it is. */
  void describe(Topic topic, TopicStream stream, long now) {
    String source = topic.channel() instanceof Channel.Status ? channel.code() : null;
    stream.publish(new FeedStatus(topic, state, attempt, nextRetry, reason, source, now));
  }

  /** One topic less needs it; true where none does any more. */
  boolean letGo() {
    return --topics == 0;
  }

  /** Tells all topics that need it how it is. */
  void tell(
      FeedStatus.State state, int attempt, long nextRetry, @Nullable String reason, long now) {
    if (state != this.state || since == 0) {
      since = now;
      if (isNoteworthy(state)) {
        LOG.info(
            "exchange={} symbol={} source={} state={} reason=\"{}\"",
            instrument().exchange(),
            instrument().symbol(),
            channel.code(),
            state.code(),
            reason);
      }
    }
    this.state = state;
    this.attempt = attempt;
    this.nextRetry = nextRetry;
    this.reason = reason;
    unrest.tell(state == FeedStatus.State.RECOVERING, reason, now);
    subject.pipeline().status(channel, state, attempt, nextRetry, reason, now);
  }

  /** What else becomes of it the line of its connection says. */
  private static boolean isNoteworthy(FeedStatus.State state) {
    return switch (state) {
      case QUIET, STALE, RECOVERING -> true;
      case CONNECTING, LIVE, RECONNECTING, FAILED -> false;
    };
  }

  /** Since when it is in its state, nanoseconds since the epoch; 0 where nothing was told yet. */
  long since() {
    return since;
  }

  /** Data flows. */
  void flows(long now) {
    Feed from = feed;
    String how = from == null || !from.route().isPolled() ? null : from.route().target();
    tell(FeedStatus.State.LIVE, 0, 0, note == null ? how : note, now);
  }

  /** How its data is from now on, where it is not as one expects; null where it is. */
  void noted(@Nullable String told, long now) {
    boolean changed = !Objects.equals(note, told);
    note = told;
    if (changed && isLive()) {
      flows(now);
    }
  }

  /** The exchange confirmed it. */
  void confirmed(long now) {
    detour = place == 0 ? null : detour;
    vigil.confirmed(now);
    subject.pipeline().confirmed(channel, now);
  }

  /** Its instrument. */
  Instrument instrument() {
    return subject.instrument();
  }

  /** The order book is had from another connection, where {@code since} came meanwhile. */
  void bookJoins(int depth, List<MarketEvent> since, long now) {
    subject.pipeline().bookJoins(depth, since, now);
    if (isFlowing()) {
      bookIs(subject.pipeline().bookTrouble(depth), now);
    }
  }

  /** What happened before that moment has been told. */
  void looked(long at) {
    subject.pipeline().looked(channel, at);
  }

  /** Nothing comes of it any more. */
  void forget() {
    subject.pipeline().letGo(channel);
  }

  /** Data may be missed from here on: {@link Pipeline#interrupted}. */
  void interrupted(Gap.Cause cause, String reason, long now) {
    if (cause == Gap.Cause.DISCONNECTED) {
      vigil.interrupted();
    }
    subject.pipeline().interrupted(channel, cause, reason, now);
    if (cause.goesOn() && isFlowing() && channel instanceof UpstreamChannel.Book(int depth)) {
      String trouble = subject.pipeline().bookTrouble(depth);
      if (trouble != null) { // else what it was told to be is so still
        bookIs(trouble, now);
      }
    }
  }
}
