package io.barline.feed;

import io.barline.exchange.Conversation;
import io.barline.exchange.Inbound;
import io.barline.feed.FeedListener.Change;
import io.barline.market.UtcNanos;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How the subscriptions of a feed reach its connection, and their answers the listener. */
final class FeedRequests implements Subscriptions.Wire {
  private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

  private final Feed feed;
  private final Lane lane;
  private final Session session;
  private final FeedFigures figures;
  private final FeedListener listener;

  FeedRequests(Feed feed, Lane lane, Session session, FeedFigures figures, FeedListener listener) {
    this.feed = feed;
    this.lane = lane;
    this.session = session;
    this.figures = figures;
    this.listener = listener;
  }

  @Override
  public void ask(boolean subscribe, long requestId, List<String> names) {
    Conversation conversation = session.conversation();
    if (feed.route().isSampled() || conversation == null) { // each round asks for all
      feed.accepted(requestId);
      return;
    }
    List<String> frames =
        subscribe
            ? conversation.subscribe(requestId, names)
            : conversation.unsubscribe(requestId, names);
    for (int i = 0; i < frames.size(); i++) {
      if (i == 0) {
        session.ask(frames.getFirst()); // the budget allowed one
      } else {
        session.say(frames.get(i));
      }
    }
  }

  @Override
  public void accepted(String name) {
    listener.changed(feed, name, new Change.Accepted());
  }

  @Override
  public void refused(String name, String reason) {
    feed.refused(reason);
    LOG.warn("feed={} refused={} reason=\"{}\"", feed.id(), name, reason);
    listener.changed(feed, name, new Change.Refused(reason));
  }

  @Override
  public void heldBack(String name, String reason) {
    LOG.warn("feed={} held_back={} reason=\"{}\"", feed.id(), name, reason);
    listener.changed(feed, name, new Change.Refused(reason));
  }

  @Override
  public void delayed(String name, String reason, int attempt, long nextRetry) {
    figures.lastError = reason;
    if (attempt == 1) {
      LOG.warn("feed={} delayed={} reason=\"{}\"", feed.id(), name, reason);
    }
    listener.changed(feed, name, new Change.Delayed(reason, attempt, nextRetry));
  }

  @Override
  public void dropped(String name, Inbound.Lost lost) {
    figures.lastError = lost.reason();
    if (figures.state == FeedState.LIVE) {
      figures.interrupted();
      figures.become(FeedState.SUBSCRIBING, lane.now());
      LOG.warn("feed={} state=subscribing lost={} reason=\"{}\"", feed.id(), name, lost.reason());
    }
    listener.changed(
        feed,
        name,
        new Change.Lost(
            lost.reason(), lost.attempt(), lane.now() + lost.retryMillis() * UtcNanos.MILLISECOND));
  }

  @Override
  public void settled() {
    if (figures.state == FeedState.SUBSCRIBING) {
      figures.become(FeedState.LIVE, lane.now());
      LOG.info("feed={} state=live streams={}", feed.id(), figures.wanted);
    }
  }
}
