package io.barline.wire;

import io.barline.market.Topic;
import org.jspecify.annotations.Nullable;

/** A message about a topic, encoded once and shared by all who get it. */
public final class Encoded implements Message {
  /** The {@link #state} of what is no state: a later message does not replace it. */
  public static final long NO_STATE = 0;

  /** The {@link #state} of what is over when it is told: it never is the latest. */
  public static final long PAST = -1;

  private final MessageType type;
  private final @Nullable BookKind book;
  private final Topic topic;
  private final String epoch;
  private final long seq;
  private final boolean snapshot;
  private final long state;
  private final byte[] json;
  private final long receiveTime;

  /** Made when the first SSE client needs it; two threads may both make it, with equal bytes. */
  private volatile byte @Nullable [] sse;

  /** The same for the first client of compressed messages. */
  private volatile byte @Nullable [] deflated;

  /**
   * @param state see {@link #state}
   */
  public Encoded(
      MessageType type,
      @Nullable BookKind book,
      Topic topic,
      String epoch,
      long seq,
      boolean snapshot,
      long state,
      byte[] json,
      long receiveTime) {
    this.type = type;
    this.book = book;
    this.topic = topic;
    this.epoch = epoch;
    this.seq = seq;
    this.snapshot = snapshot;
    this.state = state;
    this.json = json;
    this.receiveTime = receiveTime;
  }

  public MessageType type() {
    return type;
  }

  /** What it does to an order book; null where it tells of none. */
  public @Nullable BookKind book() {
    return book;
  }

  public Topic topic() {
    return topic;
  }

  public String epoch() {
    return epoch;
  }

  public long seq() {
    return seq;
  }

  /** Whether it repeats, for a newcomer, what was published before. */
  public boolean isSnapshot() {
    return snapshot;
  }

  /**
   * What of the topic this tells the state of: a later message with the same number replaces it.
   * {@link #NO_STATE} where every message counts, {@link #PAST} where a later one has come before.
   */
  public long state() {
    return state;
  }

  @Override
  public byte[] json() {
    return json;
  }

  @Override
  public byte[] sse() {
    byte[] event = sse;
    if (event == null) {
      event = ServerSentEvent.of(type.code(), json);
      sse = event;
    }
    return event;
  }

  @Override
  public byte[] deflated() {
    byte[] payload = deflated;
    if (payload == null) {
      payload = Deflated.of(json);
      deflated = payload;
    }
    return payload;
  }

  /** When the gateway received what this tells of, nanoseconds since the epoch. */
  public long receiveTime() {
    return receiveTime;
  }
}
