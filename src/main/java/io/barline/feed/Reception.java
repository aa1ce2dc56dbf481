package io.barline.feed;

import io.barline.exchange.Decoder;
import io.barline.exchange.Inbound;
import io.barline.market.Gap;
import io.barline.market.MarketEvent;
import io.barline.market.UtcNanos;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** What comes on the connection of a feed: read, and told to whom it concerns. On the lane. */
final class Reception {
  private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

  private final Feed feed;
  private final FeedLife life;
  private final Lane lane;
  private final Session session;
  private final Subscriptions names;
  private final Attempts attempts;
  private final FeedFigures figures;
  private final FeedListener listener;
  private final Consumer<Inbound> sink = this::on;
  private long receiveTime;

  Reception(
      Feed feed,
      FeedLife life,
      Lane lane,
      Session session,
      Subscriptions names,
      Attempts attempts,
      FeedFigures figures,
      FeedListener listener) {
    this.feed = feed;
    this.life = life;
    this.lane = lane;
    this.session = session;
    this.names = names;
    this.attempts = attempts;
    this.figures = figures;
    this.listener = listener;
  }

  /** A frame arrived; {@code frame} holds it up to {@code length} and is not kept. */
  void received(byte[] frame, int length) {
    receiveTime = lane.now();
    figures.lastFrame = receiveTime;
    Decoder decoder = session.conversation();
    if (length > 0 && decoder != null) {
      try {
        decoder.decode(frame, 0, length, receiveTime, sink);
      } catch (RuntimeException bug) { // of ours: the other streams of the connection go on
        failed(bug);
      }
    }
  }

  private void failed(RuntimeException bug) {
    String reason = "a frame could not be decoded: " + Rest.describe(bug);
    figures.lastError = reason;
    long count = figures.failed();
    if (Long.bitCount(count) == 1) { // the 1st, 2nd, 4th, 8th ...
      LOG.error("feed={} event=frame_failed count={}", feed.id(), count, bug);
    }
    listener.unreadable(feed, reason);
  }

  private void on(Inbound inbound) {
    switch (inbound) {
      case Inbound.Data(MarketEvent event) -> {
        attempts.data(receiveTime);
        listener.data(feed, event);
      }
      case Inbound.LoginWanted _ -> session.login();
      case Inbound.Say(String frame) -> session.say(frame);
      case Inbound.Unsay _ -> session.unsay();
      case Inbound.Ready _ -> life.begin();
      case Inbound.Refused refused -> life.refused(refused);
      case Inbound.Confirmed(boolean subscribed, Set<String> which) ->
          names.confirmed(subscribed, which);
      case Inbound.Taken(long requestId) -> names.taken(requestId);
      case Inbound.Lost lost -> names.dropped(lost);
      case Inbound.Dropped dropped -> names.dropped(dropped);
      case Inbound.Noted(String name, String note) -> listener.noted(feed, name, note);
      case Inbound.Condition condition -> condition(condition);
      case Inbound.TooFast(String reason) -> tooFast(reason);
      case Inbound.Looked(String name, long agoMillis) ->
          listener.looked(feed, name, receiveTime - agoMillis * UtcNanos.MILLISECOND);
      case Inbound.Missed(String name, Gap.Cause cause, String reason) ->
          listener.missed(feed, name, cause, reason);
      case Inbound.Accepted(long requestId) -> names.accepted(requestId);
      case Inbound.Rejected rejected -> names.rejected(rejected);
      case Inbound.Answered _ -> {} // a feed asks no questions
      case Inbound.Heartbeat _ -> {}
      case Inbound.Closing(String reason) -> {
        figures.lastError = reason;
        listener.closing(feed, reason);
      }
      case Inbound.Unrecognized(String reason) -> unrecognized(reason);
    }
  }

  private void unrecognized(String reason) {
    long count = figures.unrecognized();
    if (Long.bitCount(count) == 1) { // the 1st, 2nd, 4th, 8th ...
      LOG.warn("feed={} unrecognized={} reason=\"{}\"", feed.id(), count, reason);
    }
    listener.unreadable(feed, reason);
  }

  private void condition(Inbound.Condition told) {
    if (figures.conditions.put(told)) {
      LOG.atLevel(told.trouble() ? Level.WARN : Level.INFO)
          .log("feed={} part={} condition=\"{}\"", feed.id(), told.subject(), told.text());
    }
  }

  private void tooFast(String reason) {
    figures.lastError = reason;
    LOG.warn(
        "feed={} event=too_fast messages_per_second={} reason=\"{}\"",
        feed.id(),
        session.slower(),
        reason);
  }
}
