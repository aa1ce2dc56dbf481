package io.barline.stream;

import io.barline.market.Channel;
import io.barline.market.Topic;
import io.barline.market.TopicPattern;
import io.barline.subscription.Matching;
import io.barline.subscription.PatternLimit;
import io.barline.subscription.TopicResolver;
import io.barline.wire.ErrorCode;
import io.barline.wire.ServerMessages;
import io.barline.wire.TopicAnswer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The patterns that one client subscribed to. A topic whose instrument comes to be listed is added,
 * within what the client may have, and one whose instrument no longer trades is taken away; the
 * client is told. On the client's event loop.
 */
final class Patterns {
  private static final Comparator<Topic> BY_NAME = Comparator.comparing(Topic::toString);

  /**
   * One pattern of the client.
   *
   * @param topics that the client has by it
   * @param unwanted that it matches and the client unsubscribed
   */
  private record Followed(
      String requested,
      TopicPattern pattern,
      TopicOptions options,
      Set<Topic> topics,
      Set<Topic> unwanted) {}

  private final Subscriptions subscriptions;
  private final TopicResolver resolver;
  private final Mailbox mailbox;
  private final Map<TopicPattern, Followed> followed = new LinkedHashMap<>();

  /** Topics that the client asked for by their own names. */
  private final Set<Topic> named = new HashSet<>();

  /** Of the lists that were looked at last. */
  private volatile long generation;

  private volatile boolean none = true;

  Patterns(Subscriptions subscriptions, Mailbox mailbox) {
    this.subscriptions = subscriptions;
    this.resolver = subscriptions.resolver();
    this.mailbox = mailbox;
    this.generation = resolver.generation();
  }

  /** Tells that the client asked for a topic by its own name. */
  void named(Topic topic) {
    named.add(topic);
    followed.values().forEach(each -> each.unwanted.remove(topic));
  }

  /** Tells that the client unsubscribed a topic by its own name. */
  void unnamed(Topic topic) {
    named.remove(topic);
    for (Followed each : followed.values()) {
      if (each.topics.remove(topic)) {
        each.unwanted.add(topic);
      }
    }
  }

  /**
   * Subscribes to all that a pattern stands for, and to what it will stand for: all of it or, where
   * that is more than the client may have, nothing.
   *
   * @return what became of the pattern, and of each topic
   */
  List<TopicAnswer> add(String requested, TopicOptions options) {
    if (followed.size() >= PatternLimit.MOST && find(requested) == null) {
      return refused(
          requested,
          ErrorCode.LIMIT_REACHED,
          "a connection has at most %d patterns".formatted(PatternLimit.MOST));
    }
    return switch (resolver.match(requested)) {
      case Matching.Refused(var why) -> List.of(why.answer(requested));
      case Matching.Found(TopicPattern pattern, List<Topic> topics) ->
          add(requested, pattern, topics, options);
    };
  }

  private List<TopicAnswer> add(
      String requested, TopicPattern pattern, List<Topic> topics, TopicOptions options) {
    Channel channel = Channel.of(pattern.channel()).orElseThrow();
    String misfit = options.misfit(channel);
    if (misfit != null) {
      return refused(requested, ErrorCode.BAD_OPTION, misfit);
    }
    int room = subscriptions.room();
    List<Topic> more = topics.stream().filter(topic -> subscriptions.get(topic) == null).toList();
    if (more.size() > room) {
      return refused(
          requested,
          ErrorCode.LIMIT_REACHED,
          "%s matches %d topics that the connection does not have, and it may have %d more"
              .formatted(pattern, more.size(), room));
    }
    if (!subscriptions.share().reserve(more.size())) {
      return List.of(subscriptions.beyondShare(requested));
    }
    List<TopicAnswer> answers = new ArrayList<>();
    try {
      topics.forEach(topic -> answers.add(subscriptions.add(requested, topic, options)));
    } catch (RuntimeException e) {
      more.forEach(subscriptions::remove);
      throw e;
    } finally {
      subscriptions.share().release();
    }
    remember(
        new Followed(requested, pattern, options, new LinkedHashSet<>(topics), new HashSet<>()));
    answers.addFirst(new TopicAnswer.Matched(requested, topics.size()));
    return answers;
  }

  /** Replaces the same pattern, if it was followed. */
  private void remember(Followed now) {
    Followed before = followed.put(now.pattern, now);
    none = false;
    if (before != null) {
      before.topics.forEach(this::dropUnlessWanted);
    }
  }

  /** Whether the client follows none; from any thread. */
  boolean isEmpty() {
    return none;
  }

  private static List<TopicAnswer> refused(String requested, ErrorCode code, String sentence) {
    return List.of(new TopicAnswer.Refused(requested, code, sentence, List.of()));
  }

  /** Unsubscribes a pattern, and the topics that the client has by it alone. */
  TopicAnswer remove(String requested) {
    Followed gone = find(requested);
    if (gone == null) {
      return new TopicAnswer.Refused(
          requested,
          ErrorCode.NOT_SUBSCRIBED,
          "\"" + requested + "\" is not subscribed on this connection",
          List.of());
    }
    followed.remove(gone.pattern);
    none = followed.isEmpty();
    gone.topics.forEach(this::dropUnlessWanted);
    return new TopicAnswer.Unmatched(requested, gone.topics.size());
  }

  private @Nullable Followed find(String requested) {
    for (Followed each : followed.values()) {
      if (each.requested.equals(requested)) {
        return each;
      }
    }
    return null;
  }

  private void dropUnlessWanted(Topic topic) {
    boolean wanted =
        named.contains(topic)
            || followed.values().stream().anyMatch(each -> each.topics.contains(topic));
    if (!wanted) {
      subscriptions.remove(topic);
    }
  }

  /** Whether there may be something to {@link #follow}; from any thread. */
  boolean areBehind() {
    return !none && generation != resolver.generation();
  }

  /** Has each pattern stand for what it matches now. */
  void follow() {
    generation = resolver.generation();
    List.copyOf(followed.values()).forEach(this::follow);
  }

  private void follow(Followed each) {
    List<Topic> matched = resolver.match(each.requested).now();
    if (matched == null) {
      return;
    }
    Set<Topic> now = new LinkedHashSet<>(matched);
    List<Topic> added = new ArrayList<>();
    List<TopicAnswer.Refused> refused = new ArrayList<>();
    List<Topic> removed =
        each.topics.stream().filter(topic -> !now.contains(topic)).sorted(BY_NAME).toList();
    each.topics.removeAll(removed);
    removed.forEach(this::dropUnlessWanted);
    for (Topic topic : now) {
      if (each.topics.contains(topic) || each.unwanted.contains(topic)) {
        continue;
      }
      if (subscriptions.get(topic) != null) { // had otherwise, in the way that was asked for then
        each.topics.add(topic);
      } else {
        TopicAnswer answer = subscriptions.add(each.requested, topic, each.options);
        if (answer instanceof TopicAnswer.Refused why) {
          refused.add(why);
        } else {
          each.topics.add(topic);
          added.add(topic);
        }
      }
    }
    if (!added.isEmpty() || !removed.isEmpty()) {
      mailbox.offer(ServerMessages.matched(each.requested, added, removed));
    }
    for (Topic lost : subscriptions.attach()) {
      each.topics.remove(lost); // to be tried again when instruments are listed anew
    }
    if (!refused.isEmpty()) {
      mailbox.offer(
          ServerMessages.error(
              null,
              refused.getFirst().code(),
              "%d topics that came to match can't be had: %s"
                  .formatted(refused.size(), refused.getFirst().sentence()),
              each.requested));
    }
  }
}
