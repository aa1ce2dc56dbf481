package io.barline.feed;

import io.barline.exchange.Access;
import io.barline.exchange.Conversation;
import io.barline.exchange.Exchange;
import io.barline.exchange.NativeSymbols;
import io.barline.exchange.Route;
import io.barline.market.UtcNanos;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection of a feed as it is now: its link, the decoder of its frames, and what keeps it
 * alive or shows that it is dead. On the lane.
 */
final class Session {
  private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

  private final String id;
  private final Exchange exchange;
  private final Route route;
  private final Lane lane;
  private final FeedSettings settings;
  private final Link.Factory links;
  private final NativeSymbols symbols;
  private final MessageBudget messages;
  private final FeedFigures figures;

  private @Nullable Link link;
  private @Nullable Conversation conversation;
  private Runnable cancelKeepAlive = () -> {};

  /** What the conversation answered and was not sent yet. */
  private final Deque<String> answers = new ArrayDeque<>();

  /** Cancels the next look at them; null where none is due. */
  private @Nullable Runnable cancelAnswers;

  /** Whether the exchange takes requests on this connection: from its opening or its login on. */
  private boolean ready;

  /** Whether it did, on the last connection that was tried. */
  private boolean wasReady;

  private long openedAt;

  Session(
      String id,
      Exchange exchange,
      Route route,
      Lane lane,
      FeedSettings settings,
      Link.Factory links,
      NativeSymbols symbols,
      MessageBudget messages,
      FeedFigures figures) {
    this.id = id;
    this.exchange = exchange;
    this.route = route;
    this.lane = lane;
    this.settings = settings;
    this.links = links;
    this.symbols = symbols;
    this.messages = messages;
    this.figures = figures;
  }

  /**
   * Begins to open a link.
   *
   * @param names what is wanted of it
   * @return why it can't even be tried; null where it is
   */
  @Nullable String open(Supplier<List<String>> names, Link.Listener listener) {
    openedAt = lane.now();
    wasReady = false;
    messages.restore();
    conversation = exchange.converse(route, symbols);
    try {
      link = links.open(route, lane, names, listener);
      return null;
    } catch (RuntimeException | LinkageError broken) {
      LOG.error("feed={} event=open_failed uri={}", id, route.target(), broken);
      return "could not open %s: %s".formatted(route.target(), broken);
    }
  }

  /**
   * The link is open.
   *
   * @return whether requests may be sent at once, without a login
   */
  boolean opened() {
    openedAt = lane.now();
    Access.KeepAlive keepAlive = route.access().keepAlive();
    if (keepAlive != null) {
      cancelKeepAlive = lane.every(keepAlive.every(), () -> send(keepAlive.frame()));
    }
    return conversation == null || !conversation.logsIn();
  }

  /** Requests may be sent from now on. */
  void begin() {
    ready = true;
    wasReady = true;
  }

  /** Whether requests can be sent on it. */
  boolean isReady() {
    return ready;
  }

  /** Whether they could be on the last connection that was tried. */
  boolean wasReady() {
    return wasReady;
  }

  /** Sends a request, which the budget allowed, after what was answered before. */
  void ask(String request) {
    if (answers.isEmpty()) {
      write(request);
    } else {
      answers.add(request);
    }
  }

  /** What was answered and not sent yet is not to be sent any more. */
  void unsay() {
    answers.clear();
  }

  private void write(String request) {
    if (link != null) {
      link.send(request);
    }
  }

  private void send(String frame) {
    if (link != null) {
      messages.spend(lane.now());
      link.send(frame);
    }
  }

  /** The exchange waits for the login. */
  void login() {
    String login = conversation == null ? null : conversation.login();
    if (login != null) {
      send(login);
    }
  }

  /** What is said on it; null where no link was opened yet. */
  @Nullable Conversation conversation() {
    return conversation;
  }

  /**
   * Sends what the conversation answers, as soon as the budget allows.
   *
   * <p>What waits is bounded by what is wanted of the connection: there are few answers for each
   * name.
   */
  void say(String frame) {
    answers.add(frame);
    sayAnswers();
  }

  private void sayAnswers() {
    while (!answers.isEmpty() && cancelAnswers == null) {
      long wait = messages.take(lane.now());
      if (wait > 0) {
        cancelAnswers = lane.after(Duration.ofNanos(wait), this::sayMore);
        return;
      }
      write(answers.remove());
    }
  }

  private void sayMore() {
    cancelAnswers = null;
    sayAnswers();
  }

  /** Sends half as much from now on; how many messages a second that is. */
  int slower() {
    return messages.slower();
  }

  /** A ping came and was answered. */
  void pinged() {
    figures.lastFrame = lane.now();
    messages.spend(lane.now());
  }

  /** Closes the link, where there is one, as though it were lost. */
  void close(String reason) {
    if (link != null) {
      link.close(reason);
    }
  }

  /** Closes the link for good: its end is not this feed's any more. */
  void end(String reason) {
    disconnected();
    Link open = link;
    link = null;
    if (open != null) {
      open.close(reason);
    }
  }

  /** The link is gone. */
  void closed() {
    link = null;
  }

  /** Nothing can be sent any more. */
  void disconnected() {
    ready = false;
    cancelKeepAlive.run();
    cancelKeepAlive = () -> {};
    if (cancelAnswers != null) {
      cancelAnswers.run();
      cancelAnswers = null;
    }
    answers.clear();
    if (conversation != null) {
      conversation.ended();
    }
  }

  /** Why the link is to be closed, for it is not as it should be; null where it is. */
  @Nullable String fault() {
    if (link == null) {
      return null;
    }
    long now = lane.now();
    if (figures.state == FeedState.CONNECTING) {
      return now - openedAt > settings.connectTimeout().toNanos()
          ? "no answer to the handshake within " + settings.connectTimeout()
          : null;
    }
    long silent = now - figures.lastFrame;
    if (silent > route.silence().toNanos()) {
      return "heartbeat timeout: nothing received for %d ms"
          .formatted(silent / UtcNanos.MILLISECOND);
    }
    Duration wait = route.access().readyWithin(settings.ackTimeout());
    return !ready && now - openedAt > wait.toNanos() ? "not ready within " + wait : null;
  }
}
