package io.barline.wire;

import static io.barline.wire.JsonBuffer.key;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.barline.market.Topic;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes the gateway's part of the conversation with one client. Times are nanoseconds, UTC. */
public final class ServerMessages {
  /** Raised when a client made for an earlier version would no longer understand the messages. */
  public static final int PROTOCOL = 1;

  static final byte[] TYPE = key("type");

  private static final byte[] ID = key("id");
  private static final byte[] TOPIC = key("topic");
  private static final byte[] TOPICS = key("topics");
  private static final byte[] CODE = key("code");
  private static final byte[] NUMBER = key("number");
  private static final byte[] MESSAGE = key("message");
  private static final byte[] RETRYABLE = key("retryable");
  private static final byte[] STATE = key("state");
  private static final byte[] MATCHED = key("matched");
  private static final byte[] TIME = key("time");
  private static final byte[] EVERY = key("every");
  private static final byte[] QUEUE = key("queue");
  private static final byte[] COUNT = key("count");
  private static final byte[] MESSAGES = key("messages");
  private static final byte[] PRINCIPAL = key("principal");

  /** Browsers ignore it, proxies do not. */
  private static final byte[] SSE_COMMENT = ": heartbeat\n\n".getBytes(UTF_8);

  private ServerMessages() {}

  /**
   * The first message of a connection.
   *
   * @param heartbeatMillis after how many milliseconds of silence a heartbeat comes
   * @param principal who the client is; null where it has yet to say so
   */
  public static Control hello(
      String session,
      long heartbeatMillis,
      ClientLimits limits,
      @Nullable String principal,
      boolean simulated) {
    JsonBuffer json = open("hello", null);
    json.key(key("protocol")).number(PROTOCOL);
    json.key(key("session")).string(session);
    json.key(key("heartbeat")).number(heartbeatMillis);
    limits(limits, json);
    if (principal == null) {
      json.key(key("auth")).code("required");
    } else {
      json.key(PRINCIPAL).string(principal);
    }
    json.key(key("simulated")).flag(simulated);
    return close("hello", json);
  }

  private static void limits(ClientLimits limits, JsonBuffer json) {
    json.key(key("limits")).raw('{');
    json.key(TOPICS).number(limits.topics());
    json.key(key("messageBytes")).number(limits.messageBytes());
    json.key(key("queueMessages")).number(limits.queueMessages());
    json.key(key("queueBytes")).number(limits.queueBytes()).raw('}');
  }

  /**
   * The answer to an auth that was accepted.
   *
   * @param expiresAt when the connection ends because of it, nanoseconds since the epoch; 0 where
   *     it does not
   */
  public static Control authenticated(
      @Nullable RequestId id, String principal, long expiresAt, ClientLimits limits) {
    JsonBuffer json = open("authenticated", id);
    json.key(PRINCIPAL).string(principal);
    if (expiresAt != 0) {
      json.key(key("expiresAt")).time(expiresAt);
    }
    limits(limits, json);
    return close("authenticated", json);
  }

  /** The answer to a subscribe or unsubscribe: each topic's fate, then all that the client has. */
  public static Control ack(
      @Nullable RequestId id, List<TopicAnswer> answers, List<HeldTopic> held) {
    JsonBuffer json = open("ack", id);
    json.key(TOPICS).raw('[');
    for (TopicAnswer answer : answers) {
      json.next().raw('{');
      answer(answer, json);
      json.raw('}');
    }
    json.raw(']');
    held(held, json);
    return close("ack", json);
  }

  private static void answer(TopicAnswer answer, JsonBuffer json) {
    json.key(key("requested")).string(answer.requested());
    switch (answer) {
      case TopicAnswer.Subscribed subscribed -> {
        json.key(TOPIC).string(subscribed.topic().toString());
        json.key(STATE).code(state(subscribed.live()));
        recovery(subscribed.recovery(), json);
      }
      case TopicAnswer.Unsubscribed unsubscribed -> {
        json.key(TOPIC).string(unsubscribed.topic().toString());
        json.key(STATE).code("unsubscribed");
      }
      case TopicAnswer.Matched matched -> json.key(MATCHED).number(matched.count());
      case TopicAnswer.Unmatched unmatched -> {
        json.key(STATE).code("unsubscribed");
        json.key(MATCHED).number(unmatched.count());
      }
      case TopicAnswer.Refused refused -> {
        json.key(key("error")).raw('{');
        error(refused.code(), refused.sentence(), json);
        json.key(key("suggestions")).raw('[');
        for (String suggestion : refused.suggestions()) {
          json.next().string(suggestion);
        }
        json.raw(']').raw('}');
      }
    }
  }

  private static void recovery(@Nullable Recovery recovery, JsonBuffer json) {
    if (recovery != null) {
      json.key(key("recovered")).flag(recovery.recovered());
      if (recovery.recovered()) {
        json.key(key("replayed")).number(recovery.replayed());
      }
    }
  }

  private static void held(List<HeldTopic> held, JsonBuffer json) {
    json.key(key("subscriptions")).raw('[');
    for (HeldTopic topic : held) {
      json.next().raw('{').key(TOPIC).string(topic.topic().toString());
      json.key(STATE).code(state(topic.live()));
      json.key(key("updates")).code(topic.updates().code());
      json.key(key("emptyBars")).code(topic.emptyBars().code());
      delivery(topic.delivery(), json);
      json.raw('}');
    }
    json.raw(']');
  }

  private static void delivery(Delivery delivery, JsonBuffer json) {
    json.key(key("delivery")).code(delivery.code());
    switch (delivery) {
      case Delivery.Lossless _, Delivery.Snapshot _ -> {}
      case Delivery.Conflate(int every) -> json.key(EVERY).number(every);
      case Delivery.DropOldest(int queue) -> json.key(QUEUE).number(queue);
      case Delivery.Batch(int count, int every, int queue) ->
          json.key(COUNT).number(count).key(EVERY).number(every).key(QUEUE).number(queue);
    }
  }

  private static String state(boolean live) {
    return live ? "live" : "pending";
  }

  /** The answer to a list. */
  public static Control subscriptions(@Nullable RequestId id, List<HeldTopic> held) {
    JsonBuffer json = open("subscriptions", id);
    held(held, json);
    return close("subscriptions", json);
  }

  /** A pattern, as the client wrote it, stands for other topics than before. */
  public static Control matched(String pattern, List<Topic> added, List<Topic> removed) {
    JsonBuffer json = open("matched", null).key(key("pattern")).string(pattern);
    names(added, json.key(key("added")));
    names(removed, json.key(key("removed")));
    return close("matched", json);
  }

  private static void names(List<Topic> topics, JsonBuffer json) {
    json.raw('[');
    for (Topic topic : topics) {
      json.next().string(topic.toString());
    }
    json.raw(']');
  }

  /**
   * A request that can't be followed, or a topic that was lost.
   *
   * @param topic which topic it is about; null where it is about none or several
   */
  public static Control error(
      @Nullable RequestId id, ErrorCode code, String sentence, @Nullable String topic) {
    JsonBuffer json = open("error", id);
    error(code, sentence, json);
    if (topic != null) {
      json.key(TOPIC).string(topic);
    }
    return close("error", json);
  }

  private static void error(ErrorCode code, String sentence, JsonBuffer json) {
    json.key(CODE).code(code.id());
    json.key(NUMBER).number(code.number());
    json.key(MESSAGE).string(sentence);
    json.key(RETRYABLE).flag(code.isRetryable());
  }

  /**
   * Messages of a topic were left out for a client that reads too slowly.
   *
   * @param missed how many, since it was last told
   */
  public static Control lag(Topic topic, String epoch, long missed) {
    JsonBuffer json = open("lag", null).key(TOPIC).string(topic.toString());
    json.key(key("epoch")).string(epoch);
    return close("lag", json.key(key("missed")).number(missed));
  }

  /**
   * Several messages of a topic in one.
   *
   * @param messages at least one, in their order
   */
  public static Batch batch(List<Encoded> messages) {
    Encoded last = messages.getLast();
    JsonBuffer json = open("batch", null).key(TOPIC).string(last.topic().toString());
    json.key(COUNT).number(messages.size()).key(MESSAGES).raw('[');
    for (Encoded message : messages) {
      json.next().raw(message.json());
    }
    return new Batch(last, json.raw(']').raw('}').toBytes());
  }

  /** Sent when nothing else was, so that the client knows that the connection lives. */
  public static Control heartbeat(long time) {
    byte[] json = open("heartbeat", null).key(TIME).time(time).raw('}').toBytes();
    return new Control("heartbeat", json, SSE_COMMENT);
  }

  public static Control pong(@Nullable RequestId id, long time) {
    return close("pong", open("pong", id).key(TIME).time(time));
  }

  /** Why the gateway ends a stream that has no close codes of its own. */
  public static Control goodbye(CloseCode code, String sentence) {
    JsonBuffer json = open("goodbye", null);
    json.key(CODE).code(code.id());
    json.key(NUMBER).number(code.number());
    json.key(MESSAGE).string(sentence);
    json.key(RETRYABLE).flag(code.mayReconnect());
    return close("goodbye", json);
  }

  private static JsonBuffer open(String type, @Nullable RequestId id) {
    JsonBuffer json = JsonBuffer.ofThread().raw('{').key(TYPE).code(type);
    return id == null ? json : json.key(ID).raw(id.json().getBytes(UTF_8));
  }

  private static Control close(String type, JsonBuffer json) {
    return new Control(type, json.raw('}').toBytes());
  }
}
