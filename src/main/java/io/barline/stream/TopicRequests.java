package io.barline.stream;

import io.barline.hub.Replay;
import io.barline.market.Topic;
import io.barline.market.TopicPattern;
import io.barline.subscription.Resolution;
import io.barline.subscription.Suggestions;
import io.barline.subscription.TopicResolver;
import io.barline.wire.Cursor;
import io.barline.wire.ErrorCode;
import io.barline.wire.Recovery;
import io.barline.wire.RequestId;
import io.barline.wire.ServerMessages;
import io.barline.wire.TopicAnswer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers what one client asks for. On the client's event loop.
 *
 * <p>What a topic's stream still has of what the client missed is known on the stream's thread
 * alone. So a request that resumes topics is answered once all their streams have told; from that
 * moment they keep what is published for the client, and let it go when the answer is on its way.
 */
final class TopicRequests {
  private static final Logger log = LoggerFactory.getLogger(TopicRequests.class);

  private final Subscriptions subscriptions;
  private final TopicResolver resolver;
  private final Mailbox mailbox;
  private final Executor loop;
  private final ClientMetrics metrics;
  private final @Nullable EventLog events;
  private final Patterns patterns;

  /** Requests that are not answered yet: their topics are not to be heard before. */
  private int pending;

  /**
   * @param loop runs tasks on the client's event loop
   * @param events is told where the client goes on; null where its events have no ids
   */
  TopicRequests(
      Subscriptions subscriptions,
      Mailbox mailbox,
      Executor loop,
      ClientMetrics metrics,
      @Nullable EventLog events) {
    this.subscriptions = subscriptions;
    this.resolver = subscriptions.resolver();
    this.mailbox = mailbox;
    this.loop = loop;
    this.metrics = metrics;
    this.events = events;
    this.patterns = new Patterns(subscriptions, mailbox);
  }

  /**
   * Subscribes to topics, and puts the answer and then what they bring into the mailbox.
   *
   * @param again what a client should do whose topic was closed meanwhile
   * @return completed when it is answered; the client's next request has to wait for that
   */
  CompletableFuture<Void> subscribe(
      @Nullable RequestId id, List<String> topics, TopicOptions options, String again) {
    if (mailbox.farewell() != null) { // whoever releases what it has was here already
      return CompletableFuture.completedFuture(null);
    }
    Map<Topic, Cursor> cursors = cursors(options.resume());
    Request request = new Request(id, again);
    Suggestions suggestions = new Suggestions(resolver);
    for (String topic : new LinkedHashSet<>(topics)) {
      if (TopicPattern.isPattern(topic)) {
        request.answers.addAll(
            request.answers.size() > subscriptions.maxTopics()
                ? tooMany(topic)
                : patterns.add(topic, options));
      } else {
        TopicAnswer answer = subscriptions.add(topic, options, suggestions);
        request.answers.add(answer);
        if (answer instanceof TopicAnswer.Subscribed subscribed) {
          patterns.named(subscribed.topic());
        }
      }
    }
    request.resume(cursors);
    return request.answered;
  }

  /** Patterns that overlap are answered for each of their topics: an answer must have an end. */
  private List<TopicAnswer> tooMany(String pattern) {
    return List.of(
        new TopicAnswer.Refused(
            pattern,
            ErrorCode.LIMIT_REACHED,
            "more than %d topics are answered already: ask for this pattern in another request"
                .formatted(subscriptions.maxTopics()),
            List.of()));
  }

  /** Whether there are patterns that may come to match something; from any thread. */
  boolean isFollowing() {
    return !patterns.isEmpty();
  }

  /** Ends a topic or a pattern. */
  TopicAnswer unsubscribe(String requested) {
    if (TopicPattern.isPattern(requested)) {
      return patterns.remove(requested);
    }
    TopicAnswer answer = subscriptions.remove(requested);
    if (answer instanceof TopicAnswer.Unsubscribed unsubscribed) {
      patterns.unnamed(unsubscribed.topic());
    }
    return answer;
  }

  /** Has the client's patterns follow what is listed; from any thread, now and then. */
  void follow() {
    if (patterns.areBehind()) {
      onLoop(
          () -> {
            if (pending == 0 && mailbox.farewell() == null) {
              patterns.follow();
            }
          });
    }
  }

  private void onLoop(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      // The loop has ended, and the connection with it.
    }
  }

  /** Names are as free here as in the request; where two mean the same, the unified one counts. */
  private Map<Topic, Cursor> cursors(Map<String, Cursor> resume) {
    Map<Topic, Cursor> cursors = new HashMap<>();
    resume.forEach(
        (name, cursor) -> {
          if (resolver.resolve(name) instanceof Resolution.Resolved resolved) {
            if (resolved.topic().toString().equals(name)) {
              cursors.put(resolved.topic(), cursor);
            } else {
              cursors.putIfAbsent(resolved.topic(), cursor);
            }
          }
        });
    return cursors;
  }

  /** One request, until it is answered. */
  private final class Request {
    private final @Nullable RequestId id;
    private final String again;
    private final List<TopicAnswer> answers = new ArrayList<>();
    private final Map<Topic, Recovery> recoveries = new HashMap<>();
    private final Map<Subscription, Replay> found = new LinkedHashMap<>();
    private final CompletableFuture<Void> answered = new CompletableFuture<>();

    /** How many streams have not told yet, and one for as long as they are being asked. */
    private int open = 1;

    Request(@Nullable RequestId id, String again) {
      this.id = id;
      this.again = again;
    }

    void resume(Map<Topic, Cursor> cursors) {
      pending++;
      for (TopicAnswer answer : answers) {
        if (answer instanceof TopicAnswer.Subscribed subscribed) {
          Cursor cursor = cursors.get(subscribed.topic());
          Subscription topic = subscriptions.get(subscribed.topic());
          if (cursor != null && topic != null && !recoveries.containsKey(topic.topic())) {
            resume(topic, cursor);
          }
        }
      }
      told();
    }

    private void resume(Subscription topic, Cursor cursor) {
      recoveries.put(topic.topic(), Recovery.NONE);
      if (!subscriptions.isNew(topic)) {
        if (topic.covers(cursor)) {
          recoveries.put(topic.topic(), new Recovery(true, 0));
        }
        return;
      }
      open++;
      if (!topic.resume(cursor, replay -> onLoop(() -> told(topic, cursor, replay)))) {
        told();
      }
    }

    private void told(Subscription topic, Cursor cursor, @Nullable Replay replay) {
      if (replay != null) {
        recoveries.put(topic.topic(), new Recovery(true, replay.missed()));
        found.put(topic, replay);
        if (events != null) {
          events.resume(topic.topic(), cursor);
        }
      }
      told();
    }

    private void told() {
      open--;
      if (open == 0) {
        try {
          answer();
        } catch (RuntimeException e) {
          log.error("action=subscribe outcome=failed", e);
          fail(ErrorCode.INTERNAL, "the gateway failed; its log says how", null);
        } finally {
          pending--;
          answered.complete(null);
        }
      }
    }

    private void answer() {
      recoveries.values().forEach(recovery -> metrics.resumed(recovery.recovered()));
      answers.replaceAll(this::recovered);
      mailbox.offer(ServerMessages.ack(id, answers, subscriptions.held()));
      found.keySet().forEach(subscriptions::attached);
      List<Topic> lost = subscriptions.attach();
      found.forEach(
          (topic, replay) -> {
            if (!topic.release(replay)) {
              subscriptions.drop(topic);
              lost.add(topic.topic());
            }
          });
      for (Topic topic : lost) {
        fail(ErrorCode.INTERNAL, "the topic was closed meanwhile: " + again, topic.toString());
      }
    }

    private TopicAnswer recovered(TopicAnswer answer) {
      if (answer instanceof TopicAnswer.Subscribed subscribed) {
        Recovery recovery = recoveries.get(subscribed.topic());
        return recovery == null ? answer : subscribed.with(recovery);
      }
      return answer;
    }

    private void fail(ErrorCode code, String sentence, @Nullable String topic) {
      mailbox.offer(ServerMessages.error(id, code, sentence, topic));
    }
  }
}
