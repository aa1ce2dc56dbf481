package io.barline.feed;

import io.barline.exchange.Decoder;
import io.barline.exchange.Exchange;
import io.barline.exchange.Inbound;
import io.barline.exchange.NativeSymbols;
import io.barline.exchange.Route;
import io.barline.feed.FeedListener.Change;
import io.barline.market.MarketEvent;
import io.barline.market.UtcNanos;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
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

  private final String id;
  private final Exchange exchange;
  private final Route route;
  private final Lane lane;
  private final FeedSettings settings;
  private final Link.Factory links;
  private final NativeSymbols symbols;
  private final TokenBucket attempts;
  private final Backoff backoff;
  private final FeedListener listener;
  private final Subscriptions names;
  private final Consumer<Inbound> sink = this::on;

  private @Nullable Link link;
  private @Nullable Decoder decoder;
  private Runnable cancelRetry = () -> {};
  private long receiveTime;
  private long openedAt;
  private boolean dataFlowed;
  private long failures;

  // Written on the lane, read by reports.
  private volatile FeedState state = FeedState.IDLE;
  private volatile int wanted;
  private volatile long lastFrame;
  private final AtomicLong reconnects = new AtomicLong();
  private volatile long nextRetry;
  private final AtomicLong unrecognized = new AtomicLong();
  private volatile @Nullable String lastError;
  private volatile long unsettledSince;

  Feed(
      String id,
      Exchange exchange,
      Route route,
      Lane lane,
      FeedSettings settings,
      Link.Factory links,
      NativeSymbols symbols,
      TokenBucket attempts,
      RandomGenerator random,
      FeedListener listener) {
    this.id = id;
    this.exchange = exchange;
    this.route = route;
    this.lane = lane;
    this.settings = settings;
    this.links = links;
    this.symbols = symbols;
    this.attempts = attempts;
    this.backoff = new Backoff(settings.backoffMin(), settings.backoffMax(), random);
    this.listener = listener;
    this.names = new Subscriptions(exchange, route, lane, settings.ackTimeout(), new Requests());
  }

  String id() {
    return id;
  }

  Route route() {
    return route;
  }

  boolean hasRoom() {
    return wanted < route.limits().streamsPerConnection();
  }

  void add(String name) {
    if (names.isWanted(name)) {
      return;
    }
    if (state != FeedState.IDLE && state != FeedState.RECONNECTING) {
      listener.changed(this, name, new Change.Connecting(backoff.attempt()));
    }
    names.want(name);
    wanted = names.size();
    switch (state) {
      case IDLE -> connect();
      case CONNECTING -> {}
      case SUBSCRIBING, LIVE -> {
        become(FeedState.SUBSCRIBING);
        names.pump();
        names.settle();
      }
      case RECONNECTING ->
          listener.changed(
              this, name, new Change.Lost(String.valueOf(lastError), backoff.attempt(), nextRetry));
    }
  }

  void remove(String name) {
    boolean asked = names.unwant(name);
    wanted = names.size();
    if (state == FeedState.IDLE) {
      return;
    }
    if (wanted == 0) { // a name that was refused may have been the last one
      stop();
      listener.idle(this);
    } else if (asked && (state == FeedState.SUBSCRIBING || state == FeedState.LIVE)) {
      names.pump();
    }
  }

  /** Closes the connection for good. */
  void stop() {
    cancelRetry.run();
    become(FeedState.IDLE);
    nextRetry = 0;
    names.forget();
    Link open = link;
    link = null;
    if (open != null) {
      open.close("nothing is wanted any more");
    }
  }

  private void become(FeedState next) {
    state = next;
    if (next == FeedState.IDLE || next == FeedState.LIVE) {
      unsettledSince = 0;
    } else if (unsettledSince == 0) {
      unsettledSince = lane.now();
    }
  }

  private void connect() {
    long now = lane.now();
    if (!attempts.take(now)) {
      lastError = "the connection attempts that the exchange allows are used up";
      retryAfter(Duration.ofNanos(attempts.waitFrom(now)));
      tellLost();
      return;
    }
    become(FeedState.CONNECTING);
    nextRetry = 0;
    dataFlowed = false;
    openedAt = now;
    decoder = exchange.newDecoder(route, symbols);
    names.forEach(name -> listener.changed(this, name, new Change.Connecting(backoff.attempt())));
    try {
      link = links.open(route, lane, this);
    } catch (RuntimeException | LinkageError broken) {
      LOG.error("feed={} event=open_failed uri={}", id, route.target(), broken);
      closed("could not open %s: %s".formatted(route.target(), broken), 0);
    }
  }

  private void tellLost() {
    var lost = new Change.Lost(String.valueOf(lastError), backoff.attempt(), nextRetry);
    names.forEach(name -> listener.changed(this, name, lost));
  }

  private void retryAfter(Duration delay) {
    become(FeedState.RECONNECTING);
    nextRetry = lane.now() + delay.toNanos();
    cancelRetry = lane.after(delay, this::connect);
  }

  @Override
  public void opened() {
    openedAt = lane.now();
    lastFrame = openedAt;
    become(FeedState.SUBSCRIBING);
    LOG.info("feed={} state=connected uri={} streams={}", id, route.target(), wanted);
    names.connected();
  }

  @Override
  public void received(byte[] frame, int length) {
    receiveTime = lane.now();
    lastFrame = receiveTime;
    if (length > 0 && decoder != null) {
      try {
        decoder.decode(frame, 0, length, receiveTime, sink);
      } catch (RuntimeException bug) { // of ours: the other streams of the connection go on
        failures++;
        if (Long.bitCount(failures) == 1) { // the 1st, 2nd, 4th, 8th ...
          LOG.error("feed={} event=frame_failed count={}", id, failures, bug);
        }
      }
    }
  }

  @Override
  public void pinged() {
    lastFrame = lane.now();
    names.spendToken();
  }

  private void on(Inbound inbound) {
    switch (inbound) {
      case Inbound.Data(MarketEvent event) -> {
        dataFlowed = true;
        listener.data(event);
      }
      case Inbound.LoginWanted _, Inbound.Ready _, Inbound.Refused _, Inbound.Confirmed _ -> {}
      case Inbound.Accepted(long requestId) -> names.accepted(requestId);
      case Inbound.Rejected rejected -> names.rejected(rejected);
      case Inbound.Heartbeat _ -> {}
      case Inbound.Closing(String reason) -> lastError = reason;
      case Inbound.Unrecognized(String reason) -> unrecognized(reason);
    }
  }

  private void unrecognized(String reason) {
    long count = unrecognized.getPlain() + 1;
    unrecognized.lazySet(count);
    if (Long.bitCount(count) == 1) { // the 1st, 2nd, 4th, 8th ...
      LOG.warn("feed={} unrecognized={} reason=\"{}\"", id, count, reason);
    }
  }

  @Override
  public void closed(String reason, long retryAfterSeconds) {
    link = null;
    if (state == FeedState.IDLE) {
      return;
    }
    lastError = reason;
    reconnects.lazySet(reconnects.getPlain() + 1);
    if (dataFlowed && lane.now() - openedAt >= settings.stableAfter().toNanos()) {
      backoff.reset();
    }
    names.disconnected();
    Duration delay = backoff.next();
    if (retryAfterSeconds * UtcNanos.SECOND > delay.toNanos()) {
      delay = Duration.ofSeconds(retryAfterSeconds);
    }
    retryAfter(delay);
    LOG.warn(
        "feed={} state=reconnecting attempt={} delay_ms={} reason=\"{}\"",
        id,
        backoff.attempt(),
        delay.toMillis(),
        reason);
    tellLost();
  }

  /** Looks whether the connection still lives: to be called about once a second. */
  void check() {
    Link open = link;
    if (open == null || state == FeedState.IDLE) {
      return;
    }
    long now = lane.now();
    if (state == FeedState.CONNECTING) {
      if (now - openedAt > settings.connectTimeout().toNanos()) {
        open.close("no answer to the handshake within " + settings.connectTimeout());
      }
      return;
    }
    long silent = now - lastFrame;
    if (silent > route.silence().toNanos()) {
      open.close(
          "heartbeat timeout: nothing received for %d ms".formatted(silent / UtcNanos.MILLISECOND));
    } else if (names.isOverdue()) {
      open.close("subscribe request not answered within " + settings.ackTimeout());
    }
  }

  /** What operators want to know; for any thread. */
  FeedReport report(long now) {
    return new FeedReport(
        id,
        exchange.id(),
        route.id(),
        state,
        wanted,
        lastFrame == 0 ? -1 : Math.max(0, (now - lastFrame) / UtcNanos.MILLISECOND),
        reconnects.get(),
        unrecognized.get(),
        nextRetry,
        lastError,
        unsettledSince,
        route.limits().streamsPerConnection(),
        route.limits().messagesPerSecond(),
        route.limits().attempts(),
        route.limits().attemptWindow(),
        route.maxAge());
  }

  /** How the subscriptions reach the connection and the listener. */
  private final class Requests implements Subscriptions.Wire {
    @Override
    public void send(String frame) {
      if (link != null) {
        link.send(frame);
      }
    }

    @Override
    public void accepted(String name) {
      listener.changed(Feed.this, name, new Change.Accepted());
    }

    @Override
    public void refused(String name, String reason) {
      lastError = reason;
      wanted = names.size();
      LOG.warn("feed={} refused={} reason=\"{}\"", id, name, reason);
      listener.changed(Feed.this, name, new Change.Refused(reason));
    }

    @Override
    public void settled() {
      if (state == FeedState.SUBSCRIBING) {
        become(FeedState.LIVE);
        LOG.info("feed={} state=live streams={}", id, wanted);
      }
    }
  }
}
