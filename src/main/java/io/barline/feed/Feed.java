package io.barline.feed;

import io.barline.exchange.Exchange;
import io.barline.exchange.NativeSymbols;
import io.barline.exchange.Route;
import io.barline.feed.FeedListener.Change;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One upstream connection and what is subscribed on it: opened when the first name is wanted,
 * opened again whenever it is lost, closed when nothing is wanted any more. It runs on the event
 * loop of its lane; only {@link #report} is for other threads. One connection is a {@link Session},
 * and what is subscribed on it is kept by {@link Subscriptions}; {@link FeedLife} leads from one
 * connection to the next.
 */
final class Feed {
  private final String id;
  private final Exchange exchange;
  private final Route route;
  private final Lane lane;
  private final Attempts attempts;
  private final FeedListener listener;
  private final Subscriptions names;
  private final FeedFigures figures;
  private final Session session;
  private final FeedLife life;

  /** Whether what it carries goes to others, and it is to be closed. */
  private boolean leaving;

  Feed(
      String id,
      Exchange exchange,
      Route route,
      Lane lane,
      FeedSettings settings,
      Link.Factory links,
      NativeSymbols symbols,
      AddressBudget budget,
      RandomGenerator random,
      FeedListener listener) {
    this.id = id;
    this.figures = new FeedFigures(id, exchange.id(), route);
    this.exchange = exchange;
    this.route = route;
    this.lane = lane;
    this.attempts = new Attempts(route, budget, settings, random);
    this.listener = listener;
    MessageBudget messages = new MessageBudget(route.limits(), budget.messages());
    this.session =
        new Session(id, exchange, route, lane, settings, links, symbols, messages, figures);
    this.names =
        new Subscriptions(
            route.limits(),
            lane,
            settings.ackTimeout(),
            messages,
            new Scarcity(exchange::allowance),
            new FeedRequests(this, lane, session, figures, listener));
    this.life =
        new FeedLife(this, lane, settings, attempts, session, names, figures, random, listener);
  }

  String id() {
    return id;
  }

  Route route() {
    return route;
  }

  /** Whether it takes that name besides those that it has. */
  boolean hasRoom(String name) {
    return !isBarred() && !leaving && hasRoomFor(exchange.line(name));
  }

  private boolean hasRoomFor(@Nullable String line) {
    if (line == null) {
      return true;
    }
    Set<String> taken = lines();
    return taken.size() < route.limits().streamsPerConnection() || taken.contains(line);
  }

  /** What its names take up of the limit. */
  Set<String> lines() {
    return names.lines(exchange::line);
  }

  /** The names that are wanted of it. */
  List<String> names() {
    return names.wanted();
  }

  boolean isConfirmed(String name) {
    return names.isConfirmed(name);
  }

  /** Whether that name was asked for, on this connection or one before it. */
  boolean wasAsked(String name) {
    return names.wasAsked(name);
  }

  /** Whether it waits for no answer, and nothing is left to be asked for now. */
  boolean isSteady() {
    return session.isReady() && names.isSteady();
  }

  /** Whether the exchange took requests on the last connection that was tried. */
  boolean wasInUse() {
    return session.wasReady();
  }

  /** Whether requests can be sent on it. */
  boolean isOpen() {
    return session.isReady();
  }

  /** When the last frame came, nanoseconds since the epoch; 0 where none did. */
  long lastFrame() {
    return figures.lastFrame;
  }

  /** Whether everything wanted is confirmed. */
  boolean isLive() {
    return figures.state == FeedState.LIVE;
  }

  /** When it should be replaced, nanoseconds since the epoch; 0 where that isn't known. */
  long nextRotation() {
    return figures.nextRotation;
  }

  /** Whether what it carries goes to others: then nothing is added to it. */
  void leave(boolean on) {
    leaving = on;
  }

  /** It replaced one that had been replaced so often. */
  void replaces(Feed other) {
    figures.rotations = other.figures.rotations + 1;
  }

  /** Ends the connection, and opens another as after a loss. */
  void reconnect(String reason) {
    session.close(reason);
  }

  /** Whether it takes that name at once. */
  boolean takes(String name) {
    return session.isReady() && hasRoom(name);
  }

  /**
   * Whether nothing can be had from it for now: the exchange refuses it, or it is tried without a
   * name until it is ready.
   */
  boolean isBarred() {
    return figures.state == FeedState.FAILED || (life.isAhead() && !session.isReady());
  }

  /** Whether it was opened, or is tried, before anything is wanted of it. */
  boolean isAhead() {
    return life.isAhead();
  }

  /** Opens the connection before anything is wanted of it. */
  void goAhead() {
    life.goAhead();
  }

  /** The last thing that went wrong; null where nothing did. */
  @Nullable String lastError() {
    return figures.lastError;
  }

  void add(String name) {
    if (names.isWanted(name)) {
      return;
    }
    if (figures.state != FeedState.IDLE && figures.state != FeedState.RECONNECTING) {
      listener.changed(this, name, new Change.Connecting(attempts.number()));
    }
    names.want(name);
    life.wanted();
    figures.wanted = names.size();
    switch (figures.state) {
      case IDLE -> life.connect();
      case CONNECTING, FAILED -> {}
      case SUBSCRIBING, LIVE -> {
        figures.become(FeedState.SUBSCRIBING, lane.now());
        if (session.isReady()) {
          names.pump();
          names.settle();
        }
      }
      case RECONNECTING ->
          listener.changed(
              this,
              name,
              new Change.Lost(
                  String.valueOf(figures.lastError), attempts.number(), figures.nextRetry));
    }
  }

  void remove(String name) {
    boolean asked = names.unwant(name);
    figures.wanted = names.size();
    if (figures.state == FeedState.IDLE || figures.state == FeedState.FAILED || life.isAhead()) {
      return;
    }
    if (figures.wanted == 0) { // a name that was refused may have been the last one
      stop();
      listener.idle(this);
    } else if (asked
        && (figures.state == FeedState.SUBSCRIBING || figures.state == FeedState.LIVE)) {
      names.pump();
    }
  }

  /** Begins the stream of a name anew. */
  void renew(String name) {
    names.renew(name);
  }

  /** Closes the connection for good. */
  void stop() {
    life.end(FeedState.IDLE, "nothing is wanted any more");
    names.forget();
  }

  /** Whether it failed and may be tried again by now. */
  boolean isOver() {
    return figures.state == FeedState.FAILED
        && figures.nextRetry != 0
        && lane.now() >= figures.nextRetry;
  }

  /** Looks whether the connection still lives: to be called about once a second. */
  void check() {
    life.check();
  }

  /** A request was accepted. */
  void accepted(long requestId) {
    names.accepted(requestId);
  }

  /** A name was refused, and is not wanted any more. */
  void refused(String reason) {
    figures.lastError = reason;
    figures.wanted = names.size();
  }

  /** How many frames failed through a mistake of ours; for any thread. */
  long failedFrames() {
    return figures.failedFrames();
  }

  /** What operators want to know; for any thread. */
  FeedReport report(long now) {
    return figures.report(now);
  }
}
