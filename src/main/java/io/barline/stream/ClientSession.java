package io.barline.stream;

import io.barline.market.UtcNanos;
import io.barline.subscription.NamedTopics;
import io.barline.subscription.PatternLimit;
import io.barline.wire.ClientMessage;
import io.barline.wire.ClientMessageReader;
import io.barline.wire.CloseCode;
import io.barline.wire.ErrorCode;
import io.barline.wire.Reading;
import io.barline.wire.Refusal;
import io.barline.wire.RequestId;
import io.barline.wire.ServerMessages;
import io.barline.wire.TopicAnswer;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The conversation with one WebSocket client. On the client's event loop. */
final class ClientSession {
  private static final Logger log = LoggerFactory.getLogger(ClientSession.class);

  /** Faulty messages in a row after which the client is taken for broken. */
  static final int MAX_FAULTS = 20;

  private static final CompletableFuture<Void> ANSWERED = CompletableFuture.completedFuture(null);

  private final Subscriptions subscriptions;
  private final TopicRequests requests;
  private final Mailbox mailbox;
  private final NamedTopics named;
  private final ClientMessageReader reader;
  private final Clock clock;
  private final SignIn signIn;
  private int faults;

  ClientSession(
      Subscriptions subscriptions,
      TopicRequests requests,
      Mailbox mailbox,
      NamedTopics named,
      ClientMessageReader reader,
      Clock clock,
      SignIn signIn) {
    this.subscriptions = subscriptions;
    this.requests = requests;
    this.mailbox = mailbox;
    this.named = named;
    this.reader = reader;
    this.clock = clock;
    this.signIn = signIn;
  }

  /** Answers a message; completed when the next one may be. */
  CompletableFuture<Void> received(byte[] json) {
    if (!signIn.takes()) {
      return ANSWERED;
    }
    switch (reader.read(json)) {
      case Reading.Understood understood -> {
        faults = 0;
        return answer(understood.message());
      }
      case Reading.Fault fault -> fault(fault.id(), fault.code(), fault.sentence());
    }
    return ANSWERED;
  }

  void receivedBinary() {
    if (signIn.takes()) {
      fault(null, ErrorCode.BAD_REQUEST, "binary messages are not understood: send JSON as text");
    }
  }

  /**
   * Whether a ping or pong frame is taken: it counts as a message, a pong too, since it answers
   * nothing. The gateway sends no pings.
   */
  boolean takesFrame() {
    return signIn.takes();
  }

  private void fault(@Nullable RequestId id, ErrorCode code, String sentence) {
    mailbox.offer(ServerMessages.error(id, code, sentence, null));
    faults++;
    if (faults >= MAX_FAULTS) {
      mailbox.close(
          Farewell.refusal(
              CloseCode.PROTOCOL_VIOLATION,
              MAX_FAULTS + " messages in a row could not be understood"));
    }
  }

  private CompletableFuture<Void> answer(ClientMessage message) {
    if (!signIn.permits(message)) {
      return ANSWERED;
    }
    try {
      switch (message) {
        case ClientMessage.Authenticate shown -> {
          return signIn.authenticate(shown);
        }
        case ClientMessage.Subscribe subscribe -> {
          return subscribe(subscribe);
        }
        case ClientMessage.Unsubscribe unsubscribe -> unsubscribe(unsubscribe);
        case ClientMessage.ListTopics list ->
            mailbox.offer(ServerMessages.subscriptions(list.id(), subscriptions.held()));
        case ClientMessage.Ping ping ->
            mailbox.offer(ServerMessages.pong(ping.id(), UtcNanos.now(clock)));
      }
    } catch (RuntimeException e) {
      log.error("action=client-request outcome=failed request={}", message, e);
      mailbox.offer(
          ServerMessages.error(
              message.id(), ErrorCode.INTERNAL, "the gateway failed; its log says how", null));
    }
    return ANSWERED;
  }

  /**
   * Whether a request names no more than the connection may have, as each name takes a look; else
   * the client is told.
   */
  private boolean isWithinLimit(@Nullable RequestId id, String what, int count) {
    int most = subscriptions.maxTopics();
    if (count > most) {
      tooMany(id, "a request has at most %d %s, this one has %d".formatted(most, what, count));
    }
    return count <= most;
  }

  private void tooMany(@Nullable RequestId id, String sentence) {
    mailbox.offer(ServerMessages.error(id, ErrorCode.LIMIT_REACHED, sentence, null));
  }

  private CompletableFuture<Void> subscribe(ClientMessage.Subscribe request) {
    signIn.charge(PatternLimit.weight(request.topics()) + request.resume().size());
    if (!isWithinLimit(request.id(), "topics", request.topics().size())
        || !isWithinLimit(request.id(), "topics to resume", request.resume().size())) {
      return ANSWERED;
    }
    List<String> topics = new ArrayList<>(request.topics());
    String name = request.subscription();
    if (name != null) {
      List<String> found = named.topics(subscriptions.principal(), name);
      if (found == null) {
        mailbox.offer(
            ServerMessages.error(
                request.id(),
                ErrorCode.UNKNOWN_SUBSCRIPTION,
                "there is no subscription named \"" + Refusal.shortened(name) + "\"",
                null));
        return ANSWERED;
      }
      signIn.charge(PatternLimit.weight(found));
      topics.addAll(found);
    }
    String excess = PatternLimit.excess(topics);
    if (excess != null) {
      tooMany(request.id(), excess);
      return ANSWERED;
    }
    TopicOptions options =
        new TopicOptions(
            request.updates(), request.emptyBars(), request.delivery(), request.resume());
    return requests.subscribe(request.id(), topics, options, "subscribe again");
  }

  private void unsubscribe(ClientMessage.Unsubscribe request) {
    signIn.charge(request.topics().size());
    if (!isWithinLimit(request.id(), "topics", request.topics().size())) {
      return;
    }
    List<TopicAnswer> answers = new ArrayList<>();
    for (String topic : request.topics()) {
      answers.add(requests.unsubscribe(topic));
    }
    mailbox.offer(ServerMessages.ack(request.id(), answers, subscriptions.held()));
  }
}
