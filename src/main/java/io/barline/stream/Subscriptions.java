package io.barline.stream;

import io.barline.hub.Hub;
import io.barline.hub.Subscriber;
import io.barline.hub.Variant;
import io.barline.market.Channel;
import io.barline.market.FeedStatus;
import io.barline.market.Topic;
import io.barline.subscription.Demand;
import io.barline.subscription.Resolution;
import io.barline.subscription.TopicResolver;
import io.barline.wire.EmptyBars;
import io.barline.wire.Encoded;
import io.barline.wire.ErrorCode;
import io.barline.wire.HeldTopic;
import io.barline.wire.TopicAnswer;
import io.barline.wire.Updates;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The topics that one client has. On the client's event loop, except {@link #count}.
 *
 * <p>To subscribe takes two steps, so that the client is told what it gets before it gets it:
 * {@link #add}, then {@link #attach}.
 */
final class Subscriptions {
  private static final Logger log = LoggerFactory.getLogger(Subscriptions.class);

  private final TopicResolver resolver;
  private final Demand demand;
  private final Hub hub;
  private final Mailbox mailbox;
  private final int maxTopics;
  private final Map<Topic, Held> held = new LinkedHashMap<>();
  private final List<Held> unattached = new ArrayList<>();
  private volatile int count;

  Subscriptions(TopicResolver resolver, Demand demand, Hub hub, Mailbox mailbox, int maxTopics) {
    this.resolver = resolver;
    this.demand = demand;
    this.hub = hub;
    this.mailbox = mailbox;
    this.maxTopics = maxTopics;
  }

  /** How a client wants its topics. */
  record Options(Updates updates, EmptyBars emptyBars, Set<String> resumed) {
    Variant variantOf(Topic topic) {
      return topic.channel() instanceof Channel.Bars
          ? new Variant(updates == Updates.LIVE, emptyBars == EmptyBars.FLAT)
          : Variant.PLAIN;
    }
  }

  /** One topic of the client; messages that are under way when it ends are not let through. */
  private final class Held implements Subscriber {
    final Topic topic;
    final Variant variant;
    final Demand.Interest interest;
    final @Nullable BookFlow book;
    volatile boolean wanted = true;

    Held(Topic topic, Variant variant, Demand.Interest interest) {
      this.topic = topic;
      this.variant = variant;
      this.interest = interest;
      this.book =
          topic.channel() instanceof Channel.Book
              ? new BookFlow(mailbox, () -> hub.refresh(topic, variant, this))
              : null;
    }

    @Override
    public void offer(Encoded message) {
      if (!wanted) {
        return;
      }
      if (book != null) {
        book.offer(message);
      } else {
        mailbox.offer(message);
      }
    }

    void end() {
      wanted = false;
      hub.detach(topic, variant, this);
      interest.close();
    }

    boolean isLive() {
      return hub.state(topic, variant) == FeedStatus.State.LIVE;
    }
  }

  /**
   * Makes the data of a topic flow; it is heard once {@link #attach} is called. A failure is this
   * topic's answer, so that it costs no other.
   */
  TopicAnswer add(String requested, Options options) {
    try {
      return switch (resolver.resolve(requested)) {
        case Resolution.Resolved resolved -> add(requested, resolved.topic(), options);
        case Resolution.Refused refused -> refused.answer(requested);
      };
    } catch (RuntimeException e) {
      log.error("action=subscribe outcome=failed topic={}", requested, e);
      return new TopicAnswer.Refused(
          requested, ErrorCode.INTERNAL, "the gateway failed; its log says how", List.of());
    }
  }

  private TopicAnswer add(String requested, Topic topic, Options options) {
    Variant variant = options.variantOf(topic);
    Held old = held.get(topic);
    if (old == null && held.size() >= maxTopics) {
      return new TopicAnswer.Refused(
          requested,
          ErrorCode.LIMIT_REACHED,
          "a connection has at most " + maxTopics + " topics",
          List.of());
    }
    Held now = old;
    if (now == null || !now.variant.equals(variant)) {
      now = new Held(topic, variant, demand.want(topic, variant));
      held.put(topic, now);
      unattached.add(now);
      if (old != null) {
        unattached.remove(old);
        old.end(); // only now, so that the topic is wanted throughout
      }
      count = held.size();
    }
    boolean resumed =
        options.resumed().contains(requested) || options.resumed().contains(topic.toString());
    return new TopicAnswer.Subscribed(requested, topic, now.isLive(), resumed);
  }

  /**
   * Begins to hear what was added since the last call.
   *
   * @return the topics whose streams are gone again
   */
  List<Topic> attach() {
    List<Topic> lost = new ArrayList<>();
    for (Held topic : unattached) {
      if (!hub.attach(topic.topic, topic.variant, topic)) {
        lost.add(topic.topic);
        remove(topic);
      }
    }
    unattached.clear();
    return lost;
  }

  TopicAnswer remove(String requested) {
    Held topic = find(requested);
    if (topic == null) {
      return new TopicAnswer.Refused(
          requested,
          ErrorCode.NOT_SUBSCRIBED,
          "\"" + requested + "\" is not subscribed on this connection",
          List.of());
    }
    remove(topic);
    return new TopicAnswer.Unsubscribed(requested, topic.topic);
  }

  private @Nullable Held find(String requested) {
    for (Held topic : held.values()) {
      if (topic.topic.toString().equals(requested)) {
        return topic;
      }
    }
    return resolver.resolve(requested) instanceof Resolution.Resolved resolved
        ? held.get(resolved.topic())
        : null;
  }

  private void remove(Held topic) {
    held.remove(topic.topic);
    count = held.size();
    topic.end();
  }

  /** Ends all. */
  void clear() {
    held.values().forEach(Held::end);
    held.clear();
    unattached.clear();
    count = 0;
  }

  List<HeldTopic> held() {
    return held.values().stream()
        .map(
            topic ->
                new HeldTopic(
                    topic.topic,
                    topic.variant.live() ? Updates.LIVE : Updates.FINAL,
                    topic.variant.flat() ? EmptyBars.FLAT : EmptyBars.NONE,
                    topic.isLive()))
        .toList();
  }

  /** How many; from any thread. */
  int count() {
    return count;
  }
}
