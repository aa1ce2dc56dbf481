package io.barline.feed;

import io.barline.exchange.Inbound;
import io.barline.feed.FeedListener.Change;
import io.barline.market.UtcNanos;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The life of a feed from one connection to the next: when one is tried, what follows when it is
 * open, refused or lost, and when it is given up. On the lane.
 */
final class FeedLife implements Link.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

  /** After so many attempts in a row that came to nothing, data is had from elsewhere if it can. */
  private static final int UNOPENED = 3;

  /** The same where no attempt is made for longer than this. */
  private static final Duration LONGEST_HOLD = Duration.ofSeconds(10);

  /** So long after an attempt was due without being made it is made all the same. */
  private static final long OVERDUE = 5 * UtcNanos.SECOND;

  /** A next attempt is told anew when it moves by more than this, in nanoseconds. */
  private static final long NOTICEABLE = 5 * UtcNanos.SECOND;

  private final Feed feed;
  private final Lane lane;
  private final FeedSettings settings;
  private final Attempts attempts;
  private final Session session;
  private final Subscriptions names;
  private final FeedFigures figures;
  private final RandomGenerator random;
  private final FeedListener listener;
  private final Reception reception;

  private Runnable cancelRetry = () -> {};

  private int unopened;

  /**
   * Whether it is tried without a name: all that it is for is had from elsewhere until it is ready.
   */
  private boolean ahead;

  /** Whether the last handshake was answered that we may not connect. */
  private boolean denied;

  /** Whether it was refused while the exchange may count a connection that ended before. */
  private boolean oneTooMany;

  /** Why it is not connected, as that was last told; null where that is over. */
  private Change.@Nullable Lost lost;

  /** Why no attempt may be made, as it was last told; empty while one may. */
  private String waitsFor = "";

  FeedLife(
      Feed feed,
      Lane lane,
      FeedSettings settings,
      Attempts attempts,
      Session session,
      Subscriptions names,
      FeedFigures figures,
      RandomGenerator random,
      FeedListener listener) {
    this.feed = feed;
    this.lane = lane;
    this.settings = settings;
    this.attempts = attempts;
    this.session = session;
    this.names = names;
    this.figures = figures;
    this.random = random;
    this.listener = listener;
    this.reception = new Reception(feed, this, lane, session, names, attempts, figures, listener);
  }

  @Override
  public String feed() {
    return feed.id();
  }

  /** Ends the connection, for good unless there is another. */
  void end(FeedState last, String reason) {
    cancelRetry.run();
    become(last);
    figures.nextRetry = 0;
    lost = null;
    ahead = false;
    countIfInUse();
    session.end(reason);
  }

  /** It ends: the exchange may count it for a while yet. */
  private void countIfInUse() {
    if (session.isReady()) {
      attempts.ended(lane.now());
    }
  }

  private void become(FeedState next) {
    figures.become(next, lane.now());
  }

  /** Opens a connection before anything is wanted of it. */
  void goAhead() {
    ahead = true;
    connect();
  }

  boolean isAhead() {
    return ahead;
  }

  /** Something is wanted of it. */
  void wanted() {
    ahead = false;
  }

  void connect() {
    long now = lane.now();
    Attempts.Hold hold = attempts.take(now);
    if (hold != null) {
      figures.lastError = hold.reason();
      tellWaiting(hold, now);
      if (hold.left().compareTo(LONGEST_HOLD) > 0 && !feed.route().sharesItsFate()) {
        goOnWithout(hold.reason());
      }
      retryAfter(hold.left());
      tellLost();
      return;
    }
    waitsFor = "";
    lost = null;
    oneTooMany = false;
    denied = false;
    become(FeedState.CONNECTING);
    figures.nextRetry = 0;
    names
        .active()
        .forEach(name -> listener.changed(feed, name, new Change.Connecting(attempts.number())));
    String broken = session.open(names::wanted, this);
    if (broken != null) {
      closed(broken, 0);
    }
  }

  private void tellWaiting(Attempts.Hold hold, long now) {
    if (!hold.reason().equals(waitsFor)) {
      waitsFor = hold.reason();
      LOG.info(
          "feed={} state=waiting reason=\"{}\" until={}",
          feed.id(),
          hold.reason(),
          UtcNanos.format(now + hold.left().toNanos()));
    }
  }

  /** Once, unless it will take noticeably longer, or has another reason by now. */
  private void tellLost() {
    var next =
        new Change.Lost(String.valueOf(figures.lastError), attempts.number(), figures.nextRetry);
    if (lost == null
        || !lost.reason().equals(next.reason())
        || Math.abs(next.nextRetry() - lost.nextRetry()) > NOTICEABLE) {
      lost = next;
      names.active().forEach(name -> listener.changed(feed, name, next));
    }
  }

  private void retryAfter(Duration delay) {
    become(FeedState.RECONNECTING);
    figures.nextRetry = lane.now() + delay.toNanos();
    cancelRetry = lane.after(delay, this::connect);
  }

  @Override
  public void opened() {
    long now = lane.now();
    boolean mayAsk = session.opened();
    attempts.opened(now);
    figures.opened(now, Rotation.due(feed.route(), now, random));
    become(FeedState.SUBSCRIBING);
    LOG.info(
        "feed={} state=connected uri={} streams={}",
        feed.id(),
        feed.route().target(),
        figures.wanted);
    if (mayAsk) {
      begin();
    }
  }

  /** Requests may be sent from now on. */
  void begin() {
    if (!session.isReady()) {
      session.begin();
      names.connected();
      names.settle();
    }
  }

  @Override
  public void received(byte[] frame, int length) {
    reception.received(frame, length);
  }

  @Override
  public void pinged() {
    session.pinged();
  }

  /**
   * The exchange refuses the connection. What can be had elsewhere goes there; where that is all,
   * or trying again is of no use, the feed has failed. A connection that was in use, or that may be
   * one too many only until the exchange has noticed the end of the last one, is opened anew,
   * unless that is of no use.
   */
  void refused(Inbound.Refused refused) {
    String reason =
        "the connection is refused by the exchange: %s %s"
            .formatted(refused.code(), refused.message());
    oneTooMany = !session.isReady() && !refused.terminal() && attempts.mayCountTheLast(lane.now());
    boolean mayPass =
        !refused.terminal() && (session.isReady() || oneTooMany || feed.route().sharesItsFate());
    if (!mayPass) {
      boolean given = giveAway(reason, refused.terminal());
      if (given || refused.terminal()) {
        fail(reason, refused.terminal());
        return;
      }
    }
    session.close(reason);
  }

  /** Lets others have the names; whether all that it is for is had from elsewhere now. */
  private boolean giveAway(String reason, boolean terminal) {
    figures.lastError = reason;
    boolean some = ahead || figures.wanted > 0;
    for (String name : names.wanted()) {
      if (listener.barred(feed, name, reason, terminal)) {
        names.unwant(name);
      }
    }
    figures.wanted = names.size();
    return some && figures.wanted == 0;
  }

  private void fail(String reason, boolean terminal) {
    end(FeedState.FAILED, reason);
    figures.nextRetry = terminal ? 0 : lane.now() + settings.refusedRetry().toNanos();
    LOG.error("feed={} state=failed terminal={} reason=\"{}\"", feed.id(), terminal, reason);
  }

  /** It is not refused, but not to be had soon: what can be had from elsewhere is until then. */
  private void goOnWithout(String reason) {
    if (giveAway(reason, false) && !ahead) {
      ahead = true;
      LOG.warn("feed={} event=had_from_elsewhere reason=\"{}\"", feed.id(), reason);
    }
  }

  @Override
  public void refused(int status, String reason, long retryAfterSeconds) {
    denied = status == 401 || status == 403;
    closed(reason, attempts.refused(status, reason, retryAfterSeconds, lane.now()));
  }

  @Override
  public void closed(String reason, long retryAfterSeconds) {
    session.closed();
    if (figures.state == FeedState.IDLE || figures.state == FeedState.FAILED) {
      return;
    }
    unopened = session.isReady() || oneTooMany ? 0 : unopened + 1;
    countIfInUse();
    session.disconnected();
    figures.lastError = reason;
    figures.lost();
    names.lost();
    Duration delay = attempts.lost(retryAfterSeconds, lane.now());
    boolean hasOthers = !feed.route().sharesItsFate();
    if (hasOthers && denied && unopened >= UNOPENED && giveAway(reason, false)) {
      fail(reason, false);
      return;
    }
    boolean isFar = unopened >= UNOPENED || delay.compareTo(LONGEST_HOLD) > 0;
    if (isFar && hasOthers) {
      goOnWithout(reason);
    }
    retryAfter(delay);
    LOG.warn(
        "feed={} state=reconnecting attempt={} delay_ms={} reason=\"{}\"",
        feed.id(),
        attempts.number(),
        delay.toMillis(),
        reason);
    tellLost();
  }

  /** Looks whether the connection still lives: to be called about once a second. */
  void check() {
    if (figures.state == FeedState.RECONNECTING) {
      if (lane.now() - figures.nextRetry > OVERDUE) {
        cancelRetry.run();
        connect();
      }
      return;
    }
    String fault = session.fault();
    if (fault != null) {
      session.close(fault);
    } else if (session.isReady()) {
      names.forgetUnanswered();
      if (names.isOverdue()) {
        names.giveUp();
        session.close("subscribe request not answered within " + settings.ackTimeout());
      }
    }
  }
}
