package io.barline.feed;

import io.barline.exchange.Access;
import io.barline.exchange.Inbound;
import io.barline.exchange.Inquiry;
import io.barline.exchange.Route;
import io.barline.market.UtcNanos;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection that questions are asked on, from its opening to its end: its link, its login, and
 * what keeps it alive or shows that it is dead. On the lane.
 */
final class InquirySession implements Link.Listener {
  private static final Logger LOG = LoggerFactory.getLogger(InquirySession.class);
  private static final Duration CHECK = Duration.ofSeconds(1);

  private final String id;
  private final Route route;
  private final Inquiry inquiry;
  private final Lane lane;
  private final FeedSettings settings;
  private final MessageBudget messages;
  private final Owner owner;
  private final Consumer<Inbound> sink = this::on;

  private @Nullable Link link;
  private Runnable cancelChecks = () -> {};
  private Runnable cancelKeepAlive = () -> {};
  private boolean isOpen;
  private boolean ready;
  private boolean wasReady;
  private boolean over;

  /** Since when it has been open, or been tried. */
  private long since;

  private long lastFrame;
  private long failures;

  /**
   * @param id for logs
   */
  InquirySession(
      String id,
      Route route,
      Inquiry inquiry,
      Lane lane,
      FeedSettings settings,
      MessageBudget messages,
      Owner owner) {
    this.id = id;
    this.route = route;
    this.inquiry = inquiry;
    this.lane = lane;
    this.settings = settings;
    this.messages = messages;
    this.owner = owner;
  }

  /** Who asks. */
  interface Owner {
    /** Questions may be asked from now on. */
    void ready();

    void answered(Inbound.Answered answer);

    void rejected(Inbound.Rejected rejection);

    /** It is gone or never came to be; told once. */
    void ended(String reason);
  }

  /** Begins to connect. */
  void open(Link.Factory links) {
    since = lane.now();
    cancelChecks = lane.every(CHECK, this::check);
    try {
      link = links.open(route, lane, List::of, this);
    } catch (RuntimeException | LinkageError broken) {
      LOG.error("feed={} event=open_failed uri={}", id, route.target(), broken);
      close("could not open %s: %s".formatted(route.target(), broken));
    }
  }

  boolean isReady() {
    return ready;
  }

  /** Whether questions could ever be asked on it. */
  boolean wasReady() {
    return wasReady;
  }

  Inquiry inquiry() {
    return inquiry;
  }

  /** Sends what the budget allowed. */
  void send(String frame) {
    if (link != null && !over) {
      link.send(frame);
    }
  }

  /** Sends what can't wait for the budget; it counts all the same. */
  void sendAtOnce(String frame) {
    messages.spend(lane.now());
    send(frame);
  }

  /** Closes the link; the owner is told. */
  void close(String reason) {
    if (over) {
      return;
    }
    over = true;
    ready = false;
    cancelChecks.run();
    cancelKeepAlive.run();
    if (link != null) {
      link.close(reason);
    }
    inquiry.ended();
    LOG.info("feed={} state=closed reason=\"{}\"", id, reason);
    owner.ended(reason);
  }

  @Override
  public String feed() {
    return id;
  }

  @Override
  public void opened() {
    isOpen = true;
    since = lane.now();
    lastFrame = since;
    LOG.info("feed={} state=connected uri={}", id, route.target());
    Access.KeepAlive keepAlive = route.access().keepAlive();
    if (keepAlive != null) {
      cancelKeepAlive = lane.every(keepAlive.every(), () -> sendAtOnce(keepAlive.frame()));
    }
  }

  @Override
  public void received(byte[] frame, int length) {
    if (over) {
      return;
    }
    lastFrame = lane.now();
    if (length > 0) {
      try {
        inquiry.decode(frame, 0, length, lastFrame, sink);
      } catch (RuntimeException bug) { // of ours: what is asked for is answered or late
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
    messages.spend(lastFrame);
  }

  @Override
  public void closed(String reason, long retryAfterSeconds) {
    close(reason);
  }

  private void on(Inbound inbound) {
    if (over) {
      return;
    }
    switch (inbound) {
      case Inbound.LoginWanted _ -> login();
      case Inbound.Ready _ -> {
        if (!ready) {
          ready = true;
          wasReady = true;
          owner.ready();
        }
      }
      case Inbound.Refused refused ->
          close(
              "the connection is refused by the exchange: %s %s"
                  .formatted(refused.code(), refused.message()));
      case Inbound.Answered answer -> owner.answered(answer);
      case Inbound.Rejected rejection -> owner.rejected(rejection);
      case Inbound.Unrecognized(String reason) ->
          LOG.warn("feed={} event=unrecognized reason=\"{}\"", id, reason);
      case Inbound.Closing(String reason) ->
          LOG.info("feed={} event=closing reason=\"{}\"", id, reason);
      case Inbound.TooFast(String reason) ->
          LOG.warn(
              "feed={} event=too_fast messages_per_second={} reason=\"{}\"",
              id,
              messages.slower(),
              reason);
      case Inbound.Data _,
          Inbound.Accepted _,
          Inbound.Say _,
          Inbound.Unsay _,
          Inbound.Dropped _,
          Inbound.Noted _,
          Inbound.Condition _,
          Inbound.Taken _,
          Inbound.Confirmed _,
          Inbound.Lost _,
          Inbound.Looked _,
          Inbound.Missed _,
          Inbound.Heartbeat _ -> {} // nothing is subscribed
    }
  }

  private void login() {
    String login = inquiry.login();
    if (login != null) {
      sendAtOnce(login);
    }
  }

  private void check() {
    String fault = fault();
    if (fault != null) {
      close(fault);
    }
  }

  private @Nullable String fault() {
    long now = lane.now();
    if (!isOpen) {
      return now - since > settings.connectTimeout().toNanos()
          ? "no answer to the handshake within " + settings.connectTimeout()
          : null;
    }
    long silent = now - lastFrame;
    if (silent > route.silence().toNanos()) {
      return "heartbeat timeout: nothing received for %d ms"
          .formatted(silent / UtcNanos.MILLISECOND);
    }
    Duration wait = route.access().readyWithin(settings.ackTimeout());
    return !ready && now - since > wait.toNanos() ? "not ready within " + wait : null;
  }
}
