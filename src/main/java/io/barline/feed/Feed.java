package io.barline.feed;

import io.barline.exchange.Access;
import io.barline.exchange.Decoder;
import io.barline.exchange.Exchange;
import io.barline.exchange.Inbound;
import io.barline.exchange.NativeSymbols;
import io.barline.exchange.Route;
import io.barline.feed.FeedListener.Change;
import io.barline.market.MarketEvent;
import io.barline.market.UtcNanos;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One upstream connection and what is subscribed on it: opened when the first name is wanted,
 * opened again whenever it is lost, closed when nothing is wanted any more. It runs on the event
 * loop of its lane; only {@link #report} is for other threads. The steps of that life share its
 * state, so they stand together; what is subscribed is kept by {@link Subscriptions}.
 */
final class Feed implements Link.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

  /** After so many attempts in a row that came to nothing, data is had from elsewhere if it can. */
  private static final int UNOPENED = 3;

  /** The same where no attempt may be made for longer than this. */
  private static final Duration LONGEST_HOLD = Duration.ofSeconds(10);

  private final String id;
  private final Exchange exchange;
  private final Route route;
  private final Lane lane;
  private final FeedSettings settings;
  private final Link.Factory links;
  private final NativeSymbols symbols;
  private final Attempts attempts;
  private final RandomGenerator random;
  private final FeedListener listener;
  private final Subscriptions names;
  private final Consumer<Inbound> sink = this::on;
  private final FeedFigures figures;

  private @Nullable Link link;
  private @Nullable Decoder decoder;
  private Runnable cancelRetry = () -> {};
  private Runnable cancelKeepAlive = () -> {};

  /** Whether the exchange takes requests on this connection: from its opening or its login on. */
  private boolean ready;

  /** Whether it did, on the last connection that was tried. */
  private boolean wasReady;

  private long receiveTime;
  private long openedAt;
  private int unopened;

  /** Whether it was refused while the exchange may count a connection that ended before. */
  private boolean oneTooMany;

  /** Whether what it carries goes to others, and it is to be closed. */
  private boolean leaving;

  private long failures;

  /** Why no attempt may be made, as it was last told; empty while one may. */
  private String waitsFor = "";

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
    this.settings = settings;
    this.links = links;
    this.symbols = symbols;
    this.attempts = new Attempts(route, budget, settings, random);
    this.random = random;
    this.listener = listener;
    this.names =
        new Subscriptions(
            route.limits(), lane, settings.ackTimeout(), budget.messages(), new Requests());
  }

  String id() {
    return id;
  }

  @Override
  public String feed() {
    return id;
  }

  Route route() {
    return route;
  }

  /** Whether it takes that name besides those that it has. */
  boolean hasRoom(String name) {
    return figures.state != FeedState.FAILED
        && !leaving
        && (!exchange.isCounted(name) || counted() < route.limits().streamsPerConnection());
  }

  /** How many names it has that count against the limit. */
  int counted() {
    return names.count(exchange::isCounted);
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
    return ready && names.isSteady();
  }

  /** Whether the exchange took requests on the last connection that was tried. */
  boolean wasInUse() {
    return wasReady;
  }

  /** Whether requests can be sent on it. */
  boolean isOpen() {
    return ready;
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
    if (link != null) {
      link.close(reason);
    }
  }

  /** Whether it takes that name at once. */
  boolean takes(String name) {
    return ready && hasRoom(name);
  }

  /** Whether the exchange refuses this kind of connection. */
  boolean hasFailed() {
    return figures.state == FeedState.FAILED;
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
    figures.wanted = names.size();
    switch (figures.state) {
      case IDLE -> connect();
      case CONNECTING, FAILED -> {}
      case SUBSCRIBING, LIVE -> {
        become(FeedState.SUBSCRIBING);
        if (ready) {
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
    if (figures.state == FeedState.IDLE || figures.state == FeedState.FAILED) {
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
    end(FeedState.IDLE, "nothing is wanted any more");
    names.forget();
  }

  private void end(FeedState last, String reason) {
    cancelRetry.run();
    become(last);
    figures.nextRetry = 0;
    disconnected();
    Link open = link;
    link = null;
    if (open != null) {
      open.close(reason);
    }
  }

  private void disconnected() {
    if (ready) {
      attempts.ended(lane.now());
    }
    ready = false;
    cancelKeepAlive.run();
    cancelKeepAlive = () -> {};
  }

  private void become(FeedState next) {
    figures.become(next, lane.now());
  }

  private void connect() {
    long now = lane.now();
    Attempts.Hold hold = attempts.take(now);
    if (hold != null) {
      figures.lastError = hold.reason();
      tellWaiting(hold, now);
      if (hold.left().compareTo(LONGEST_HOLD) > 0 && giveAway(hold.reason(), false)) {
        figures.nextRetry = now + hold.left().toNanos();
        return;
      }
      retryAfter(hold.left());
      tellLost();
      return;
    }
    waitsFor = "";
    wasReady = false;
    oneTooMany = false;
    become(FeedState.CONNECTING);
    figures.nextRetry = 0;
    openedAt = now;
    decoder = exchange.newDecoder(route, symbols);
    names
        .active()
        .forEach(name -> listener.changed(this, name, new Change.Connecting(attempts.number())));
    try {
      link = links.open(route, lane, names::wanted, this);
    } catch (RuntimeException | LinkageError broken) {
      LOG.error("feed={} event=open_failed uri={}", id, route.target(), broken);
      closed("could not open %s: %s".formatted(route.target(), broken), 0);
    }
  }

  private void tellWaiting(Attempts.Hold hold, long now) {
    if (!hold.reason().equals(waitsFor)) {
      waitsFor = hold.reason();
      LOG.info(
          "feed={} state=waiting reason=\"{}\" until={}",
          id,
          hold.reason(),
          UtcNanos.format(now + hold.left().toNanos()));
    }
  }

  private void tellLost() {
    var lost =
        new Change.Lost(String.valueOf(figures.lastError), attempts.number(), figures.nextRetry);
    names.active().forEach(name -> listener.changed(this, name, lost));
  }

  private void retryAfter(Duration delay) {
    become(FeedState.RECONNECTING);
    figures.nextRetry = lane.now() + delay.toNanos();
    cancelRetry = lane.after(delay, this::connect);
  }

  @Override
  public void opened() {
    openedAt = lane.now();
    attempts.opened(openedAt);
    figures.opened(openedAt, route.isPolled() ? 0 : openedAt + Rotation.after(route, random));
    become(FeedState.SUBSCRIBING);
    LOG.info("feed={} state=connected uri={} streams={}", id, route.target(), figures.wanted);
    if (route.access() instanceof Access.Socket(var _, String login, Access.KeepAlive keepAlive)) {
      if (keepAlive != null) {
        cancelKeepAlive = lane.every(keepAlive.every(), () -> send(keepAlive.frame()));
      }
      if (login != null) {
        return;
      }
    }
    begin();
  }

  /** Requests may be sent from now on. */
  private void begin() {
    ready = true;
    wasReady = true;
    names.connected();
    names.settle();
  }

  private void send(String frame) {
    if (link != null) {
      names.spendToken();
      link.send(frame);
    }
  }

  @Override
  public void received(byte[] frame, int length) {
    receiveTime = lane.now();
    figures.lastFrame = receiveTime;
    if (length > 0 && decoder != null) {
      try {
        decoder.decode(frame, 0, length, receiveTime, sink);
      } catch (RuntimeException bug) { // of ours: the other streams of the connection go on
        failures++;
        if (Long.bitCount(failures) == 1) { // the 1st, 2nd, 4th, 8th ...
          LOG.error("feed={} event=frame_failed count={}", id, failures, bug);
        }
        listener.unreadable(this, "a frame could not be decoded: " + Rest.describe(bug));
      }
    }
  }

  @Override
  public void pinged() {
    figures.lastFrame = lane.now();
    names.spendToken();
  }

  private void on(Inbound inbound) {
    switch (inbound) {
      case Inbound.Data(MarketEvent event) -> {
        attempts.data(receiveTime);
        listener.data(this, event);
      }
      case Inbound.LoginWanted _ -> login();
      case Inbound.Ready _ -> {
        if (!ready) {
          begin();
        }
      }
      case Inbound.Refused refused -> refused(refused);
      case Inbound.Confirmed(boolean subscribed, Set<String> which) ->
          names.confirmed(subscribed, which);
      case Inbound.Accepted(long requestId) -> names.accepted(requestId);
      case Inbound.Rejected rejected -> names.rejected(rejected);
      case Inbound.Heartbeat _ -> {}
      case Inbound.Closing(String reason) -> {
        figures.lastError = reason;
        listener.closing(this, reason);
      }
      case Inbound.Unrecognized(String reason) -> unrecognized(reason);
    }
  }

  private void login() {
    if (route.access() instanceof Access.Socket socket && socket.login() != null) {
      send(socket.login());
    }
  }

  /**
   * The exchange refuses the connection. What can be had elsewhere goes there; where that is all,
   * or trying again is of no use, the feed has failed. A connection that was in use, or that may be
   * one too many only until the exchange has noticed the end of the last one, is opened anew,
   * unless that is of no use.
   */
  private void refused(Inbound.Refused refused) {
    String reason =
        "the connection is refused by the exchange: %s %s"
            .formatted(refused.code(), refused.message());
    oneTooMany = !ready && !refused.terminal() && attempts.mayCountTheLast(lane.now());
    if ((refused.terminal() || !(ready || oneTooMany)) && giveAway(reason, refused.terminal())) {
      return;
    }
    if (link != null) {
      link.close(reason);
    }
  }

  /** Lets others have the names; whether the feed has failed by that. */
  private boolean giveAway(String reason, boolean terminal) {
    figures.lastError = reason;
    boolean none = figures.wanted == 0;
    for (String name : names.wanted()) {
      if (listener.barred(this, name, reason, terminal)) {
        names.unwant(name);
      }
    }
    figures.wanted = names.size();
    if (!terminal && (figures.wanted > 0 || none)) {
      return false;
    }
    end(FeedState.FAILED, reason);
    figures.nextRetry = terminal ? 0 : lane.now() + settings.refusedRetry().toNanos();
    LOG.error("feed={} state=failed terminal={} reason=\"{}\"", id, terminal, reason);
    return true;
  }

  /** Whether it failed and may be tried again by now. */
  boolean isOver() {
    return figures.state == FeedState.FAILED
        && figures.nextRetry != 0
        && lane.now() >= figures.nextRetry;
  }

  private void unrecognized(String reason) {
    long count = figures.unrecognized();
    if (Long.bitCount(count) == 1) { // the 1st, 2nd, 4th, 8th ...
      LOG.warn("feed={} unrecognized={} reason=\"{}\"", id, count, reason);
    }
    listener.unreadable(this, reason);
  }

  @Override
  public void refused(int status, String reason, long retryAfterSeconds) {
    closed(reason, attempts.refused(status, reason, retryAfterSeconds, lane.now()));
  }

  @Override
  public void closed(String reason, long retryAfterSeconds) {
    link = null;
    if (figures.state == FeedState.IDLE || figures.state == FeedState.FAILED) {
      return;
    }
    unopened = ready || oneTooMany ? 0 : unopened + 1;
    disconnected();
    figures.lastError = reason;
    figures.lost();
    names.lost();
    if (unopened >= UNOPENED && giveAway(reason, false)) {
      return;
    }
    Duration delay = attempts.lost(retryAfterSeconds, lane.now());
    retryAfter(delay);
    LOG.warn(
        "feed={} state=reconnecting attempt={} delay_ms={} reason=\"{}\"",
        id,
        attempts.number(),
        delay.toMillis(),
        reason);
    tellLost();
  }

  /** Looks whether the connection still lives: to be called about once a second. */
  void check() {
    Link open = link;
    if (open == null) {
      return;
    }
    long now = lane.now();
    if (figures.state == FeedState.CONNECTING) {
      if (now - openedAt > settings.connectTimeout().toNanos()) {
        open.close("no answer to the handshake within " + settings.connectTimeout());
      }
      return;
    }
    names.forgetUnanswered();
    long silent = now - figures.lastFrame;
    if (silent > route.silence().toNanos()) {
      open.close(
          "heartbeat timeout: nothing received for %d ms".formatted(silent / UtcNanos.MILLISECOND));
    } else if (!ready && now - openedAt > settings.ackTimeout().toNanos()) {
      open.close("not logged in within " + settings.ackTimeout());
    } else if (names.isOverdue()) {
      names.giveUp();
      open.close("subscribe request not answered within " + settings.ackTimeout());
    }
  }

  /** What operators want to know; for any thread. */
  FeedReport report(long now) {
    return figures.report(now);
  }

  /** How the subscriptions reach the connection and the listener. */
  private final class Requests implements Subscriptions.Wire {
    @Override
    public void ask(boolean subscribe, long requestId, List<String> which) {
      if (route.isPolled()) { // each round asks for all that is wanted
        names.accepted(requestId);
      } else if (link != null) {
        link.send(
            subscribe
                ? exchange.subscribe(route, requestId, which)
                : exchange.unsubscribe(route, requestId, which));
      }
    }

    @Override
    public void accepted(String name) {
      listener.changed(Feed.this, name, new Change.Accepted());
    }

    @Override
    public void refused(String name, String reason) {
      figures.lastError = reason;
      figures.wanted = names.size();
      LOG.warn("feed={} refused={} reason=\"{}\"", id, name, reason);
      listener.changed(Feed.this, name, new Change.Refused(reason));
    }

    @Override
    public void heldBack(String name, String reason) {
      LOG.warn("feed={} held_back={} reason=\"{}\"", id, name, reason);
      listener.changed(Feed.this, name, new Change.Refused(reason));
    }

    @Override
    public void settled() {
      if (figures.state == FeedState.SUBSCRIBING) {
        become(FeedState.LIVE);
        LOG.info("feed={} state=live streams={}", id, figures.wanted);
      }
    }
  }
}
