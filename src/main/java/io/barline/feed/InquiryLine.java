package io.barline.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.barline.exchange.Exchange;
import io.barline.exchange.Inbound;
import io.barline.exchange.Inquiry;
import io.barline.exchange.Route;
import io.barline.feed.Rest.Reply;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The questions of one route and the connection that they are asked on, which is there while there
 * are any and a little longer. On the lane.
 */
final class InquiryLine implements InquirySession.Owner {
  /** Most questions that are asked at a time; others wait. */
  static final int MOST_OPEN = 50;

  /** How long the connection is kept without a question. */
  static final Duration IDLE = Duration.ofSeconds(60);

  /** The wait after a first attempt to connect that came to nothing; it doubles. */
  private static final Duration FIRST_WAIT = Duration.ofSeconds(1);

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  /** A refusal that would be repeated, as {@link Reply.Failed#status} tells it. */
  private static final int WRONG = 400;

  private final Exchange exchange;
  private final Route route;
  private final Lane lane;
  private final FeedSettings settings;
  private final Link.Factory links;
  private final AddressBudget budget;
  private final MessageBudget messages;
  private final Deque<AskedQuestion> waiting = new ArrayDeque<>();
  private final Map<Long, AskedQuestion> open = new HashMap<>();

  private final RecentAnswers recent = new RecentAnswers();

  private @Nullable InquirySession session;
  private Runnable cancelTurn = () -> {};
  private Runnable cancelIdle = () -> {};
  private long lastId;
  private int vain;
  private long notBefore;
  private String trouble = "";

  InquiryLine(
      Exchange exchange,
      Route route,
      Lane lane,
      FeedSettings settings,
      Link.Factory links,
      AddressBudget budget) {
    this.exchange = exchange;
    this.route = route;
    this.lane = lane;
    this.settings = settings;
    this.links = links;
    this.budget = budget;
    this.messages = new MessageBudget(route.limits(), budget.messages());
  }

  /** Asks as soon as may be; the question's reply tells what came of it. */
  void ask(AskedQuestion question) {
    byte[] told = recent.of(question.text, lane.now());
    if (told != null) {
      question.end(new Reply.Answered(told));
      return;
    }
    cancelIdle.run();
    if (session == null && !connect(question)) {
      return;
    }
    waiting.addLast(question);
    question.cancelTimeout = lane.after(settings.catalogueTimeout(), () -> late(question));
    send();
  }

  /** False where no connection may be tried now, of which the question is told. */
  private boolean connect(AskedQuestion question) {
    long now = lane.now();
    if (now < notBefore) {
      Duration left = Duration.ofNanos(notBefore - now);
      question.notAsked("%s; that is tried again after %s".formatted(trouble, left), left);
      return false;
    }
    if (!budget.attempts().take(now)) {
      question.notAsked(
          "the connection attempts that the exchange allows are used up",
          Duration.ofNanos(budget.attempts().waitFrom(now)));
      return false;
    }
    Inquiry inquiry = exchange.newInquiry(route);
    if (inquiry == null) {
      question.notAsked("connections %s take no questions".formatted(route.id()), Duration.ZERO);
      return false;
    }
    lastId = 0;
    recent.limits(inquiry.allowance(), inquiry.repeatAfter());
    String id = "%s:%s#questions".formatted(exchange.id(), route.id());
    InquirySession tried = new InquirySession(id, route, inquiry, lane, settings, messages, this);
    session = tried;
    tried.open(links);
    if (session == null) {
      question.notAsked(trouble, Duration.ofNanos(notBefore - now));
      return false;
    }
    return true;
  }

  /** Sends what waits, as far as may be sent now. */
  private void send() {
    cancelTurn.run();
    while (session != null && session.isReady() && !waiting.isEmpty() && open.size() < MOST_OPEN) {
      byte[] told = recent.of(waiting.getFirst().text, lane.now());
      if (told != null) {
        waiting.removeFirst().end(new Reply.Answered(told));
        continue;
      }
      if (isOpen(waiting.getFirst().text)) {
        return; // until that is answered
      }
      long wait = recent.take(lane.now());
      wait = wait > 0 ? wait : messages.take(lane.now());
      if (wait > 0) {
        cancelTurn = lane.after(Duration.ofNanos(wait), this::send);
        return;
      }
      send(session, waiting.removeFirst());
    }
  }

  private void send(InquirySession to, AskedQuestion question) {
    question.cancelTimeout.run();
    question.id = ++lastId;
    String frame;
    try {
      frame = to.inquiry().ask(question.id, question.text);
    } catch (RuntimeException bug) { // of ours, and of this question alone
      question.end(new Reply.Failed("%s: %s".formatted(question.request, Rest.describe(bug))));
      rest();
      return;
    }
    question.cancelTimeout = lane.after(settings.catalogueTimeout(), () -> late(question));
    open.put(question.id, question);
    to.send(frame);
  }

  @Override
  public void ready() {
    vain = 0;
    send();
  }

  private boolean isOpen(String text) {
    return open.values().stream().anyMatch(each -> each.text.equals(text));
  }

  @Override
  public void answered(Inbound.Answered answer) {
    AskedQuestion question = open.get(answer.requestId());
    if (question != null) {
      recent.put(question.text, answer.body(), lane.now());
    }
    end(answer.requestId(), new Reply.Answered(answer.body()));
  }

  @Override
  public void rejected(Inbound.Rejected rejection) {
    AskedQuestion question = open.get(rejection.requestId());
    if (question != null) {
      String reason =
          "%s was rejected: %s %s"
              .formatted(question.request, rejection.code(), rejection.message());
      byte[] said = rejection.message().getBytes(UTF_8);
      int status = rejection.terminal() ? WRONG : 0;
      end(rejection.requestId(), new Reply.Failed(reason, Duration.ZERO, status, said, true));
    }
  }

  /** Nothing happens where no such question is open. */
  private void end(long requestId, Reply reply) {
    AskedQuestion question = open.remove(requestId);
    if (question != null) {
      question.end(reply);
      send();
      rest();
    }
  }

  private void late(AskedQuestion question) {
    Duration timeout = settings.catalogueTimeout();
    if (waiting.contains(question)) {
      question.notAsked("it had to wait for " + timeout, Duration.ZERO);
    } else {
      question.end(
          new Reply.Failed("%s: no whole answer within %s".formatted(question.request, timeout)));
    }
    withdraw(question);
  }

  /** Nobody waits for the answer any more. */
  void withdraw(AskedQuestion question) {
    question.cancelTimeout.run();
    if (!waiting.remove(question) && session != null && open.remove(question.id, question)) {
      String cancel = session.inquiry().cancel(question.id, question.text);
      if (cancel != null) {
        session.sendAtOnce(cancel);
      }
    }
    send();
    rest();
  }

  /** Where nothing is asked, the connection is closed after a while. */
  private void rest() {
    if (session != null && open.isEmpty() && waiting.isEmpty()) {
      cancelIdle.run();
      cancelIdle = lane.after(IDLE, () -> close("nothing was asked for " + IDLE));
    }
  }

  /** Closes the connection, where there is one; what is asked fails. */
  void close(String reason) {
    if (session != null) {
      session.close(reason);
    }
  }

  @Override
  public void ended(String reason) {
    boolean wasReady = session == null || session.wasReady();
    session = null;
    cancelTurn.run();
    cancelIdle.run();
    trouble = "no connection to %s: %s".formatted(route.target(), reason);
    long wait = 0;
    if (!wasReady) {
      wait = Math.min(FIRST_WAIT.toNanos() << Math.min(vain, 10), LONGEST_WAIT.toNanos());
      vain++;
      notBefore = lane.now() + wait;
    }
    List<AskedQuestion> asked = new ArrayList<>(open.values());
    List<AskedQuestion> unasked = new ArrayList<>(waiting);
    open.clear();
    waiting.clear();
    asked.forEach(
        each ->
            each.end(
                new Reply.Failed(
                    "%s: the connection was lost: %s".formatted(each.request, reason))));
    Duration left = Duration.ofNanos(wait);
    unasked.forEach(each -> each.notAsked(trouble, left));
  }
}
