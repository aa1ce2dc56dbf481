package io.barline.stream;

import io.barline.access.Access;
import io.barline.access.Authentication;
import io.barline.access.Excess;
import io.barline.access.Grant;
import io.barline.access.Principal;
import io.barline.access.TokenBucket;
import io.barline.access.Traffic;
import io.barline.market.UtcNanos;
import io.barline.subscription.PatternLimit;
import io.barline.wire.ClientLimits;
import io.barline.wire.ClientMessage;
import io.barline.wire.CloseCode;
import io.barline.wire.ErrorCode;
import io.barline.wire.RequestId;
import io.barline.wire.ServerMessages;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hears who a WebSocket client is, and how often it asks. On the client's event loop. */
final class SignIn {
  private static final Logger log = LoggerFactory.getLogger(SignIn.class);

  /** Times that something invalid may be shown. */
  static final int MAX_FAILURES = 3;

  /** Messages beyond the quota in a row after which the client is sent away. */
  static final int MAX_REFUSED = 20;

  private final Access access;
  private final Traffic traffic;
  private final Identity identity;
  private final Subscriptions subscriptions;
  private final Mailbox mailbox;
  private final ClientLimits limits;
  private final Executor loop;
  private final LongSupplier nanoTime;
  private TokenBucket messages;
  private int refused;
  private int failures;

  /**
   * @param loop the client's event loop
   * @param nanoTime as {@link System#nanoTime}
   */
  SignIn(
      Access access,
      Traffic traffic,
      Identity identity,
      Subscriptions subscriptions,
      Mailbox mailbox,
      ClientLimits limits,
      Executor loop,
      LongSupplier nanoTime) {
    this.access = access;
    this.traffic = traffic;
    this.identity = identity;
    this.subscriptions = subscriptions;
    this.mailbox = mailbox;
    this.limits = limits;
    this.loop = loop;
    this.nanoTime = nanoTime;
    this.messages = bucket();
  }

  private TokenBucket bucket() {
    return TokenBucket.perSecond(
        identity.messages(), identity.messageBurst(), nanoTime.getAsLong());
  }

  /** Whether a message is taken; else the client is told. */
  boolean takes() {
    if (messages.tryTake(nanoTime.getAsLong())) {
      refused = 0;
      return true;
    }
    String sentence =
        "at most %d messages a second are taken from a client".formatted(identity.messages());
    mailbox.offer(ServerMessages.error(null, ErrorCode.RATE_LIMITED, sentence, null));
    if (++refused >= MAX_REFUSED) {
      mailbox.close(Farewell.refusal(CloseCode.RATE_LIMITED, sentence));
    }
    return false;
  }

  /** Counts what a request costs beyond the message that it is, by the weight of its topics. */
  void charge(int weight) {
    messages.owe(PatternLimit.extraRequests(weight));
  }

  /** Whether the client may ask for that by now; else it is told. */
  boolean permits(ClientMessage message) {
    boolean may =
        identity.isKnown()
            || message instanceof ClientMessage.Authenticate
            || message instanceof ClientMessage.Ping;
    if (!may) {
      mailbox.offer(
          ServerMessages.error(
              message.id(),
              ErrorCode.UNAUTHORIZED,
              "say first who you are: {\"type\":\"auth\",\"token\":\"<key>\"}",
              null));
    }
    return may;
  }

  /**
   * Checks what the client shows, and answers.
   *
   * @return completed when it is answered; the client's next message has to wait for that
   */
  CompletableFuture<Void> authenticate(ClientMessage.Authenticate shown) {
    if (shown.isTicket()) {
      redeem(shown.id(), shown.credential());
    } else if (access.mayBlock(shown.credential())) {
      Excess excess = traffic.mayTry(identity.address());
      if (excess != null) {
        refuse(shown.id(), ErrorCode.RATE_LIMITED, excess.told());
        return CompletableFuture.completedFuture(null);
      }
      CompletableFuture<Void> answered = new CompletableFuture<>();
      Thread.startVirtualThread(
          () -> {
            Runnable reply = check(shown);
            loop.execute(
                () -> {
                  try {
                    reply.run();
                  } catch (RuntimeException e) {
                    broken(shown.id(), e);
                  } finally {
                    answered.complete(null);
                  }
                });
          });
      return answered;
    } else {
      answer(shown.id(), access.authenticate(shown.credential()));
    }
    return CompletableFuture.completedFuture(null);
  }

  /** Where there is no place for its holder, the ticket is not spent. */
  private void redeem(@Nullable RequestId id, String ticket) {
    Principal holder = access.holder(ticket);
    Identity.Objection full = holder == null ? null : identity.full(holder);
    if (full == null) {
      answer(id, access.redeem(ticket));
    } else {
      refuse(id, full.code(), full.sentence());
    }
  }

  /** How to answer, on the event loop. */
  private Runnable check(ClientMessage.Authenticate shown) {
    try {
      Authentication outcome = access.authenticate(shown.credential());
      return () -> answer(shown.id(), outcome);
    } catch (RuntimeException e) {
      return () -> broken(shown.id(), e);
    }
  }

  private void broken(@Nullable RequestId id, RuntimeException e) {
    log.error("action=auth outcome=failed", e);
    mailbox.offer(
        ServerMessages.error(id, ErrorCode.INTERNAL, "the gateway failed; its log says how", null));
  }

  private void answer(@Nullable RequestId id, Authentication outcome) {
    switch (outcome) {
      case Authentication.Granted(Grant grant) -> accept(id, grant);
      case Authentication.Denied(String sentence) -> deny(id, sentence);
      case Authentication.Unavailable(String sentence) ->
          refuse(id, ErrorCode.AUTH_UNAVAILABLE, sentence);
    }
  }

  private void deny(@Nullable RequestId id, String sentence) {
    Excess excess = traffic.mayTry(identity.address());
    if (excess == null) {
      traffic.failed(identity.address());
      failed(id, sentence);
    } else {
      refuse(id, ErrorCode.RATE_LIMITED, excess.told());
    }
  }

  private void accept(@Nullable RequestId id, Grant grant) {
    boolean first = !identity.isKnown();
    Identity.Objection why = identity.become(grant);
    if (why != null) {
      object(id, why);
      return;
    }
    if (first) {
      subscriptions.belongTo(grant.principal(), identity.topics());
      messages = bucket();
    }
    Instant expiresAt = grant.expiresAt();
    mailbox.offer(
        ServerMessages.authenticated(
            id,
            grant.principal().id(),
            expiresAt == null ? 0 : UtcNanos.ofAtMost(expiresAt),
            limits.withTopics(grant.principal().quotas().topics())));
  }

  private void object(@Nullable RequestId id, Identity.Objection why) {
    if (why.code().isRetryable()) {
      refuse(id, why.code(), why.sentence());
    } else {
      failed(id, why.sentence());
    }
  }

  /** Tells why not now, which says nothing of what was shown. */
  private void refuse(@Nullable RequestId id, ErrorCode code, String sentence) {
    mailbox.offer(ServerMessages.error(id, code, sentence, null));
  }

  private void failed(@Nullable RequestId id, String sentence) {
    mailbox.offer(ServerMessages.error(id, ErrorCode.UNAUTHORIZED, sentence, null));
    failures++;
    if (failures >= MAX_FAILURES && !identity.isKnown()) {
      mailbox.close(
          Farewell.refusal(
              CloseCode.UNAUTHORIZED, MAX_FAILURES + " times no valid key, token or ticket"));
    }
  }
}
