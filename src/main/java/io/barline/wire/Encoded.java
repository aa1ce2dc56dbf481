package io.barline.wire;

import io.barline.market.Topic;
import org.jspecify.annotations.Nullable;

/** A message about a topic, encoded once and shared by all who get it. */
public final class Encoded implements Message {
  private final MessageType type;
  private final @Nullable BookKind book;
  private final Topic topic;
  private final String epoch;
  private final long seq;
  private final boolean snapshot;
  private final byte[] json;
  private final long receiveTime;

  /** Made when the first SSE client needs it; two threads may both make it, with equal bytes. */
  private volatile byte @Nullable [] sse;

  public Encoded(
      MessageType type,
      @Nullable BookKind book,
      Topic topic,
      String epoch,
      long seq,
      boolean snapshot,
      byte[] json,
      long receiveTime) {
    this.type = type;
    this.book = book;
    this.topic = topic;
    this.epoch = epoch;
    this.seq = seq;
    this.snapshot = snapshot;
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

  /** When the gateway received what this tells of, nanoseconds since the epoch. */
  public long receiveTime() {
    return receiveTime;
  }
}
